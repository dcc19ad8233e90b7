import { Args, Flags } from "@oclif/core";
import { BaseCommand } from "../../lib/cli/base-command.js";
import { parseBucket } from "../../lib/cli/parse-bucket.js";

export default class BucketCreate extends BaseCommand {
  static override summary = "Make a bucket.";
  static override description =
    "In the region of --region or the profile. A bucket of yours that exists already is no error: it is left as it is, " +
    "but for versioning and object lock, which are switched on if asked for.";
  static override examples = [
    "<%= config.bin %> <%= command.id %> s3://photos",
    "<%= config.bin %> <%= command.id %> photos --region eu-central-1 --versioning",
    "<%= config.bin %> <%= command.id %> s3://ledger --object-lock",
  ];
  static override args = { bucket: Args.string({ required: true, description: "NAME or s3://NAME" }) };
  static override flags = {
    versioning: Flags.boolean({ default: false, description: "keep old versions of objects" }),
    "object-lock": Flags.boolean({
      default: false,
      description: "allow objects to be locked against deletion; cannot be taken back, keeps versions",
    }),
  };

  override async run(): Promise<void> {
    const { args, flags } = await this.parse(BucketCreate);
    const bucket = parseBucket(args.bucket);
    const [client, { createBucket }] = await Promise.all([
      this.connect(flags),
      import("../../lib/bucket/create-bucket.js"),
    ]);
    const input = { bucket, versioning: flags.versioning, objectLock: flags["object-lock"] };
    const result = await createBucket(client, input, { signal: this.signal });
    if (flags.region !== undefined && flags.region !== result.region)
      this.output.warn(`s3://${bucket} is in ${result.region}, not in ${flags.region}`);
    const words = result.created ? "Created" : "Already there, and yours:";
    await this.output.result({ type: "bucket", ...result }, `${words} s3://${bucket}`);
  }
}
