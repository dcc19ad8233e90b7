import { Args, Flags } from "@oclif/core";
import { BaseCommand } from "../lib/cli/base-command.js";
import { transferFlags, toTransferOptions } from "../lib/cli/transfer-flags.js";
import { startProgress } from "../lib/cli/transfer-progress.js";
import { TransferReport } from "../lib/cli/transfer-report.js";

export default class Mv extends BaseCommand {
  static override summary = "Move files and objects: up, down, within a store and between stores.";
  static override description =
    "Copies as cp does, looks that the copy is there in full, then deletes the source. A source whose copy is not " +
    "confirmed, or that changed meanwhile, is kept. There is no rename in S3: moving a prefix copies each object.";
  static override examples = [
    "<%= config.bin %> <%= command.id %> s3://photos/cat.jpg s3://photos/2024/",
    "<%= config.bin %> <%= command.id %> --recursive ./finished s3://archive/finished",
    "<%= config.bin %> <%= command.id %> 's3://logs/2023-*.gz' s3://archive/logs/ --dry-run",
  ];
  static override args = {
    source: Args.string({ required: true, description: "path or s3://bucket/key (wildcards allowed)" }),
    destination: Args.string({ required: true, description: "path or s3://bucket/key" }),
  };
  static override flags = {
    recursive: Flags.boolean({ char: "r", description: "all that is in the folder or below the prefix" }),
    checksum: Flags.option({
      options: ["CRC32", "CRC32C", "CRC64NVME", "SHA1", "SHA256"] as const,
      helpValue: "ALGORITHM",
      description: "checksum to send with uploads (default: CRC32; Content-MD5 where the store knows none)",
    })(),
    ...transferFlags,
  };

  override async run(): Promise<void> {
    const { args, flags } = await this.parse(Mv);
    const options = toTransferOptions(flags);
    const [{ openTransfer }, { transferStateFolder }, client, sourceClient] = await Promise.all([
      import("../lib/transfer/open-transfer.js"),
      import("../lib/transfer/state-folder.js"),
      this.connect(flags),
      flags["source-profile"] === undefined
        ? undefined
        : this.connect({ profile: flags["source-profile"], verbose: flags.verbose }),
    ]);
    const transfer = await openTransfer({
      ...args,
      ...flags,
      moves: true,
      client,
      sourceClient,
      stdin: process.stdin,
      stdout: process.stdout,
      options: { ...options, checksum: flags.checksum, stateFolder: transferStateFolder(process.env) },
      signal: this.signal,
      note: (text) => this.output.note(text),
    });
    if (flags["dry-run"]) {
      const report = new TransferReport(this.output, undefined);
      await transfer.plan((item) => report.add(item));
      await report.endPlan();
      return;
    }
    const wantsProgress = flags.progress ?? !this.output.json;
    const display = wantsProgress ? startProgress(transfer.progress, process.stderr) : undefined;
    const report = new TransferReport(this.output, display, transfer.writesToStdout);
    try {
      await transfer.run((item) => report.add(item));
      await report.end();
    } finally {
      display?.stop();
    }
  }
}
