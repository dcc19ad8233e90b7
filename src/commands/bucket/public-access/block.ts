import { Args } from "@oclif/core";
import { BaseCommand } from "../../../lib/cli/base-command.js";
import { formatDetails } from "../../../lib/cli/format-details.js";
import { parseBucket } from "../../../lib/cli/parse-bucket.js";
import { formatBlockParts, publicAccessFlags, switchBlock } from "../../../lib/cli/public-access-flags.js";

export default class BucketPublicAccessBlock extends BaseCommand {
  static override summary = "Shut a bucket to the world, whatever its policy and ACLs say.";
  static override description = "All four parts, or those named; the others stay as they are.";
  static override examples = [
    "<%= config.bin %> <%= command.id %> s3://photos",
    "<%= config.bin %> <%= command.id %> s3://photos --block-public-acls --ignore-public-acls",
  ];
  static override args = { bucket: Args.string({ required: true, description: "NAME or s3://NAME" }) };
  static override flags = publicAccessFlags;

  override async run(): Promise<void> {
    const { args, flags } = await this.parse(BucketPublicAccessBlock);
    const bucket = parseBucket(args.bucket);
    const [client, service] = await Promise.all([
      this.connect(flags),
      import("../../../lib/bucket/public-access-block.js"),
    ]);
    const options = { signal: this.signal };
    const before = (await service.getPublicAccessBlock(client, bucket, options)) ?? service.NOTHING_BLOCKED;
    const block = switchBlock(before, flags, true);
    await service.setPublicAccessBlock(client, bucket, block, options);
    await this.output.result({ type: "public-access", bucket, ...block }, () =>
      formatDetails(formatBlockParts(block)),
    );
  }
}
