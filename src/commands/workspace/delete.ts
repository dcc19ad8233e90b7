import { Args, Flags } from "@oclif/core";
import { AdministrationCommand } from "../../lib/cli/administration-command.js";
import { formatCount, formatSize } from "../../lib/cli/format-size.js";
import { RemovalReport } from "../../lib/cli/removal-report.js";
import type { ConnectionSettings } from "../../lib/config/connection-settings.js";
import type { WorkspaceDocument } from "../../lib/workspace/administration-answers.js";

export default class WorkspaceDelete extends AdministrationCommand {
  static override summary =
    "Delete a workspace and its shares. Its objects stay, unless --remove-data is given.";
  static override description =
    "Counts the objects first and says how many stay or go. With --remove-data the objects go first: when some cannot be " +
    "deleted, the workspace stays. On a bucket that keeps versions they are hidden, as with rm: the old versions stay.";
  static override examples = [
    "<%= config.bin %> <%= command.id %> lab --yes",
    "<%= config.bin %> <%= command.id %> lab --remove-data --dry-run",
  ];
  static override args = { name: Args.string({ required: true, description: "name of the workspace" }) };
  static override flags = {
    "remove-data": Flags.boolean({ default: false, description: "delete its objects, too" }),
    "dry-run": Flags.boolean({ char: "n", default: false, description: "only say what would be done" }),
    yes: Flags.boolean({ char: "y", default: false, description: "do not ask" }),
  };

  override async run(): Promise<void> {
    const { args, flags } = await this.parse(WorkspaceDelete);
    const { measureWorkspace } = await import("../../lib/cli/measure-workspace.js");
    await this.administer(flags, async (registry, { settings }) => {
      const workspace = await registry.showWorkspace({ name: args.name }, { signal: this.signal });
      const usage = await measureWorkspace(settings, workspace, { signal: this.signal });
      const shares = await registry.listShares({ workspace: workspace.name }, { signal: this.signal });
      const removes = flags["remove-data"];
      const data = `${formatCount(usage.objectCount, "object")} (${formatSize(usage.totalBytes)})`;
      const what = `the workspace ${workspace.name} with ${formatCount(shares.length, "share")}; ${data} at ${workspace.uri} ${removes ? "go, too" : "stay"}`;
      const counts = { shares: shares.length, ...usage, removesData: removes };
      if (flags["dry-run"]) {
        await this.output.result(
          { type: "planned", dryRun: true, ...workspace, ...counts },
          `Would delete ${what}`,
        );
        return;
      }
      const typed = removes ? { typeToConfirm: workspace.name } : {};
      await this.confirm({ action: `Delete ${what}`, ...typed }, flags);
      if (removes) await this.#removeData(settings, workspace);
      const deleted = await registry.deleteWorkspace({ name: workspace.name }, { signal: this.signal });
      await this.output.result(
        { type: "deleted", ...deleted, ...usage, removesData: removes },
        `Deleted the workspace ${workspace.name} with ${formatCount(deleted.sharesRevoked, "share")}; ${data} ${removes ? "deleted" : `stay at ${workspace.uri}`}`,
      );
    });
  }

  async #removeData(settings: ConnectionSettings, { bucket, prefix }: WorkspaceDocument): Promise<void> {
    const [{ deferClient }, { deleteObjects }, { listEntryPages }, { isReserved }] = await Promise.all([
      import("../../lib/s3/defer-client.js"),
      import("../../lib/s3/delete-objects.js"),
      import("../../lib/s3/list-entries.js"),
      import("../../lib/access/grants/key-safety.js"),
    ]);
    const client = deferClient(settings);
    const options = { signal: this.signal };
    const objects = async function* () {
      for await (const page of listEntryPages(client, { bucket, prefix }, options)) {
        for (const entry of page) if (entry.kind === "object" && !isReserved(entry.key)) yield entry;
      }
    };
    const report = new RemovalReport(this.output, "object", process.stderr);
    try {
      for await (const batch of deleteObjects(client, { bucket, objects: objects() }, options))
        await report.add(bucket, batch);
      await report.end();
    } finally {
      client.destroy();
    }
  }
}
