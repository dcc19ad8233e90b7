import { Args } from "@oclif/core";
import { BaseCommand } from "../../../lib/cli/base-command.js";
import { parseBucket } from "../../../lib/cli/parse-bucket.js";

const OWNERSHIPS = ["BucketOwnerEnforced", "BucketOwnerPreferred", "ObjectWriter"] as const;

export default class BucketOwnershipSet extends BaseCommand {
  static override summary = "Set who owns what others write to a bucket, and whether ACLs count.";
  static override description =
    "BucketOwnerEnforced: the bucket's owner owns all, ACLs are off. BucketOwnerPreferred: the bucket's owner owns " +
    "what is written with the ACL bucket-owner-full-control. ObjectWriter: whoever writes an object owns it.";
  static override examples = ["<%= config.bin %> <%= command.id %> s3://photos BucketOwnerEnforced"];
  static override args = {
    bucket: Args.string({ required: true, description: "NAME or s3://NAME" }),
    ownership: Args.string({ required: true, options: [...OWNERSHIPS], description: "who owns objects" }),
  };

  override async run(): Promise<void> {
    const { args, flags } = await this.parse(BucketOwnershipSet);
    const bucket = parseBucket(args.bucket);
    const ownership = OWNERSHIPS.find((name) => name === args.ownership) ?? "BucketOwnerEnforced";
    const [client, { setOwnership }] = await Promise.all([
      this.connect(flags),
      import("../../../lib/bucket/bucket-ownership.js"),
    ]);
    await setOwnership(client, bucket, ownership, { signal: this.signal });
    await this.output.result({ type: "ownership", bucket, ownership }, `Set ${ownership} on s3://${bucket}`);
  }
}
