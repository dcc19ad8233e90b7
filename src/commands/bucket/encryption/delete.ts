import { Args } from "@oclif/core";
import { BaseCommand } from "../../../lib/cli/base-command.js";
import { formatRemoved } from "../../../lib/cli/format-removed.js";
import { parseBucket } from "../../../lib/cli/parse-bucket.js";

export default class BucketEncryptionDelete extends BaseCommand {
  static override summary = "Go back to the store's own default encryption.";
  static override description = "Objects that are there stay encrypted as they are.";
  static override examples = ["<%= config.bin %> <%= command.id %> s3://photos"];
  static override args = { bucket: Args.string({ required: true, description: "NAME or s3://NAME" }) };

  override async run(): Promise<void> {
    const { args, flags } = await this.parse(BucketEncryptionDelete);
    const bucket = parseBucket(args.bucket);
    const [client, { deleteBucketEncryption }] = await Promise.all([
      this.connect(flags),
      import("../../../lib/bucket/bucket-encryption.js"),
    ]);
    const deleted = await deleteBucketEncryption(client, bucket, { signal: this.signal });
    await this.output.result({ bucket, deleted }, formatRemoved(deleted, "encryption setting", bucket));
  }
}
