import { Args, Flags } from "@oclif/core";
import { BaseCommand } from "../../../lib/cli/base-command.js";
import { parseBucket } from "../../../lib/cli/parse-bucket.js";
import { UsageError } from "../../../lib/errors/s3kit-error.js";

const ALGORITHMS = ["AES256", "aws:kms", "aws:kms:dsse"] as const;

export default class BucketEncryptionSet extends BaseCommand {
  static override summary = "Have the store encrypt what is written to a bucket from now on.";
  static override description =
    "Objects that are there stay as they are; copy them onto themselves to encrypt them.";
  static override examples = [
    "<%= config.bin %> <%= command.id %> s3://photos AES256",
    "<%= config.bin %> <%= command.id %> s3://photos aws:kms --kms-key-id alias/photos --bucket-key",
  ];
  static override args = {
    bucket: Args.string({ required: true, description: "NAME or s3://NAME" }),
    algorithm: Args.string({
      required: true,
      options: [...ALGORITHMS],
      description: "with the store's own keys, or a key service's",
    }),
  };
  static override flags = {
    "kms-key-id": Flags.string({
      helpValue: "ID",
      description: "key of the key service; without it, its default",
    }),
    "bucket-key": Flags.boolean({
      description: "one data key for the bucket: fewer calls to the key service",
    }),
  };

  override async run(): Promise<void> {
    const { args, flags } = await this.parse(BucketEncryptionSet);
    const bucket = parseBucket(args.bucket);
    const algorithm = ALGORITHMS.find((name) => name === args.algorithm) ?? "AES256";
    const kmsKeyId = flags["kms-key-id"];
    if (algorithm === "AES256" && (kmsKeyId !== undefined || flags["bucket-key"])) {
      throw new UsageError("--kms-key-id and --bucket-key go with aws:kms", {
        hints: [`Write: s3kit bucket encryption set s3://${bucket} aws:kms`],
      });
    }
    const [client, { setBucketEncryption }] = await Promise.all([
      this.connect(flags),
      import("../../../lib/bucket/bucket-encryption.js"),
    ]);
    const encryption = { algorithm, kmsKeyId, bucketKey: flags["bucket-key"] };
    await setBucketEncryption(client, bucket, encryption, { signal: this.signal });
    await this.output.result(
      { type: "encryption", bucket, ...encryption },
      `From now on, objects in s3://${bucket} are encrypted with ${algorithm}`,
    );
  }
}
