import { Args, Flags } from "@oclif/core";
import { BaseCommand } from "../lib/cli/base-command.js";
import { createKeyFormatter } from "../lib/cli/format-key.js";
import { toListingDocument } from "../lib/cli/format-listing.js";
import { nothingFound } from "../lib/cli/nothing-found.js";
import { parseSize } from "../lib/cli/parse-size.js";
import { parseMoment } from "../lib/cli/parse-time.js";
import { writeBytes } from "../lib/cli/write-bytes.js";
import { UsageError } from "../lib/errors/s3kit-error.js";
import type { FindCriteria } from "../lib/object/find-objects.js";
import type { ObjectEntry } from "../lib/s3/list-entries.js";
import { formatS3Uri, parseS3Uri } from "../lib/s3/uri.js";

interface FindFlags {
  readonly name?: readonly string[] | undefined;
  readonly regex?: string | undefined;
  readonly larger?: string | undefined;
  readonly smaller?: string | undefined;
  readonly newer?: string | undefined;
  readonly older?: string | undefined;
  readonly class?: readonly string[] | undefined;
}

export default class Find extends BaseCommand {
  static override summary = "Find objects by name, size, age or storage class.";
  static override description =
    "Prints an s3:// URI a line as matches come in. All conditions given must hold. Exits with 4 when nothing matches.";
  static override examples = [
    "<%= config.bin %> <%= command.id %> s3://logs --name '*.gz' --older 90d",
    "<%= config.bin %> <%= command.id %> s3://photos/2024/ --larger 50MiB --newer 2024-06-01",
    "<%= config.bin %> <%= command.id %> s3://photos --name '*.tmp' --print0 | xargs -0 s3kit rm --raw --yes",
  ];
  static override args = {
    uri: Args.string({ required: true, description: "s3://bucket/folder, wildcards allowed" }),
  };
  static override flags = {
    name: Flags.string({
      multiple: true,
      multipleNonGreedy: true,
      helpValue: "PATTERN",
      description: "file or folder name, with wildcards (may be repeated: any of them)",
    }),
    regex: Flags.string({ helpValue: "REGEX", description: "regular expression to find in the whole key" }),
    larger: Flags.string({
      helpValue: "SIZE",
      description: "more than so many bytes: 1000, 64k, 1.5MiB, 5GB",
    }),
    smaller: Flags.string({ helpValue: "SIZE", description: "fewer than so many bytes" }),
    newer: Flags.string({ helpValue: "TIME", description: "changed since: 7d, 12h, 2026-01-31" }),
    older: Flags.string({ helpValue: "TIME", description: "not changed since" }),
    class: Flags.string({
      multiple: true,
      multipleNonGreedy: true,
      helpValue: "NAME",
      description: "storage class (may be repeated: any of them)",
    }),
    max: Flags.integer({ min: 1, description: "stop after so many matches" }),
    print0: Flags.boolean({
      description: "end each URI with a NUL instead of a line feed",
      exclusive: ["json"],
    }),
    raw: Flags.boolean({ description: "take * ? [ ] { } in the URI literally" }),
  };

  override async run(): Promise<void> {
    const { args, flags } = await this.parse(Find);
    const { bucket, key } = parseS3Uri(args.uri);
    const criteria = toCriteria(flags);
    const selection = { bucket, key, recursive: true, raw: flags.raw };
    const [client, { findObjects }] = await Promise.all([
      this.connect(flags),
      import("../lib/object/find-objects.js"),
    ]);
    const found = limit(findObjects(client, selection, criteria, { signal: this.signal }), flags.max);
    const totals = await (flags.print0 ? this.#printNulls(bucket, found) : this.#printLines(bucket, found));
    if (totals.objects === 0) throw nothingFound([args.uri], flags);
    await this.output.summary(totals, "");
  }

  async #printLines(bucket: string, pages: AsyncIterable<readonly ObjectEntry[]>): Promise<FindTotals> {
    const formatKey = createKeyFormatter(process.stdout);
    const totals = { objects: 0, sizeBytes: 0 };
    for await (const page of pages) {
      for (const entry of page) {
        totals.objects += 1;
        totals.sizeBytes += entry.sizeBytes;
        const line = () => formatKey(formatS3Uri({ bucket, key: entry.key }));
        await this.output.item(toListingDocument(bucket, entry), line);
      }
    }
    return totals;
  }

  async #printNulls(bucket: string, pages: AsyncIterable<readonly ObjectEntry[]>): Promise<FindTotals> {
    const totals = { objects: 0, sizeBytes: 0 };
    const chunks = async function* () {
      for await (const page of pages) {
        totals.objects += page.length;
        yield Buffer.from(page.map(({ key }) => `${formatS3Uri({ bucket, key })}\0`).join(""));
      }
    };
    await writeBytes(process.stdout, chunks(), { signal: this.signal });
    return totals;
  }
}

interface FindTotals {
  readonly objects: number;
  readonly sizeBytes: number;
}

async function* limit<Item>(
  pages: AsyncIterable<readonly Item[]>,
  max = Infinity,
): AsyncGenerator<readonly Item[], void, void> {
  let left = max;
  for await (const page of pages) {
    yield page.slice(0, left);
    left -= page.length;
    if (left <= 0) return;
  }
}

function toCriteria(flags: FindFlags): FindCriteria {
  const now = new Date();
  const size = (text: string | undefined) => (text === undefined ? undefined : parseSize(text));
  const moment = (text: string | undefined) => (text === undefined ? undefined : parseMoment(text, now));
  return {
    names: flags.name,
    expression: flags.regex === undefined ? undefined : parseExpression(flags.regex),
    largerThanBytes: size(flags.larger),
    smallerThanBytes: size(flags.smaller),
    newerThan: moment(flags.newer),
    olderThan: moment(flags.older),
    storageClasses: flags.class,
  };
}

function parseExpression(text: string): RegExp {
  try {
    return new RegExp(text, "u");
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    throw new UsageError(`Not a regular expression: ${text} (${error.message})`, {
      code: "InvalidRegex",
      hints: ["Write it as JavaScript does, such as '\\.jpe?g$'"],
      cause: error,
    });
  }
}
