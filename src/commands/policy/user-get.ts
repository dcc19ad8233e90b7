import { Args } from "@oclif/core";
import { BaseCommand } from "../../lib/cli/base-command.js";

export default class PolicyUserGet extends BaseCommand {
  static override summary = "Print one IAM policy of a user.";
  static override examples = [
    "<%= config.bin %> <%= command.id %> olsson read-photos",
    "<%= config.bin %> <%= command.id %> olsson arn:aws:iam::aws:policy/AmazonS3ReadOnlyAccess",
  ];
  static override args = {
    user: Args.string({ required: true, description: "name of the user" }),
    policy: Args.string({ required: true, description: "name of the policy, or ARN of an attached one" }),
  };

  override async run(): Promise<void> {
    const { args, flags } = await this.parse(PolicyUserGet);
    const [settings, { createIamClient }, { getUserPolicy }] = await Promise.all([
      this.resolve(flags),
      import("../../lib/policy/iam-client.js"),
      import("../../lib/policy/user-policies.js"),
    ]);
    const client = await createIamClient(settings);
    const policy = await getUserPolicy(client, args.user, args.policy, { signal: this.signal });
    await this.output.result(policy, () => JSON.stringify(policy.document, null, 2));
  }
}
