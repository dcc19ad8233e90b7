import { Args, Flags } from "@oclif/core";
import type { S3Client } from "@aws-sdk/client-s3";
import { BaseCommand } from "../../lib/cli/base-command.js";
import { formatKey } from "../../lib/cli/format-key.js";
import { formatCount, formatSize } from "../../lib/cli/format-size.js";
import { nothingFound } from "../../lib/cli/nothing-found.js";
import { parseObjectUri } from "../../lib/cli/parse-object-uri.js";
import { RemovalReport, toRemovalDocument } from "../../lib/cli/removal-report.js";
import { selectionFlags } from "../../lib/cli/selection-flags.js";
import { UsageError } from "../../lib/errors/s3kit-error.js";
import type { RemovalPlan } from "../../lib/object/plan-removal.js";
import { formatS3Uri, parseS3Uri } from "../../lib/s3/uri.js";

interface DeleteFlags {
  readonly "version-id"?: readonly string[] | undefined;
  readonly "dry-run": boolean;
  readonly yes: boolean;
  readonly "bypass-governance": boolean;
  readonly raw: boolean;
  readonly include?: readonly string[] | undefined;
  readonly exclude?: readonly string[] | undefined;
}

export default class VersionDelete extends BaseCommand {
  static override summary = "Delete versions of an object for good, or all old versions below a prefix.";
  static override description =
    "Versions named by --version-id go without a question. --noncurrent counts what would go, asks, and deletes every " +
    "version but the newest of each key; delete markers that hide something stay. Nothing brings a version back.";
  static override examples = [
    "<%= config.bin %> <%= command.id %> s3://photos/2024/cat.jpg --version-id 3HL4kqtJ",
    "<%= config.bin %> <%= command.id %> s3://photos/2024/ --noncurrent --dry-run",
    "<%= config.bin %> <%= command.id %> s3://ledger/2024.csv --version-id 3HL4kqtJ --bypass-governance",
  ];
  static override args = {
    uri: Args.string({ required: true, description: "s3://bucket/key, or a prefix with --noncurrent" }),
  };
  static override flags = {
    "version-id": Flags.string({
      multiple: true,
      multipleNonGreedy: true,
      helpValue: "ID",
      description: "this version (may be repeated)",
      exclusive: ["noncurrent"],
    }),
    noncurrent: Flags.boolean({ description: "all versions but the newest of each key" }),
    "bypass-governance": Flags.boolean({ description: "also those that a governance retention protects" }),
    "dry-run": Flags.boolean({ description: "say what would go, and delete nothing" }),
    yes: Flags.boolean({ char: "y", description: "do not ask" }),
    ...selectionFlags,
  };

  override async run(): Promise<void> {
    const { args, flags } = await this.parse(VersionDelete);
    const named = flags["version-id"] ?? [];
    if (named.length === 0 && !flags.noncurrent) {
      throw new UsageError("Name versions with --version-id, or pass --noncurrent", {
        hints: [`See the versions: s3kit version list ${args.uri}`],
      });
    }
    const { bucket } = named.length > 0 ? parseObjectUri(args.uri) : parseS3Uri(args.uri);
    const client = await this.connect(flags);
    const plan = await this.#plan(client, args.uri, flags);
    if (plan.itemCount === 0) throw nothingFound([args.uri], flags);
    const counts = describe(plan);
    if (flags["dry-run"]) return this.#describe(bucket, plan, counts);
    if (named.length === 0) {
      const action = `Delete ${counts} at ${formatKey(args.uri)} for good`;
      await this.confirm({ action }, { yes: flags.yes });
    }
    const { deleteObjects } = await import("../../lib/s3/delete-objects.js");
    const options = { signal: this.signal, bypassGovernance: flags["bypass-governance"] };
    const report = new RemovalReport(this.output, "version", process.stderr);
    for await (const batch of deleteObjects(client, { bucket, objects: plan.items() }, options))
      await report.add(bucket, batch);
    await report.end();
  }

  async #plan(client: S3Client, uri: string, flags: DeleteFlags): Promise<RemovalPlan> {
    const [{ planRemoval }, versions] = await Promise.all([
      import("../../lib/object/plan-removal.js"),
      import("../../lib/object/version-removal.js"),
    ]);
    const { bucket, key } = parseS3Uri(uri);
    const options = { signal: this.signal };
    const ids = flags["version-id"];
    if (ids !== undefined)
      return planRemoval(() => versions.listNamed(client, { bucket, key }, ids, options));
    const { raw, include, exclude } = flags;
    const selection = { bucket, key, recursive: true, raw, include, exclude };
    return planRemoval(() => versions.listNoncurrent(client, selection, options));
  }

  async #describe(bucket: string, plan: RemovalPlan, counts: string): Promise<void> {
    for await (const item of plan.items()) {
      const size = item.isDeleteMarker ? "delete marker" : formatSize(item.sizeBytes);
      const place = formatKey(formatS3Uri({ bucket, key: item.key }));
      await this.output.item(
        toRemovalDocument("planned", bucket, item),
        () => `${size.padStart(13)}  ${place}  ${item.versionId ?? ""}`,
      );
    }
    await this.output.summary(
      { dryRun: true, planned: plan.itemCount, sizeBytes: plan.totalBytes },
      `Would delete ${counts}`,
    );
  }
}

function describe({ itemCount, deleteMarkerCount, totalBytes }: RemovalPlan): string {
  const markers = deleteMarkerCount === 0 ? "" : ` and ${formatCount(deleteMarkerCount, "delete marker")}`;
  return `${formatCount(itemCount - deleteMarkerCount, "version")}${markers} (${formatSize(totalBytes)})`;
}
