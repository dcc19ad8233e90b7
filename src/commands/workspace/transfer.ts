import { Args, Flags } from "@oclif/core";
import { AdministrationCommand } from "../../lib/cli/administration-command.js";

export default class WorkspaceTransfer extends AdministrationCommand {
  static override summary = "Hand a workspace on to another owner. Whoever had it has it no longer.";
  static override description = "Its shares stay, and its objects where they are.";
  static override examples = ["<%= config.bin %> <%= command.id %> lab bob --yes"];
  static override args = {
    name: Args.string({ required: true, description: "name of the workspace" }),
    owner: Args.string({ required: true, description: "name of the user" }),
  };
  static override flags = { yes: Flags.boolean({ char: "y", default: false, description: "do not ask" }) };

  override async run(): Promise<void> {
    const { args, flags } = await this.parse(WorkspaceTransfer);
    const { name, owner } = args;
    const workspace = await this.administer(flags, async (registry) => {
      const before = await registry.showWorkspace({ name }, { signal: this.signal });
      await this.confirm(
        { action: `Hand ${before.name} (${before.uri}) on from ${before.owner} to ${owner}` },
        flags,
      );
      return registry.transferWorkspace({ name, owner }, { signal: this.signal });
    });
    await this.output.result(
      { type: "workspace", ...workspace },
      `${workspace.name} is ${workspace.owner}'s now`,
    );
  }
}
