import { GrantsCommand } from "../../../lib/cli/grants-command.js";

export default class GrantsPolicyGet extends GrantsCommand {
  static override summary = "Print the policy that lets other accounts use the instance.";
  static override examples = ["<%= config.bin %> <%= command.id %> > policy.json"];

  override async run(): Promise<void> {
    const { flags } = await this.parse(GrantsPolicyGet);
    const { getResourcePolicy } = await import("../../../lib/grants/resource-policy.js");
    const found = await this.withGrants(flags, async (grants) =>
      getResourcePolicy(grants, { signal: this.signal }),
    );
    await this.output.result({ type: "resource-policy", ...found }, found.policy);
  }
}
