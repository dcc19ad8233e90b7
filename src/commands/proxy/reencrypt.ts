import { Flags } from "@oclif/core";
import { MaintenanceCommand, maintenanceArgs, maintenanceFlags } from "../../lib/cli/maintenance-command.js";

export default class ProxyReencrypt extends MaintenanceCommand {
  static override summary = "Write objects anew under new keys of their own.";
  static override description =
    "For when an object's own key may be known to others, or, with --include-plain, for what is not encrypted yet: contents are " +
    "read, opened, sealed and written again through this machine. To take objects to another key of the ring, rewrap does without " +
    "moving them. An object that is written by others meanwhile is left as it is.";
  static override examples = [
    "<%= config.bin %> <%= command.id %> s3://papers/2026/ --yes",
    "<%= config.bin %> <%= command.id %> s3://old-bucket --include-plain --dry-run",
  ];
  static override args = maintenanceArgs;
  static override flags = {
    from: Flags.string({ helpValue: "ID", description: "only objects of this key of the ring" }),
    "include-plain": Flags.boolean({ default: false, description: "encrypt objects that are not, too" }),
    "dry-run": Flags.boolean({
      char: "n",
      default: false,
      description: "look which objects it would be, change nothing",
    }),
    yes: Flags.boolean({ char: "y", default: false, description: "do not ask" }),
    ...maintenanceFlags,
    concurrency: Flags.integer({
      default: 4,
      min: 1,
      max: 64,
      helpValue: "N",
      description: "objects at once",
    }),
  };

  override async run(): Promise<void> {
    const { args, flags } = await this.parse(ProxyReencrypt);
    const [{ reencrypt }, task] = await Promise.all([
      import("../../lib/proxy/maintenance/reencrypt.js"),
      this.prepare(args.uri, flags),
    ]);
    if (!flags["dry-run"]) await this.confirm({ action: `Write everything at ${args.uri} anew` }, flags);
    const { client, scope, encryption, options } = task;
    const objects = reencrypt(client, scope, encryption, {
      ...options,
      from: flags.from,
      includePlain: flags["include-plain"],
      dryRun: flags["dry-run"],
    });
    await this.report(
      objects,
      {
        done: "reencrypted",
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
