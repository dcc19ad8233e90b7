import { Args } from "@oclif/core";
import { BaseCommand } from "../../../lib/cli/base-command.js";
import { parseBucket } from "../../../lib/cli/parse-bucket.js";

export default class BucketVersioningEnable extends BaseCommand {
  static override summary = "Keep old versions of a bucket's objects from now on.";
  static override description =
    "What is overwritten or deleted can then be brought back (`s3kit version restore`, `s3kit undelete`) and goes on costing storage.";
  static override examples = ["<%= config.bin %> <%= command.id %> s3://photos"];
  static override args = { bucket: Args.string({ required: true, description: "NAME or s3://NAME" }) };

  override async run(): Promise<void> {
    const { args, flags } = await this.parse(BucketVersioningEnable);
    const bucket = parseBucket(args.bucket);
    const [client, { setVersioning }] = await Promise.all([
      this.connect(flags),
      import("../../../lib/bucket/bucket-versioning.js"),
    ]);
    await setVersioning(client, bucket, "Enabled", { signal: this.signal });
    await this.output.result(
      { type: "versioning", bucket, status: "Enabled" },
      `From now on, old versions are kept in s3://${bucket}`,
    );
  }
}
