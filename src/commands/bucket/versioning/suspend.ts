import { Args } from "@oclif/core";
import { BaseCommand } from "../../../lib/cli/base-command.js";
import { parseBucket } from "../../../lib/cli/parse-bucket.js";

export default class BucketVersioningSuspend extends BaseCommand {
  static override summary = "Keep no more new versions; those that are there stay.";
  static override description =
    "Objects written from now on replace each other. A bucket with object lock cannot be suspended.";
  static override examples = ["<%= config.bin %> <%= command.id %> s3://photos"];
  static override args = { bucket: Args.string({ required: true, description: "NAME or s3://NAME" }) };

  override async run(): Promise<void> {
    const { args, flags } = await this.parse(BucketVersioningSuspend);
    const bucket = parseBucket(args.bucket);
    const [client, { setVersioning }] = await Promise.all([
      this.connect(flags),
      import("../../../lib/bucket/bucket-versioning.js"),
    ]);
    await setVersioning(client, bucket, "Suspended", { signal: this.signal });
    await this.output.result(
      { type: "versioning", bucket, status: "Suspended" },
      `From now on, no new versions are kept in s3://${bucket}`,
    );
  }
}
