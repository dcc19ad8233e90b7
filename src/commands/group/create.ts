import { Args } from "@oclif/core";
import { AdministrationCommand } from "../../lib/cli/administration-command.js";

export default class GroupCreate extends AdministrationCommand {
  static override summary = "Create a group of users.";
  static override examples = ["<%= config.bin %> <%= command.id %> lab"];
  static override args = { name: Args.string({ required: true, description: "name of the group" }) };

  override async run(): Promise<void> {
    const { args, flags } = await this.parse(GroupCreate);
    const group = await this.administer(flags, async (registry) =>
      registry.createGroup({ name: args.name }, { signal: this.signal }),
    );
    await this.output.result({ type: "group", ...group }, `Created the group ${group.name}`);
  }
}
