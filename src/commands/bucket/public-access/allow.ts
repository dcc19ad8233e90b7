import { Args, Flags } from "@oclif/core";
import { BaseCommand } from "../../../lib/cli/base-command.js";
import { formatDetails } from "../../../lib/cli/format-details.js";
import { formatPublicAccess } from "../../../lib/cli/format-public-access.js";
import { parseBucket } from "../../../lib/cli/parse-bucket.js";
import { formatBlockParts, publicAccessFlags, switchBlock } from "../../../lib/cli/public-access-flags.js";

export default class BucketPublicAccessAllow extends BaseCommand {
  static override summary = "Let a bucket's policy and ACLs open it to the world again.";
  static override description =
    "Takes the block away: all four parts, or those named. Opens nothing by itself; where a policy or ACL that is there " +
    "would open the bucket at once, that is said and asked about first.";
  static override examples = [
    "<%= config.bin %> <%= command.id %> s3://photos",
    "<%= config.bin %> <%= command.id %> s3://photos --block-public-policy --yes",
  ];
  static override args = { bucket: Args.string({ required: true, description: "NAME or s3://NAME" }) };
  static override flags = {
    ...publicAccessFlags,
    yes: Flags.boolean({ char: "y", description: "do not ask" }),
  };

  override async run(): Promise<void> {
    const { args, flags } = await this.parse(BucketPublicAccessAllow);
    const bucket = parseBucket(args.bucket);
    const [client, service, { readPublicAccess }] = await Promise.all([
      this.connect(flags),
      import("../../../lib/bucket/public-access-block.js"),
      import("../../../lib/bucket/describe-bucket.js"),
    ]);
    const options = { signal: this.signal };
    const before = (await service.getPublicAccessBlock(client, bucket, options)) ?? service.NOTHING_BLOCKED;
    const block = switchBlock(before, flags, false);
    const openness = await readPublicAccess(client, bucket, options);
    const after = openness.accessUnder(block);
    if (openness.access.verdict !== "public" && after.verdict === "public") {
      const [, ...details] = formatPublicAccess(after);
      await this.confirm({ action: `Open s3://${bucket} to the world`, details }, { yes: flags.yes });
    }
    await service.setPublicAccessBlock(client, bucket, block, options);
    await this.output.result({ type: "public-access", bucket, ...block, publicAccess: after }, () =>
      formatDetails(formatBlockParts(block)),
    );
  }
}
