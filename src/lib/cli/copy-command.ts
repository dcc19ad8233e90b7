import { Flags, type Interfaces } from "@oclif/core";
import type { TransferEncryption } from "../transfer/transfer-options.js";
import { BaseCommand } from "./base-command.js";
import { boundBuffers } from "./bound-buffers.js";
import { transferFlags, toTransferOptions } from "./transfer-flags.js";
import { startProgress } from "./transfer-progress.js";
import { TransferReport } from "./transfer-report.js";

/** The flags of `cp` and `mv`. */
export const copyFlags = {
  recursive: Flags.boolean({ char: "r", description: "all that is in the folder or below the prefix" }),
  checksum: Flags.option({
    options: ["CRC32", "CRC32C", "CRC64NVME", "SHA1", "SHA256"] as const,
    helpValue: "ALGORITHM",
    description: "checksum to send with uploads (default: CRC32; Content-MD5 where the store knows none)",
  })(),
  ...transferFlags,
};

type CopyFlags = Interfaces.InferredFlags<typeof copyFlags & typeof BaseCommand.baseFlags>;

/** What `cp` and `mv` share: all but whether the source stays. */
export abstract class CopyCommand extends BaseCommand {
  /** Plan, and unless it is a dry run carry out and report, the transfer that the words mean. */
  protected async copy(
    places: { readonly source: string; readonly destination: string },
    flags: CopyFlags,
    { moves, encryption }: { readonly moves: boolean; readonly encryption?: TransferEncryption | undefined },
  ): Promise<void> {
    const options = toTransferOptions(flags);
    const [{ openTransfer }, { transferStateFolder }, client, sourceClient] = await Promise.all([
      import("../transfer/open-transfer.js"),
      import("../transfer/state-folder.js"),
      this.connect(flags),
      flags["source-profile"] === undefined
        ? undefined
        : this.connect({ profile: flags["source-profile"], verbose: flags.verbose }),
    ]);
    const transfer = await openTransfer({
      ...places,
      ...flags,
      moves,
      client,
      sourceClient,
      stdin: process.stdin,
      stdout: process.stdout,
      options: {
        ...options,
        checksum: flags.checksum,
        stateFolder: transferStateFolder(process.env),
        encryption,
      },
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
    // Opening leaves a dead buffer for each chunk.
    const stopBounding = encryption?.decrypts === true ? boundBuffers() : undefined;
    try {
      await transfer.run((item) => report.add(item));
      await report.end();
    } finally {
      stopBounding?.();
      display?.stop();
    }
  }
}
