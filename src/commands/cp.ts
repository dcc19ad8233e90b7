import { Args, Flags } from "@oclif/core";
import { BaseCommand } from "../lib/cli/base-command.js";
import { transferFlags, toTransferOptions } from "../lib/cli/transfer-flags.js";
import { startProgress } from "../lib/cli/transfer-progress.js";
import { TransferReport } from "../lib/cli/transfer-report.js";

export default class Cp extends BaseCommand {
  static override summary = "Copy files and objects: up, down, within a store and between stores.";
  static override description =
    "Either side is a path, s3://bucket/key, or - for standard input or output. With --recursive the content of the " +
    "folder or prefix goes below the destination, whether or not that ends in a slash. A single source goes to exactly " +
    "the destination, or below it under its own name when that ends in a slash, is an existing folder or a bucket. " +
    "Matches of wildcards keep the part of their key after the last slash before the first wildcard.\n\n" +
    "Objects and files appear complete and verified, or not at all. Large ones go in parallel parts; run an " +
    "interrupted command again and it goes on where it stopped. An item that fails does not stop the others: failures " +
    "are listed at the end, and the exit status is 3.";
  static override examples = [
    "<%= config.bin %> <%= command.id %> cat.jpg s3://photos/2024/",
    "<%= config.bin %> <%= command.id %> --recursive s3://photos/2024/ ./photos --exclude '*.tmp'",
    "<%= config.bin %> <%= command.id %> 's3://logs/2024-01-*.gz' ./logs/",
    "pg_dump shop | <%= config.bin %> <%= command.id %> - s3://backups/shop.sql",
    "<%= config.bin %> <%= command.id %> --recursive s3://old/ s3://new/ --source-profile old-store",
  ];
  static override args = {
    source: Args.string({ required: true, description: "path, s3://bucket/key (wildcards allowed) or -" }),
    destination: Args.string({ required: true, description: "path, s3://bucket/key or -" }),
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
    const { args, flags } = await this.parse(Cp);
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
      moves: false,
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
