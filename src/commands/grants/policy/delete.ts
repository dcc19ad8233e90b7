import { GrantsCommand } from "../../../lib/cli/grants-command.js";

export default class GrantsPolicyDelete extends GrantsCommand {
  static override summary = "Remove the policy that lets other accounts use the instance.";
  static override examples = ["<%= config.bin %> <%= command.id %>"];

  override async run(): Promise<void> {
    const { flags } = await this.parse(GrantsPolicyDelete);
    const { deleteResourcePolicy } = await import("../../../lib/grants/resource-policy.js");
    await this.withGrants(flags, async (grants) => deleteResourcePolicy(grants, { signal: this.signal }));
    await this.output.result({ type: "removed" }, "Removed the resource policy");
  }
}
