import { AdministrationCommand } from "../../lib/cli/administration-command.js";
import { formatCount } from "../../lib/cli/format-size.js";

export default class GroupList extends AdministrationCommand {
  static override summary = "List the groups and who is in them.";
  static override examples = ["<%= config.bin %> <%= command.id %>"];

  override async run(): Promise<void> {
    const { flags } = await this.parse(GroupList);
    const groups = await this.administer(flags, async (registry) =>
      registry.listGroups({}, { signal: this.signal }),
    );
    for (const group of groups) {
      await this.output.item({ type: "group", ...group }, () =>
        `${group.name.padEnd(24)}  ${group.members.join(", ")}`.trimEnd(),
      );
    }
    await this.output.summary({ groups: groups.length }, formatCount(groups.length, "group"));
  }
}
