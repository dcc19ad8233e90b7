import { Args } from "@oclif/core";
import { AdministrationCommand } from "../../lib/cli/administration-command.js";
import { formatDetails, formatExactSize } from "../../lib/cli/format-details.js";

export default class WorkspaceUsage extends AdministrationCommand {
  static override summary = "Count the objects and bytes in a workspace.";
  static override examples = ["<%= config.bin %> <%= command.id %> lab --json"];
  static override args = { name: Args.string({ required: true, description: "name of the workspace" }) };

  override async run(): Promise<void> {
    const { args, flags } = await this.parse(WorkspaceUsage);
    const { measureWorkspace } = await import("../../lib/cli/measure-workspace.js");
    const { workspace, usage } = await this.administer(flags, async (registry, { settings }) => {
      const shown = await registry.showWorkspace({ name: args.name }, { signal: this.signal });
      return { workspace: shown, usage: await measureWorkspace(settings, shown, { signal: this.signal }) };
    });
    const { name, uri, quotaBytes } = workspace;
    const isOverQuota = quotaBytes !== null && usage.totalBytes > quotaBytes;
    await this.output.result({ type: "usage", workspace: name, uri, ...usage, quotaBytes, isOverQuota }, () =>
      formatDetails([
        ["workspace", `${name} (${uri})`],
        ["objects", usage.objectCount.toLocaleString("en-US")],
        ["size", formatExactSize(usage.totalBytes)],
        ["quota", quotaBytes === null ? "none" : formatExactSize(quotaBytes)],
        ["over quota", isOverQuota],
      ]),
    );
  }
}
