import { Args, Flags } from "@oclif/core";
import { BaseCommand } from "../lib/cli/base-command.js";
import { formatBar } from "../lib/cli/format-bar.js";
import { formatTable } from "../lib/cli/format-columns.js";
import { createKeyFormatter } from "../lib/cli/format-key.js";
import { formatCount, formatSize } from "../lib/cli/format-size.js";
import { nothingFound } from "../lib/cli/nothing-found.js";
import { createStatusLine } from "../lib/cli/status-line.js";
import type { UsageGroup, UsageProgress, UsageTotals } from "../lib/object/measure-usage.js";
import { parseS3Uri } from "../lib/s3/uri.js";

/** Prefixes shown to people, the largest ones; `--json` has all of them. */
const SHOWN_GROUPS = 1000;
const BAR_WIDTH = 24;

export default class Du extends BaseCommand {
  static override summary = "Show what takes up space: by prefix, storage class or age.";
  static override description =
    "Prefixes count all that is below them, largest first. With --json the groups come as they are complete, " +
    "the totals last.";
  static override examples = [
    "<%= config.bin %> <%= command.id %> s3://photos",
    "<%= config.bin %> <%= command.id %> s3://photos/2024/ --depth 2",
    "<%= config.bin %> <%= command.id %> s3://photos --by age --versions",
    "<%= config.bin %> <%= command.id %> 's3://logs/**/*.gz' --by class --json",
  ];
  static override args = {
    uri: Args.string({ required: true, description: "s3://bucket/folder, wildcards allowed" }),
  };
  static override flags = {
    by: Flags.option({ options: ["prefix", "class", "age"] as const, default: "prefix" as const })({
      description: "what to add up by",
    }),
    depth: Flags.integer({ char: "d", min: 0, default: 1, description: "levels of prefixes to show" }),
    versions: Flags.boolean({ description: "count all versions, not only the newest" }),
    human: Flags.boolean({
      default: true,
      allowNo: true,
      description: "sizes as 1.5 MiB; --no-human: bytes",
    }),
    raw: Flags.boolean({ description: "take * ? [ ] { } in the URI literally" }),
  };

  override async run(): Promise<void> {
    const { args, flags } = await this.parse(Du);
    const { bucket, key } = parseS3Uri(args.uri);
    const [client, { measureUsage }] = await Promise.all([
      this.connect(flags),
      import("../lib/object/measure-usage.js"),
    ]);
    const request = {
      selection: { bucket, key, recursive: true, raw: flags.raw },
      by: flags.by,
      depth: flags.depth,
      versions: flags.versions,
      now: new Date(),
    };
    const usage = await this.#follow(flags.by, measureUsage(client, request, { signal: this.signal }));
    if (usage.totals.objectCount + usage.totals.deleteMarkerCount === 0 && key !== "") {
      throw nothingFound([args.uri], flags);
    }
    if (!this.output.json) await this.#print(usage, flags);
    await this.output.summary({ by: flags.by, ...toTotalsDocument(usage.totals) }, "");
  }

  /** Watch the measuring: groups go out at once under `--json`, else the largest are kept. */
  async #follow(by: string, progress: AsyncIterable<UsageProgress>): Promise<Usage> {
    const status = createStatusLine(process.stderr);
    let largest: readonly UsageGroup[] = [];
    let totals: UsageTotals | undefined;
    for await (const step of progress) {
      ({ totals } = step);
      const running = step.totals;
      status.update(
        () => `${formatCount(running.objectCount, "object")}, ${formatSize(running.totalBytes)}…`,
      );
      for (const { name, objectCount, totalBytes } of step.finished) {
        await this.output.item({ type: "usage", by, name, objects: objectCount, sizeBytes: totalBytes }, "");
      }
      if (!this.output.json) largest = keepLargest([...largest, ...step.finished], by);
    }
    status.clear();
    return { groups: largest, totals: totals ?? NO_TOTALS };
  }

  async #print({ groups, totals }: Usage, { human }: { readonly human: boolean }): Promise<void> {
    const formatKey = createKeyFormatter(process.stdout);
    const size = (sizeBytes: number) => (human ? formatSize(sizeBytes) : sizeBytes.toString());
    const rows = groups.map(({ name, objectCount, totalBytes }) => {
      const share = totals.totalBytes === 0 ? 0 : totalBytes / totals.totalBytes;
      const percent = `${(share * 100).toFixed(1)}%`;
      return [
        size(totalBytes),
        formatBar(share, BAR_WIDTH),
        percent,
        objectCount.toString(),
        formatKey(name),
      ];
    });
    const total = [size(totals.totalBytes), "", "", totals.objectCount.toString(), "total"];
    await this.output.item({}, formatTable([...rows, total], ["right", "left", "right", "right"]));
    if (totals.noncurrentCount + totals.deleteMarkerCount > 0) this.output.note(describeHidden(totals));
  }
}

interface Usage {
  readonly groups: readonly UsageGroup[];
  readonly totals: UsageTotals;
}

const NO_TOTALS: UsageTotals = {
  objectCount: 0,
  totalBytes: 0,
  noncurrentCount: 0,
  noncurrentBytes: 0,
  deleteMarkerCount: 0,
};

function keepLargest(groups: readonly UsageGroup[], by: string): readonly UsageGroup[] {
  // Ages have an order of their own, and are few.
  if (by === "age") return groups;
  return groups.toSorted((a, b) => b.totalBytes - a.totalBytes).slice(0, SHOWN_GROUPS);
}

function toTotalsDocument(totals: UsageTotals): object {
  return {
    objects: totals.objectCount,
    sizeBytes: totals.totalBytes,
    noncurrentObjects: totals.noncurrentCount,
    noncurrentSizeBytes: totals.noncurrentBytes,
    deleteMarkers: totals.deleteMarkerCount,
  };
}

function describeHidden({ noncurrentCount, noncurrentBytes, deleteMarkerCount }: UsageTotals): string {
  const old = `${formatCount(noncurrentCount, "old version")} (${formatSize(noncurrentBytes)})`;
  return `of which ${old}; besides, ${formatCount(deleteMarkerCount, "delete marker")}`;
}
