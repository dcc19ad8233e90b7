import { Args } from "@oclif/core";
import { BaseCommand } from "../../../lib/cli/base-command.js";
import { formatRemoved } from "../../../lib/cli/format-removed.js";
import { parseBucket } from "../../../lib/cli/parse-bucket.js";

export default class BucketLifecycleDelete extends BaseCommand {
  static override summary =
    "Remove a bucket's lifecycle rules: nothing is deleted or moved by itself any more.";
  static override description =
    "What the rules have deleted or moved already stays so. A bucket without rules is left as it is.";
  static override examples = ["<%= config.bin %> <%= command.id %> s3://photos"];
  static override args = { bucket: Args.string({ required: true, description: "NAME or s3://NAME" }) };

  override async run(): Promise<void> {
    const { args, flags } = await this.parse(BucketLifecycleDelete);
    const bucket = parseBucket(args.bucket);
    const [client, { deleteLifecycle }] = await Promise.all([
      this.connect(flags),
      import("../../../lib/bucket/bucket-lifecycle.js"),
    ]);
    const deleted = await deleteLifecycle(client, bucket, { signal: this.signal });
    await this.output.result({ bucket, deleted }, formatRemoved(deleted, "lifecycle rules", bucket));
  }
}
