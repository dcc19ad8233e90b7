import { Args } from "@oclif/core";
import { AdministrationCommand } from "../../lib/cli/administration-command.js";
import { formatUser } from "../../lib/cli/format-user.js";

export default class UserShow extends AdministrationCommand {
  static override summary = "Show a user, or who you are to the gateway.";
  static override examples = [
    "<%= config.bin %> <%= command.id %>",
    "<%= config.bin %> <%= command.id %> alice --json",
  ];
  static override args = { name: Args.string({ description: "name of the user (default: yourself)" }) };

  override async run(): Promise<void> {
    const { args, flags } = await this.parse(UserShow);
    const options = { signal: this.signal };
    const { name } = args;
    if (name === undefined) {
      const { user, isAdministrator } = await this.administer(flags, async (registry) =>
        registry.whoAmI({}, options),
      );
      const words =
        user === null ? "the administrator, with the registry's bucket and key ring" : formatUser(user);
      await this.output.result({ type: "caller", user, isAdministrator }, words);
      return;
    }
    const user = await this.administer(flags, async (registry) => registry.showUser({ name }, options));
    await this.output.result({ type: "user", ...user }, () => formatUser(user));
  }
}
