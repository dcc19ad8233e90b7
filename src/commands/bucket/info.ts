import { Args, Flags } from "@oclif/core";
import { BaseCommand } from "../../lib/cli/base-command.js";
import { formatBucketDetails } from "../../lib/cli/format-bucket.js";
import { parseBucket } from "../../lib/cli/parse-bucket.js";

export default class BucketInfo extends BaseCommand {
  static override summary = "Show a bucket's settings, and whether it is open to the world and why.";
  static override description = "What the store lacks, or you may not see, is said so in its place.";
  static override examples = [
    "<%= config.bin %> <%= command.id %> s3://photos",
    "<%= config.bin %> <%= command.id %> s3://photos --count --json",
  ];
  static override args = { bucket: Args.string({ required: true, description: "NAME or s3://NAME" }) };
  static override flags = {
    count: Flags.boolean({ description: "also count what is in it, which lists all of it" }),
  };

  override async run(): Promise<void> {
    const { args, flags } = await this.parse(BucketInfo);
    const bucket = parseBucket(args.bucket);
    const [client, { describeBucket }, { countContents }] = await Promise.all([
      this.connect(flags),
      import("../../lib/bucket/describe-bucket.js"),
      import("../../lib/object/count-contents.js"),
    ]);
    const options = { signal: this.signal };
    const description = await describeBucket(client, bucket, options);
    const contents = flags.count ? await countContents(client, bucket, options) : undefined;
    await this.output.result({ type: "bucket", ...description, contents }, () =>
      formatBucketDetails(description, contents),
    );
  }
}
