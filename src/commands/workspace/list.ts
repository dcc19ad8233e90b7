import { AdministrationCommand } from "../../lib/cli/administration-command.js";
import { formatCount } from "../../lib/cli/format-size.js";
import { formatWorkspaceLine } from "../../lib/cli/format-workspace.js";

export default class WorkspaceList extends AdministrationCommand {
  static override summary = "List your workspaces and those shared with you; as an administrator, all.";
  static override examples = [
    "<%= config.bin %> <%= command.id %>",
    "<%= config.bin %> <%= command.id %> --json",
  ];

  override async run(): Promise<void> {
    const { flags } = await this.parse(WorkspaceList);
    const workspaces = await this.administer(flags, async (registry) =>
      registry.listWorkspaces({}, { signal: this.signal }),
    );
    for (const workspace of workspaces)
      await this.output.item({ type: "workspace", ...workspace }, () => formatWorkspaceLine(workspace));
    await this.output.summary({ workspaces: workspaces.length }, formatCount(workspaces.length, "workspace"));
  }
}
