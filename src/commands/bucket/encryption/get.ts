import { Args } from "@oclif/core";
import { BaseCommand } from "../../../lib/cli/base-command.js";
import { formatDetails } from "../../../lib/cli/format-details.js";
import { parseBucket } from "../../../lib/cli/parse-bucket.js";
import { NotFoundError } from "../../../lib/errors/s3kit-error.js";

export default class BucketEncryptionGet extends BaseCommand {
  static override summary = "Show how the store encrypts what is written to a bucket.";
  static override examples = ["<%= config.bin %> <%= command.id %> s3://photos"];
  static override args = { bucket: Args.string({ required: true, description: "NAME or s3://NAME" }) };

  override async run(): Promise<void> {
    const { args, flags } = await this.parse(BucketEncryptionGet);
    const bucket = parseBucket(args.bucket);
    const [client, { getBucketEncryption }] = await Promise.all([
      this.connect(flags),
      import("../../../lib/bucket/bucket-encryption.js"),
    ]);
    const encryption = await getBucketEncryption(client, bucket, { signal: this.signal });
    if (encryption === undefined) {
      throw new NotFoundError(`s3://${bucket} has no encryption setting`, {
        code: "ServerSideEncryptionConfigurationNotFoundError",
        hints: [`Set one: s3kit bucket encryption set s3://${bucket} AES256`],
      });
    }
    await this.output.result({ type: "encryption", bucket, ...encryption }, () =>
      formatDetails([
        ["algorithm", encryption.algorithm],
        ["key", encryption.kmsKeyId],
        ["bucket key", encryption.bucketKey],
      ]),
    );
  }
}
