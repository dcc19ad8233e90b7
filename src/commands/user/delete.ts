import { Args, Flags } from "@oclif/core";
import { AdministrationCommand } from "../../lib/cli/administration-command.js";
import { formatCount } from "../../lib/cli/format-size.js";

export default class UserDelete extends AdministrationCommand {
  static override summary = "Delete a user, and all that was shared with him.";
  static override description = "One who owns workspaces is not deleted: transfer or delete those first.";
  static override examples = ["<%= config.bin %> <%= command.id %> alice --yes"];
  static override args = { name: Args.string({ required: true, description: "name of the user" }) };
  static override flags = { yes: Flags.boolean({ char: "y", default: false, description: "do not ask" }) };

  override async run(): Promise<void> {
    const { args, flags } = await this.parse(UserDelete);
    const { name } = args;
    const deleted = await this.administer(flags, async (registry) => {
      await registry.showUser({ name }, { signal: this.signal });
      await this.confirm({ action: `Delete the user ${name}, his key, tokens, links and shares` }, flags);
      return registry.deleteUser({ name }, { signal: this.signal });
    });
    const { sharesRevoked, tokensRevoked, linksRevoked } = deleted;
    const counts = [
      formatCount(sharesRevoked, "share"),
      formatCount(tokensRevoked, "token"),
      formatCount(linksRevoked, "link"),
    ];
    await this.output.result(
      { type: "deleted", ...deleted },
      `Deleted ${deleted.name}, with ${counts.join(", ")}`,
    );
  }
}
