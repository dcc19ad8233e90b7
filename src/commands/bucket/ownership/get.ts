import { Args } from "@oclif/core";
import { BaseCommand } from "../../../lib/cli/base-command.js";
import { parseBucket } from "../../../lib/cli/parse-bucket.js";
import { NotFoundError } from "../../../lib/errors/s3kit-error.js";

export default class BucketOwnershipGet extends BaseCommand {
  static override summary = "Show who owns what others write to a bucket, and whether ACLs count.";
  static override examples = ["<%= config.bin %> <%= command.id %> s3://photos"];
  static override args = { bucket: Args.string({ required: true, description: "NAME or s3://NAME" }) };

  override async run(): Promise<void> {
    const { args, flags } = await this.parse(BucketOwnershipGet);
    const bucket = parseBucket(args.bucket);
    const [client, { getOwnership }] = await Promise.all([
      this.connect(flags),
      import("../../../lib/bucket/bucket-ownership.js"),
    ]);
    const ownership = await getOwnership(client, bucket, { signal: this.signal });
    if (ownership === undefined) {
      throw new NotFoundError(`s3://${bucket} has no ownership setting`, {
        code: "OwnershipControlsNotFoundError",
        hints: ["Then whoever writes an object owns it (ObjectWriter), and ACLs count"],
      });
    }
    await this.output.result({ type: "ownership", bucket, ownership }, ownership);
  }
}
