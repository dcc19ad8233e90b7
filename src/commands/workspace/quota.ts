import { Args } from "@oclif/core";
import { AdministrationCommand } from "../../lib/cli/administration-command.js";
import { formatSize } from "../../lib/cli/format-size.js";
import { parseSize } from "../../lib/cli/parse-size.js";

export default class WorkspaceQuota extends AdministrationCommand {
  static override summary = "Say how much may be in a workspace.";
  static override description =
    "Gateways refuse what would be more (QuotaExceeded). See how much is in it with `workspace usage`.";
  static override examples = [
    "<%= config.bin %> <%= command.id %> lab 500GiB",
    "<%= config.bin %> <%= command.id %> lab none",
  ];
  static override args = {
    name: Args.string({ required: true, description: "name of the workspace" }),
    size: Args.string({ required: true, description: "SIZE such as 500GiB, or none" }),
  };

  override async run(): Promise<void> {
    const { args, flags } = await this.parse(WorkspaceQuota);
    const quotaBytes = args.size === "none" ? null : parseSize(args.size);
    const workspace = await this.administer(flags, async (registry) =>
      registry.updateWorkspace({ name: args.name, quotaBytes }, { signal: this.signal }),
    );
    const words = quotaBytes === null ? "has no quota" : `may hold ${formatSize(quotaBytes)}`;
    await this.output.result({ type: "workspace", ...workspace }, `${workspace.name} ${words}`);
  }
}
