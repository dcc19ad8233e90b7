import { Args, Flags } from "@oclif/core";
import { AdministrationCommand } from "../../lib/cli/administration-command.js";
import { formatWorkspace } from "../../lib/cli/format-workspace.js";

export default class WorkspaceUpdate extends AdministrationCommand {
  static override summary = "Let every user read a workspace, or no longer.";
  static override examples = ["<%= config.bin %> <%= command.id %> lab --no-public-read"];
  static override args = { name: Args.string({ required: true, description: "name of the workspace" }) };
  static override flags = {
    "public-read": Flags.boolean({ required: true, allowNo: true, description: "let every user read it" }),
  };

  override async run(): Promise<void> {
    const { args, flags } = await this.parse(WorkspaceUpdate);
    const workspace = await this.administer(flags, async (registry) =>
      registry.updateWorkspace({ name: args.name, isPublic: flags["public-read"] }, { signal: this.signal }),
    );
    await this.output.result({ type: "workspace", ...workspace }, () => formatWorkspace(workspace));
  }
}
