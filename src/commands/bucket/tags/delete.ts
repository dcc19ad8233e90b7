import { Args } from "@oclif/core";
import { BaseCommand } from "../../../lib/cli/base-command.js";
import { formatTags } from "../../../lib/cli/format-tags.js";
import { parseBucket } from "../../../lib/cli/parse-bucket.js";

export default class BucketTagsDelete extends BaseCommand {
  static override summary = "Remove a bucket's tags: those named, or all.";
  static override description = "Prints the tags that are left.";
  static override examples = [
    "<%= config.bin %> <%= command.id %> s3://photos stage",
    "<%= config.bin %> <%= command.id %> s3://photos",
  ];
  static override args = {
    bucket: Args.string({ required: true, description: "NAME or s3://NAME" }),
    names: Args.string({ multiple: true, description: "names of tags; without any, all" }),
  };

  override async run(): Promise<void> {
    const { args, flags } = await this.parse(BucketTagsDelete);
    const bucket = parseBucket(args.bucket);
    const [client, { deleteBucketTags }] = await Promise.all([
      this.connect(flags),
      import("../../../lib/bucket/bucket-tags.js"),
    ]);
    const tags = await deleteBucketTags(client, bucket, args.names ?? [], { signal: this.signal });
    await this.output.result({ type: "tags", bucket, tags }, () => formatTags(tags));
  }
}
