import { Flags } from "@oclif/core";
import { MaintenanceCommand, maintenanceArgs, maintenanceFlags } from "../../lib/cli/maintenance-command.js";

export default class ProxyVerify extends MaintenanceCommand {
  static override summary = "Read encrypted objects and authenticate every byte of them.";
  static override description =
    "Works on the store behind the proxy and writes nothing. Says of each object whether the key ring opens it and whether all " +
    "of its content, its parts and its checksums are what was written. Exit status 11: some are not. With --quick it reads keys " +
    "and ends alone, which finds wrong rings, wrong names and cut objects, but not changed content.";
  static override examples = [
    "<%= config.bin %> <%= command.id %> s3://papers",
    "<%= config.bin %> <%= command.id %> s3://papers/2026/ --quick --json",
    "<%= config.bin %> <%= command.id %> s3://papers --versions --profile store-behind",
  ];
  static override args = maintenanceArgs;
  static override flags = {
    quick: Flags.boolean({ default: false, description: "open keys and ends only, read no content" }),
    versions: Flags.boolean({ default: false, description: "old versions too", exclusive: ["start-after"] }),
    ...maintenanceFlags,
    concurrency: Flags.integer({
      default: 8,
      min: 1,
      max: 256,
      helpValue: "N",
      description: "objects at once",
    }),
  };

  override async run(): Promise<void> {
    const { args, flags } = await this.parse(ProxyVerify);
    const [{ verify }, task] = await Promise.all([
      import("../../lib/proxy/maintenance/verify.js"),
      this.prepare(args.uri, flags),
    ]);
    const { client, scope, encryption, options } = task;
    const { quick, versions } = flags;
    await this.report(
      verify(client, scope, encryption, { ...options, quick, versions }),
      {
        done: "ok",
        planned: "planned",
        current: "current",
        skipped: "skipped",
        plain: "plain",
        archived: "archived",
        failed: "failed",
      },
      { bucket: scope.bucket, shown: ["done", "plain", "archived"] },
    );
  }
}
