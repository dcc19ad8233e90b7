import { Args } from "@oclif/core";
import { BaseCommand } from "../../../lib/cli/base-command.js";
import { formatRemoved } from "../../../lib/cli/format-removed.js";
import { parseBucket } from "../../../lib/cli/parse-bucket.js";

export default class BucketOwnershipDelete extends BaseCommand {
  static override summary =
    "Remove a bucket's ownership setting: whoever writes an object owns it, and ACLs count.";
  static override description = "A bucket without the setting is left as it is.";
  static override examples = ["<%= config.bin %> <%= command.id %> s3://photos"];
  static override args = { bucket: Args.string({ required: true, description: "NAME or s3://NAME" }) };

  override async run(): Promise<void> {
    const { args, flags } = await this.parse(BucketOwnershipDelete);
    const bucket = parseBucket(args.bucket);
    const [client, { deleteOwnership }] = await Promise.all([
      this.connect(flags),
      import("../../../lib/bucket/bucket-ownership.js"),
    ]);
    const deleted = await deleteOwnership(client, bucket, { signal: this.signal });
    await this.output.result({ bucket, deleted }, formatRemoved(deleted, "ownership setting", bucket));
  }
}
