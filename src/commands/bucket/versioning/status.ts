import { Args } from "@oclif/core";
import { BaseCommand } from "../../../lib/cli/base-command.js";
import { parseBucket } from "../../../lib/cli/parse-bucket.js";

export default class BucketVersioningStatus extends BaseCommand {
  static override summary = "Say whether a bucket keeps old versions of objects.";
  static override examples = ["<%= config.bin %> <%= command.id %> s3://photos"];
  static override args = { bucket: Args.string({ required: true, description: "NAME or s3://NAME" }) };

  override async run(): Promise<void> {
    const { args, flags } = await this.parse(BucketVersioningStatus);
    const bucket = parseBucket(args.bucket);
    const [client, { getVersioning }] = await Promise.all([
      this.connect(flags),
      import("../../../lib/bucket/bucket-versioning.js"),
    ]);
    const status = (await getVersioning(client, bucket, { signal: this.signal })) ?? "Off";
    await this.output.result({ type: "versioning", bucket, status }, status);
  }
}
