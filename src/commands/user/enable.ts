import { Args } from "@oclif/core";
import { AdministrationCommand } from "../../lib/cli/administration-command.js";

export default class UserEnable extends AdministrationCommand {
  static override summary = "Let a disabled user in again.";
  static override examples = ["<%= config.bin %> <%= command.id %> alice"];
  static override args = { name: Args.string({ required: true, description: "name of the user" }) };

  override async run(): Promise<void> {
    const { args, flags } = await this.parse(UserEnable);
    const user = await this.administer(flags, async (registry) =>
      registry.setUserEnabled({ name: args.name, isEnabled: true }, { signal: this.signal }),
    );
    await this.output.result({ type: "user", ...user }, `${user.name} may use the gateway again`);
  }
}
