import { Args } from "@oclif/core";
import { AdministrationCommand } from "../../lib/cli/administration-command.js";

export default class GroupRemove extends AdministrationCommand {
  static override summary = "Take users out of a group, and what was shared with it.";
  static override examples = ["<%= config.bin %> <%= command.id %> lab alice bob"];
  static override args = {
    group: Args.string({ required: true, description: "name of the group" }),
    users: Args.string({ required: true, multiple: true, description: "names of the users" }),
  };

  override async run(): Promise<void> {
    const { args, flags } = await this.parse(GroupRemove);
    const group = await this.administer(flags, async (registry) =>
      registry.removeFromGroup({ group: args.group, users: args.users }, { signal: this.signal }),
    );
    const members = group.members.length === 0 ? "nobody" : group.members.join(", ");
    await this.output.result({ type: "group", ...group }, `${group.name} is left with ${members}`);
  }
}
