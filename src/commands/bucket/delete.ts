import { Args, Flags } from "@oclif/core";
import type { S3Client } from "@aws-sdk/client-s3";
import { BaseCommand } from "../../lib/cli/base-command.js";
import { formatCount, formatSize } from "../../lib/cli/format-size.js";
import { parseBucket } from "../../lib/cli/parse-bucket.js";
import { RemovalReport } from "../../lib/cli/removal-report.js";
import type { EmptyingPlan } from "../../lib/object/plan-emptying.js";

export default class BucketDelete extends BaseCommand {
  static override summary = "Delete a bucket.";
  static override description =
    "An empty bucket goes without a question. --force counts what is in it (objects, old versions, delete markers, " +
    "unfinished uploads), asks for its name to be typed, and deletes all of it.";
  static override examples = [
    "<%= config.bin %> <%= command.id %> s3://photos",
    "<%= config.bin %> <%= command.id %> photos --force --dry-run",
    "<%= config.bin %> <%= command.id %> photos --force --yes",
  ];
  static override args = { bucket: Args.string({ required: true, description: "NAME or s3://NAME" }) };
  static override flags = {
    force: Flags.boolean({ description: "with all that is in it" }),
    "dry-run": Flags.boolean({ description: "say what would go, and delete nothing", dependsOn: ["force"] }),
    yes: Flags.boolean({ char: "y", description: "do not ask" }),
  };

  override async run(): Promise<void> {
    const { args, flags } = await this.parse(BucketDelete);
    const bucket = parseBucket(args.bucket);
    const client = await this.connect(flags);
    if (flags.force && (await this.#empty(client, bucket, flags)) === "planned") return;
    const { deleteBucket } = await import("../../lib/bucket/delete-bucket.js");
    await deleteBucket(client, bucket, { signal: this.signal });
    await this.output.result({ type: "deleted", bucket }, `Deleted s3://${bucket}`);
  }

  async #empty(
    client: S3Client,
    bucket: string,
    flags: { readonly yes: boolean; readonly "dry-run": boolean },
  ): Promise<"planned" | "emptied"> {
    const { planEmptying } = await import("../../lib/object/plan-emptying.js");
    const plan = await planEmptying(client, bucket, { signal: this.signal });
    const words = describe(plan);
    if (flags["dry-run"]) {
      await this.output.result(toDocument(bucket, plan), `Would delete s3://${bucket} with ${words}`);
      return "planned";
    }
    const count = plan.objects.itemCount + (plan.uploads?.itemCount ?? 0);
    if (count === 0) return "emptied";
    const action = `Delete the bucket ${bucket} with ${words}`;
    await this.confirm({ action, typeToConfirm: bucket }, { yes: flags.yes });
    const report = new RemovalReport(this.output, "object", process.stderr);
    for await (const batch of plan.run()) await report.add(bucket, batch);
    await report.end();
    return "emptied";
  }
}

function describe({ objects, uploads }: EmptyingPlan): string {
  const markers = objects.deleteMarkerCount;
  const parts = [
    `${formatCount(objects.itemCount - markers, "object")} and old versions (${formatSize(objects.totalBytes)})`,
    ...(markers === 0 ? [] : [formatCount(markers, "delete marker")]),
    ...(uploads === undefined || uploads.itemCount === 0
      ? []
      : [formatCount(uploads.itemCount, "unfinished upload")]),
  ];
  return parts.join(", ");
}

function toDocument(bucket: string, { objects, uploads }: EmptyingPlan): object {
  return {
    type: "planned",
    dryRun: true,
    bucket,
    versions: objects.itemCount - objects.deleteMarkerCount,
    deleteMarkers: objects.deleteMarkerCount,
    uploads: uploads?.itemCount ?? 0,
    sizeBytes: objects.totalBytes,
  };
}
