import { Args } from "@oclif/core";
import { AdministrationCommand } from "../../lib/cli/administration-command.js";

export default class UserDisable extends AdministrationCommand {
  static override summary = "Keep a user out, with all his keys and tokens, until he is enabled again.";
  static override examples = ["<%= config.bin %> <%= command.id %> alice"];
  static override args = { name: Args.string({ required: true, description: "name of the user" }) };

  override async run(): Promise<void> {
    const { args, flags } = await this.parse(UserDisable);
    const user = await this.administer(flags, async (registry) =>
      registry.setUserEnabled({ name: args.name, isEnabled: false }, { signal: this.signal }),
    );
    await this.output.result(
      { type: "user", ...user },
      `${user.name} is kept out; gateways refuse him within two seconds`,
    );
  }
}
