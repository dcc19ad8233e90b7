import { Args } from "@oclif/core";
import { BaseCommand } from "../../lib/cli/base-command.js";
import type { UserPolicies } from "../../lib/policy/user-policies.js";

export default class PolicyUserList extends BaseCommand {
  static override summary = "List the IAM policies of a user: those that are part of it, and those attached.";
  static override description =
    "Policies of the user's groups are not among them. On AWS this needs iam:ListUserPolicies and " +
    "iam:ListAttachedUserPolicies; session credentials from `sts session` cannot call IAM.";
  static override examples = ["<%= config.bin %> <%= command.id %> olsson"];
  static override args = { user: Args.string({ required: true, description: "name of the user" }) };

  override async run(): Promise<void> {
    const { args, flags } = await this.parse(PolicyUserList);
    const [settings, { createIamClient }, { listUserPolicies }] = await Promise.all([
      this.resolve(flags),
      import("../../lib/policy/iam-client.js"),
      import("../../lib/policy/user-policies.js"),
    ]);
    const client = await createIamClient(settings);
    const policies = await listUserPolicies(client, args.user, { signal: this.signal });
    const { attached } = policies;
    await this.output.result({ ...policies, attached: attached ?? null }, () => describe(policies));
    if (attached === undefined)
      this.output.note("This store has no attached policies, or does not list them");
  }
}

function describe({ user, inline, attached = [] }: UserPolicies): string {
  const lines = [
    ...inline.map((name) => `inline    ${name}`),
    ...attached.map(({ name, arn }) => `attached  ${name}  ${arn}`),
  ];
  return lines.length === 0 ? `The user ${user} has no policies` : lines.join("\n");
}
