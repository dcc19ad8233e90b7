import { Flags } from "@oclif/core";
import { MaintenanceCommand, maintenanceArgs, maintenanceFlags } from "../../lib/cli/maintenance-command.js";

export default class ProxyRewrap extends MaintenanceCommand {
  static override summary = "Take encrypted objects to the key ring's primary key.";
  static override description =
    "Works on the store behind the proxy, while the proxy runs. Each object's own key is wrapped anew and the store copies the " +
    "object onto itself with the new metadata: no content moves, and type, metadata, tags, storage class, locks and ACL stay. " +
    "Run it again to go on where it stopped: what has the primary key is left alone.\n\n" +
    "A bucket that keeps versions gets a new version of each object, and its old versions keep the old key. Archived objects " +
    "are skipped. Do not retire a key before nothing needs it any more.";
  static override examples = [
    "<%= config.bin %> <%= command.id %> s3://papers --dry-run",
    "<%= config.bin %> <%= command.id %> s3://papers --from 2025-q1",
    "<%= config.bin %> <%= command.id %> s3://papers/2026/ --profile store-behind",
  ];
  static override args = maintenanceArgs;
  static override flags = {
    from: Flags.string({
      helpValue: "ID",
      description: "only objects of this key (default: of any but the primary)",
    }),
    "dry-run": Flags.boolean({
      char: "n",
      default: false,
      description: "look which objects it would be, change nothing",
    }),
    ...maintenanceFlags,
  };

  override async run(): Promise<void> {
    const { args, flags } = await this.parse(ProxyRewrap);
    const [{ rewrap }, task] = await Promise.all([
      import("../../lib/proxy/maintenance/rewrap.js"),
      this.prepare(args.uri, flags),
    ]);
    const { client, scope, encryption, options } = task;
    const objects = rewrap(client, scope, encryption, {
      ...options,
      from: flags.from,
      dryRun: flags["dry-run"],
    });
    await this.report(
      objects,
      {
        done: "rewrapped",
        planned: "planned",
        current: "current",
        skipped: "skipped",
        plain: "plain",
        archived: "archived",
        failed: "failed",
      },
      { bucket: scope.bucket, shown: ["done", "planned", "archived"] },
    );
  }
}
