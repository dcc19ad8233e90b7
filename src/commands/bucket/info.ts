import { Args } from "@oclif/core";
import { BaseCommand } from "../../lib/cli/base-command.js";
import { formatBucketDetails } from "../../lib/cli/format-bucket.js";
import { parseBucket } from "../../lib/cli/parse-bucket.js";

export default class BucketInfo extends BaseCommand {
  static override summary = "Show a bucket's settings.";
  static override description = "What the store lacks, or you may not see, is said so in its place.";
  static override examples = ["<%= config.bin %> <%= command.id %> s3://photos"];
  static override args = { bucket: Args.string({ required: true, description: "NAME or s3://NAME" }) };

  override async run(): Promise<void> {
    const { args, flags } = await this.parse(BucketInfo);
    const bucket = parseBucket(args.bucket);
    const [client, { describeBucket }] = await Promise.all([
      this.connect(flags),
      import("../../lib/bucket/describe-bucket.js"),
    ]);
    const description = await describeBucket(client, bucket, { signal: this.signal });
    await this.output.result({ type: "bucket", ...description }, () => formatBucketDetails(description));
  }
}
