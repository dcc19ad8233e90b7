import { Args } from "@oclif/core";
import { BaseCommand } from "../../../lib/cli/base-command.js";
import { formatDetails } from "../../../lib/cli/format-details.js";
import { formatPublicAccess } from "../../../lib/cli/format-public-access.js";
import { parseBucket } from "../../../lib/cli/parse-bucket.js";
import { formatBlockParts } from "../../../lib/cli/public-access-flags.js";

export default class BucketPublicAccessStatus extends BaseCommand {
  static override summary = "Say whether a bucket is open to the world, why, and what is blocked.";
  static override description =
    "Takes the policy, the bucket's ACL, ownership and the public access block together. Does not look at the ACLs of " +
    "single objects, nor at a block that AWS has for the whole account.";
  static override examples = ["<%= config.bin %> <%= command.id %> s3://photos"];
  static override args = { bucket: Args.string({ required: true, description: "NAME or s3://NAME" }) };

  override async run(): Promise<void> {
    const { args, flags } = await this.parse(BucketPublicAccessStatus);
    const bucket = parseBucket(args.bucket);
    const [client, block, { readPublicAccess }] = await Promise.all([
      this.connect(flags),
      import("../../../lib/bucket/public-access-block.js"),
      import("../../../lib/bucket/describe-bucket.js"),
    ]);
    const options = { signal: this.signal };
    const blocked = (await block.getPublicAccessBlock(client, bucket, options)) ?? block.NOTHING_BLOCKED;
    const { access } = await readPublicAccess(client, bucket, options);
    await this.output.result({ type: "public-access", bucket, ...blocked, publicAccess: access }, () => {
      const [verdict = "", ...reasons] = formatPublicAccess(access);
      return formatDetails([
        ["public", verdict],
        ...reasons.map((reason) => ["", reason] as const),
        ...formatBlockParts(blocked),
      ]);
    });
  }
}
