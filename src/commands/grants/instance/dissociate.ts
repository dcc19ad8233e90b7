import { GrantsCommand } from "../../../lib/cli/grants-command.js";

export default class GrantsInstanceDissociate extends GrantsCommand {
  static override summary = "Take IAM Identity Center off the instance; AWS only.";
  static override examples = ["<%= config.bin %> <%= command.id %>"];

  override async run(): Promise<void> {
    const { flags } = await this.parse(GrantsInstanceDissociate);
    const { dissociateIdentityCenter } = await import("../../../lib/grants/instances.js");
    await this.withGrants(flags, async (grants) => dissociateIdentityCenter(grants, { signal: this.signal }));
    await this.output.result({ type: "dissociated" }, "Dissociated IAM Identity Center");
  }
}
