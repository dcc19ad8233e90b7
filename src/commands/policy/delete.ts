import { Args } from "@oclif/core";
import { BaseCommand } from "../../lib/cli/base-command.js";
import { parseS3Uri } from "../../lib/s3/uri.js";

export default class PolicyDelete extends BaseCommand {
  static override summary = "Remove a bucket's policy: only its owner's own rights are left.";
  static override examples = ["<%= config.bin %> <%= command.id %> s3://photos"];
  static override args = { uri: Args.string({ required: true, description: "s3://bucket" }) };

  override async run(): Promise<void> {
    const { args, flags } = await this.parse(PolicyDelete);
    const { bucket } = parseS3Uri(args.uri);
    const [client, { deletePolicy }] = await Promise.all([
      this.connect(flags),
      import("../../lib/policy/bucket-policy.js"),
    ]);
    await deletePolicy(client, bucket, { signal: this.signal });
    await this.output.result({ bucket, deleted: true }, `Removed the policy of s3://${bucket}`);
  }
}
