import { Flags } from "@oclif/core";
import { MaintenanceCommand, maintenanceArgs, maintenanceFlags } from "../../lib/cli/maintenance-command.js";
import { UsageError } from "../../lib/errors/s3kit-error.js";
import { isS3Uri, parseS3Uri } from "../../lib/s3/uri.js";

export default class ProxyRebind extends MaintenanceCommand {
  static override summary = "Make encrypted objects readable that were renamed behind the proxy's back.";
  static override description =
    "An object's key opens for the object's name alone. Renaming and copying through the proxy takes care of that; after a copy " +
    "or a rename by other means, say here what the objects were called before. Keys below a prefix keep what follows it. No " +
    "content moves, and objects that open under their names are left alone.";
  static override examples = [
    "<%= config.bin %> <%= command.id %> s3://papers/2026/new.pdf --from s3://papers/2026/old.pdf",
    "<%= config.bin %> <%= command.id %> s3://papers-eu/ --from s3://papers/",
  ];
  static override args = maintenanceArgs;
  static override flags = {
    from: Flags.string({
      required: true,
      helpValue: "s3://OLD",
      description: "what was the bucket (or namespace) and the key, or the prefix",
    }),
    "dry-run": Flags.boolean({
      char: "n",
      default: false,
      description: "look which objects it would be, change nothing",
    }),
    ...maintenanceFlags,
  };

  override async run(): Promise<void> {
    const { args, flags } = await this.parse(ProxyRebind);
    const from = parseS3Uri(isS3Uri(flags.from) ? flags.from : `s3://${flags.from}`);
    const { key } = parseS3Uri(args.uri);
    if (isPrefix(key) !== isPrefix(from.key)) {
      throw new UsageError("One side is an object and the other a prefix", { hints: ["End prefixes in /"] });
    }
    const [{ rebind }, task] = await Promise.all([
      import("../../lib/proxy/maintenance/rebind.js"),
      this.prepare(args.uri, flags),
    ]);
    const { client, scope, encryption, options } = task;
    const oldName = { namespace: from.bucket, key: from.key };
    const objects = rebind(client, scope, encryption, {
      ...options,
      from: oldName,
      dryRun: flags["dry-run"],
    });
    await this.report(
      objects,
      {
        done: "rebound",
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

function isPrefix(key: string): boolean {
  return key === "" || key.endsWith("/");
}
