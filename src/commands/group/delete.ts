import { Args, Flags } from "@oclif/core";
import { AdministrationCommand } from "../../lib/cli/administration-command.js";
import { formatCount } from "../../lib/cli/format-size.js";

export default class GroupDelete extends AdministrationCommand {
  static override summary = "Delete a group, and with it what was shared with it. Its members stay.";
  static override examples = ["<%= config.bin %> <%= command.id %> lab --yes"];
  static override args = { name: Args.string({ required: true, description: "name of the group" }) };
  static override flags = { yes: Flags.boolean({ char: "y", default: false, description: "do not ask" }) };

  override async run(): Promise<void> {
    const { args, flags } = await this.parse(GroupDelete);
    await this.confirm({ action: `Delete the group ${args.name} and what was shared with it` }, flags);
    const group = await this.administer(flags, async (registry) =>
      registry.deleteGroup({ name: args.name }, { signal: this.signal }),
    );
    const shares = formatCount(group.sharesRevoked, "share");
    await this.output.result(
      { type: "deleted", ...group },
      `Deleted the group ${group.name}, with ${shares}`,
    );
  }
}
