import { Args, Flags } from "@oclif/core";
import type { S3Client } from "@aws-sdk/client-s3";
import { BaseCommand } from "../lib/cli/base-command.js";
import { createKeyFormatter } from "../lib/cli/format-key.js";
import { formatBucketLine, formatListingLine, toListingDocument } from "../lib/cli/format-listing.js";
import { formatCount, formatSize } from "../lib/cli/format-size.js";
import { nothingFound } from "../lib/cli/nothing-found.js";
import type { ListingRequest } from "../lib/object/list-level.js";
import type { SortOrder } from "../lib/object/sort-listing.js";
import { formatS3Uri, parseS3Uri } from "../lib/s3/uri.js";

interface Presentation extends SortOrder {
  readonly human: boolean;
  readonly summarize: boolean;
}

export default class Ls extends BaseCommand {
  static override summary = "List buckets, or the objects under a prefix.";
  static override description =
    "Prints as answers come in, in key order. Without --recursive, deeper keys show as the prefix they share.\n\n" +
    "--sort size, --sort time and --reverse have to see the whole listing first; it waits in a temporary file.";
  static override examples = [
    "<%= config.bin %> <%= command.id %>",
    "<%= config.bin %> <%= command.id %> s3://photos/2024/ --human",
    "<%= config.bin %> <%= command.id %> 's3://photos/**/*.jpg' --sort size --reverse",
    "<%= config.bin %> <%= command.id %> s3://photos --recursive --versions --json",
  ];
  static override args = { uri: Args.string({ description: "s3://bucket/prefix; without it, the buckets" }) };
  static override flags = {
    recursive: Flags.boolean({ char: "r", description: "all keys below, not one level" }),
    versions: Flags.boolean({ description: "all versions and delete markers", exclusive: ["incomplete"] }),
    incomplete: Flags.boolean({ description: "unfinished multipart uploads instead of objects" }),
    sort: Flags.option({ options: ["name", "size", "time"] as const, default: "name" as const })({
      description: "what to sort by",
    }),
    reverse: Flags.boolean({ description: "last first: the largest, the newest" }),
    human: Flags.boolean({ char: "H", description: "sizes as 1.5 MiB instead of bytes" }),
    summarize: Flags.boolean({ description: "say at the end how many objects and bytes it was" }),
    raw: Flags.boolean({ description: "take * ? [ ] { } in keys literally" }),
  };

  override async run(): Promise<void> {
    const { args, flags } = await this.parse(Ls);
    const uri = args.uri === undefined || args.uri === "s3://" ? undefined : parseS3Uri(args.uri);
    const client = await this.connect(flags);
    if (uri === undefined) return this.#listBuckets(client);
    const what = flags.versions ? "versions" : flags.incomplete ? "uploads" : "objects";
    const { recursive, raw } = flags;
    const request: ListingRequest = { bucket: uri.bucket, pattern: uri.key, recursive, raw, what };
    return this.#listObjects(client, request, { ...flags, by: flags.sort });
  }

  async #listBuckets(client: S3Client): Promise<void> {
    const { listBuckets } = await import("../lib/s3/list-buckets.js");
    let count = 0;
    for await (const bucket of listBuckets(client, { signal: this.signal })) {
      count += 1;
      await this.output.item({ type: "bucket", ...bucket }, () => formatBucketLine(bucket));
    }
    await this.output.summary({ buckets: count }, count === 0 ? "There are no buckets" : "");
  }

  async #listObjects(client: S3Client, request: ListingRequest, presentation: Presentation): Promise<void> {
    const [{ listLevel }, { sortListing }] = await Promise.all([
      import("../lib/object/list-level.js"),
      import("../lib/object/sort-listing.js"),
    ]);
    const folder = request.recursive ? "" : request.pattern.slice(0, request.pattern.lastIndexOf("/") + 1);
    const format = { folder, human: presentation.human, formatKey: createKeyFormatter(process.stdout) };
    const totals = { objects: 0, prefixes: 0, sizeBytes: 0 };
    for await (const page of sortListing(listLevel(client, request, { signal: this.signal }), presentation)) {
      for (const entry of page) {
        if (entry.kind === "prefix") totals.prefixes += 1;
        else totals.objects += 1;
        totals.sizeBytes += "sizeBytes" in entry ? entry.sizeBytes : 0;
        await this.output.item(toListingDocument(request.bucket, entry), () =>
          formatListingLine(entry, format),
        );
      }
    }
    if (totals.objects + totals.prefixes === 0 && request.pattern !== "")
      throw nothingFound([formatS3Uri({ bucket: request.bucket, key: request.pattern })], {
        raw: request.raw,
      });
    await this.output.summary(totals, presentation.summarize ? describeTotals(totals) : "");
  }
}

function describeTotals(totals: {
  readonly objects: number;
  readonly prefixes: number;
  readonly sizeBytes: number;
}): string {
  const prefixes = totals.prefixes === 0 ? "" : `${formatCount(totals.prefixes, "prefix", "prefixes")}, `;
  const exact = totals.sizeBytes.toLocaleString("en-US");
  return `${prefixes}${formatCount(totals.objects, "object")}, ${formatSize(totals.sizeBytes)} (${exact} bytes)`;
}
