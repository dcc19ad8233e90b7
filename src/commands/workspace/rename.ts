import { Args } from "@oclif/core";
import { AdministrationCommand } from "../../lib/cli/administration-command.js";

export default class WorkspaceRename extends AdministrationCommand {
  static override summary = "Give a workspace another name. Its objects stay where they are.";
  static override examples = ["<%= config.bin %> <%= command.id %> lab genomics"];
  static override args = {
    name: Args.string({ required: true, description: "name of the workspace" }),
    newName: Args.string({ required: true, description: "its new name" }),
  };

  override async run(): Promise<void> {
    const { args, flags } = await this.parse(WorkspaceRename);
    const workspace = await this.administer(flags, async (registry) =>
      registry.updateWorkspace({ name: args.name, newName: args.newName }, { signal: this.signal }),
    );
    await this.output.result(
      { type: "workspace", ...workspace },
      `${args.name} is called ${workspace.name} now`,
    );
  }
}
