import { Args, Flags } from "@oclif/core";
import { BaseCommand } from "../../../lib/cli/base-command.js";
import { formatTags } from "../../../lib/cli/format-tags.js";
import { parseBucket } from "../../../lib/cli/parse-bucket.js";
import { parsePairs } from "../../../lib/cli/parse-pairs.js";

export default class BucketTagsSet extends BaseCommand {
  static override summary = "Replace a bucket's tags.";
  static override description = "Prints the tags that it has then.";
  static override examples = [
    "<%= config.bin %> <%= command.id %> s3://photos team=media stage=production",
    "<%= config.bin %> <%= command.id %> s3://photos --add owner=ada",
  ];
  static override args = {
    bucket: Args.string({ required: true, description: "NAME or s3://NAME" }),
    tags: Args.string({ required: true, multiple: true, description: "NAME=VALUE" }),
  };
  static override flags = {
    add: Flags.boolean({ description: "keep the other tags that it has" }),
  };

  override async run(): Promise<void> {
    const { args, flags } = await this.parse(BucketTagsSet);
    const bucket = parseBucket(args.bucket);
    const asked = parsePairs(args.tags);
    const [client, { getBucketTags, setBucketTags }] = await Promise.all([
      this.connect(flags),
      import("../../../lib/bucket/bucket-tags.js"),
    ]);
    const options = { signal: this.signal };
    const kept = flags.add ? await getBucketTags(client, bucket, options) : {};
    const tags = { ...kept, ...asked };
    await setBucketTags(client, bucket, tags, options);
    await this.output.result({ type: "tags", bucket, tags }, () => formatTags(tags));
  }
}
