import { Args } from "@oclif/core";
import { BaseCommand } from "../../../lib/cli/base-command.js";
import { formatTags } from "../../../lib/cli/format-tags.js";
import { parseBucket } from "../../../lib/cli/parse-bucket.js";

export default class BucketTagsGet extends BaseCommand {
  static override summary = "Print a bucket's tags.";
  static override examples = ["<%= config.bin %> <%= command.id %> s3://photos"];
  static override args = { bucket: Args.string({ required: true, description: "NAME or s3://NAME" }) };

  override async run(): Promise<void> {
    const { args, flags } = await this.parse(BucketTagsGet);
    const bucket = parseBucket(args.bucket);
    const [client, { getBucketTags }] = await Promise.all([
      this.connect(flags),
      import("../../../lib/bucket/bucket-tags.js"),
    ]);
    const tags = (await getBucketTags(client, bucket, { signal: this.signal })) ?? {};
    await this.output.result({ type: "tags", bucket, tags }, () => formatTags(tags));
    if (Object.keys(tags).length === 0 && !this.output.json) this.output.note(`s3://${bucket} has no tags`);
  }
}
