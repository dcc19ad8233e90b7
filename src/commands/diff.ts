import { Args, Flags } from "@oclif/core";
import { BaseCommand } from "../lib/cli/base-command.js";
import { createKeyFormatter } from "../lib/cli/format-key.js";
import { formatCount, formatSize } from "../lib/cli/format-size.js";
import { nameFlags } from "../lib/cli/selection-flags.js";
import { createStatusLine } from "../lib/cli/status-line.js";
import { EXIT } from "../lib/errors/exit-codes.js";
import type { DiffEntry } from "../lib/transfer/diff-places.js";

type Counts = Record<DiffEntry["kind"], number>;

export default class Diff extends BaseCommand {
  static override summary = "Compare two folders, prefixes or files, wherever they are.";
  static override description =
    "Names in one only are marked - (left) and + (right), those that differ ~. Files of one size are compared by the " +
    "ETags and checksums that stores keep, for which local files are read. Where those cannot tell, as with multipart " +
    "uploads of different part sizes, they count as different unless --checksum reads both.\n\n" +
    "Exits with 0 when all is the same and with 3 when something differs.";
  static override examples = [
    "<%= config.bin %> <%= command.id %> ./site s3://www.example.org",
    "<%= config.bin %> <%= command.id %> s3://photos/2024 s3://mirror/2024 --checksum",
    "<%= config.bin %> <%= command.id %> cat.jpg s3://photos/cat.jpg",
  ];
  static override args = {
    left: Args.string({ required: true, description: "path or s3://bucket/key" }),
    right: Args.string({ required: true, description: "path or s3://bucket/key" }),
  };
  static override flags = {
    checksum: Flags.boolean({ description: "read both sides where stored checksums cannot tell" }),
    "size-only": Flags.boolean({ description: "compare sizes alone", exclusive: ["checksum"] }),
    all: Flags.boolean({ char: "a", description: "also print what is the same, marked =" }),
    ...nameFlags,
    "source-profile": Flags.string({
      helpValue: "NAME",
      description: "profile for the left side, if another",
    }),
  };

  override async run(): Promise<void> {
    const { args, flags } = await this.parse(Diff);
    const [{ diffPlaces }, { parsePlace }, rightClient, other] = await Promise.all([
      import("../lib/transfer/diff-places.js"),
      import("../lib/transfer/place.js"),
      this.connect(flags),
      flags["source-profile"] === undefined
        ? undefined
        : this.connect({ profile: flags["source-profile"], verbose: flags.verbose }),
    ]);
    const input = {
      left: parsePlace(args.left),
      right: parsePlace(args.right),
      thoroughness: flags["size-only"] ? "size" : flags.checksum ? "bytes" : "digest",
      include: flags.include,
      exclude: flags.exclude,
    } as const;
    const access = { leftClient: other ?? rightClient, rightClient, signal: this.signal };
    const counts = await this.#report(diffPlaces(input, access), flags.all);
    if (counts.same !== totalOf(counts)) this.exit(EXIT.partial);
  }

  async #report(entries: AsyncIterable<DiffEntry>, all: boolean): Promise<Counts> {
    const counts: Counts = { same: 0, differs: 0, "only-left": 0, "only-right": 0, unreadable: 0 };
    const formatKey = createKeyFormatter(process.stdout);
    const status = createStatusLine(process.stderr);
    for await (const entry of entries) {
      counts[entry.kind] += 1;
      status.update(() => `Compared ${formatCount(totalOf(counts), "name")}…`);
      if (entry.kind === "same" && !all) continue;
      const { kind, ...rest } = entry;
      await this.output.item({ type: kind, ...rest }, () => this.#format(entry, formatKey));
    }
    status.clear();
    await this.output.summary(toDocument(counts), describe(counts));
    return counts;
  }

  #format({ kind, name, left, right, reason }: DiffEntry, formatKey: (key: string) => string): string {
    const shown = formatKey(name);
    switch (kind) {
      case "same":
        return `= ${shown}`;
      case "only-left":
        return this.output.style("red", `- ${shown}`);
      case "only-right":
        return this.output.style("green", `+ ${shown}`);
      case "unreadable":
        return this.output.style("yellow", `! ${shown}  (${reason ?? "it cannot be read"})`);
      case "differs":
        return this.output.style("yellow", `~ ${shown}${sizesOf(left?.sizeBytes, right?.sizeBytes)}`);
    }
  }
}

function sizesOf(left = 0, right = 0): string {
  return left === right ? "" : `  (${formatSize(left)} | ${formatSize(right)})`;
}

function totalOf(counts: Counts): number {
  return Object.values(counts).reduce((sum, count) => sum + count, 0);
}

function toDocument(counts: Counts): object {
  return {
    same: counts.same,
    differ: counts.differs,
    onlyLeft: counts["only-left"],
    onlyRight: counts["only-right"],
    unreadable: counts.unreadable,
  };
}

function describe(counts: Counts): string {
  const parts = [
    `${counts.same.toLocaleString("en-US")} same`,
    `${counts.differs.toLocaleString("en-US")} differ`,
    `${counts["only-left"].toLocaleString("en-US")} only left`,
    `${counts["only-right"].toLocaleString("en-US")} only right`,
    ...(counts.unreadable === 0 ? [] : [`${counts.unreadable.toLocaleString("en-US")} unreadable`]),
  ];
  return parts.join(", ");
}
