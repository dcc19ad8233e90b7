import { Args, Flags } from "@oclif/core";
import { GrantsCommand } from "../../../lib/cli/grants-command.js";
import { readTextArgument } from "../../../lib/cli/read-text-argument.js";

export default class GrantsPolicyPut extends GrantsCommand {
  static override summary = "Let other accounts use the instance, by a policy.";
  static override description =
    "Behind a gateway there is one account: the policy is kept, and opens nothing.";
  static override examples = ["<%= config.bin %> <%= command.id %> policy.json --organization o-abcdefghij"];
  static override args = {
    file: Args.string({ required: true, description: "policy in JSON; - for standard input" }),
  };
  static override flags = {
    organization: Flags.string({ helpValue: "ID", description: "organization that the policy is for" }),
  };

  override async run(): Promise<void> {
    const { args, flags } = await this.parse(GrantsPolicyPut);
    const policy = await readTextArgument(args.file, this.signal);
    const input = { policy, organization: flags.organization };
    const { putResourcePolicy } = await import("../../../lib/grants/resource-policy.js");
    const put = await this.withGrants(flags, async (grants) =>
      putResourcePolicy(grants, input, { signal: this.signal }),
    );
    await this.output.result({ type: "resource-policy", ...put }, "Put the resource policy");
  }
}
