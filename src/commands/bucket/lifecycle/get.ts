import { Args } from "@oclif/core";
import { BaseCommand } from "../../../lib/cli/base-command.js";
import { parseBucket } from "../../../lib/cli/parse-bucket.js";
import { NotFoundError } from "../../../lib/errors/s3kit-error.js";

export default class BucketLifecycleGet extends BaseCommand {
  static override summary =
    "Print a bucket's lifecycle rules, in the shape that `bucket lifecycle set` and the AWS CLI read.";
  static override examples = ["<%= config.bin %> <%= command.id %> s3://logs > rules.json"];
  static override args = { bucket: Args.string({ required: true, description: "NAME or s3://NAME" }) };

  override async run(): Promise<void> {
    const { args, flags } = await this.parse(BucketLifecycleGet);
    const bucket = parseBucket(args.bucket);
    const [client, { getLifecycle }] = await Promise.all([
      this.connect(flags),
      import("../../../lib/bucket/bucket-lifecycle.js"),
    ]);
    const document = await getLifecycle(client, bucket, { signal: this.signal });
    if (document === undefined) {
      throw new NotFoundError(`s3://${bucket} has no lifecycle rules`, {
        code: "NoSuchLifecycleConfiguration",
        hints: [`Set some: s3kit bucket lifecycle set s3://${bucket} rules.json`],
      });
    }
    await this.output.result(document, () => JSON.stringify(document, null, 2));
  }
}
