import { Args } from "@oclif/core";
import { AdministrationCommand } from "../../lib/cli/administration-command.js";
import { formatWorkspace } from "../../lib/cli/format-workspace.js";

export default class WorkspaceShow extends AdministrationCommand {
  static override summary = "Show where a workspace is, whose it is, and what you may do in it.";
  static override examples = ["<%= config.bin %> <%= command.id %> lab"];
  static override args = { name: Args.string({ required: true, description: "name of the workspace" }) };

  override async run(): Promise<void> {
    const { args, flags } = await this.parse(WorkspaceShow);
    const workspace = await this.administer(flags, async (registry) =>
      registry.showWorkspace({ name: args.name }, { signal: this.signal }),
    );
    await this.output.result({ type: "workspace", ...workspace }, () => formatWorkspace(workspace));
  }
}
