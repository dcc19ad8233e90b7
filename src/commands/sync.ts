import { Args, Flags } from "@oclif/core";
import { BaseCommand } from "../lib/cli/base-command.js";
import { formatKey } from "../lib/cli/format-key.js";
import { formatCount, formatSize } from "../lib/cli/format-size.js";
import { transferFlags, toTransferOptions } from "../lib/cli/transfer-flags.js";
import { startProgress } from "../lib/cli/transfer-progress.js";
import { TransferReport } from "../lib/cli/transfer-report.js";
import type { Sync, SyncResult } from "../lib/transfer/open-sync.js";

export default class SyncCommand extends BaseCommand {
  static override summary = "Make a folder or prefix like another one, transferring only what differs.";
  static override description =
    "Both sides are folders: a trailing slash changes nothing. Something is transferred when the other side lacks it, " +
    "when sizes differ, or when the source is newer, to the second; --checksum compares content instead. Downloaded " +
    "files get the object's time, so that the next run finds them unchanged.\n\n" +
    "--delete removes what only the destination has, after the transfers, once it has shown how much that is. When a " +
    "part of the source cannot be read, nothing is deleted. What --include and --exclude leave out is not touched.";
  static override examples = [
    "<%= config.bin %> <%= command.id %> ./site s3://www.example.org --delete",
    "<%= config.bin %> <%= command.id %> s3://photos/2024 ./photos --checksum",
    "<%= config.bin %> <%= command.id %> s3://photos s3://mirror --source-profile aws --delete --yes",
  ];
  static override args = {
    source: Args.string({ required: true, description: "folder or s3://bucket/prefix" }),
    destination: Args.string({ required: true, description: "folder or s3://bucket/prefix" }),
  };
  static override flags = {
    delete: Flags.boolean({ description: "remove what only the destination has, after asking" }),
    yes: Flags.boolean({ char: "y", description: "delete without asking" }),
    checksum: Flags.boolean({ description: "compare content by checksum or ETag; local files are read" }),
    "size-only": Flags.boolean({ description: "compare sizes alone", exclusive: ["checksum"] }),
    "exact-timestamps": Flags.boolean({
      description: "transfer also when the source is older",
      exclusive: ["checksum", "size-only"],
    }),
    "checksum-algorithm": Flags.option({
      options: ["CRC32", "CRC32C", "CRC64NVME", "SHA1", "SHA256"] as const,
      helpValue: "ALGORITHM",
      description: "checksum to send with uploads (default: CRC32; Content-MD5 where the store knows none)",
    })(),
    ...transferFlags,
  };

  override async run(): Promise<void> {
    const { args, flags } = await this.parse(SyncCommand);
    const options = toTransferOptions(flags);
    const [{ openSync }, { transferStateFolder }, client, sourceClient] = await Promise.all([
      import("../lib/transfer/open-sync.js"),
      import("../lib/transfer/state-folder.js"),
      this.connect(flags),
      flags["source-profile"] === undefined
        ? undefined
        : this.connect({ profile: flags["source-profile"], verbose: flags.verbose }),
    ]);
    const sync = await openSync({
      ...args,
      ...flags,
      comparison: comparisonOf(flags),
      deletes: flags.delete,
      client,
      sourceClient,
      options: {
        ...options,
        checksum: flags["checksum-algorithm"],
        stateFolder: transferStateFolder(process.env),
      },
      signal: this.signal,
      note: (text) => this.output.note(text),
    });
    try {
      if (flags["dry-run"]) await this.#plan(sync);
      else await this.#carryOut(sync, args.destination, flags);
    } finally {
      await sync.close();
    }
  }

  async #plan(sync: Sync): Promise<void> {
    const report = new TransferReport(this.output, undefined);
    const { sameItems } = await sync.plan((item) => report.add(item));
    await report.endPlan({ unchanged: sameItems });
  }

  async #carryOut(
    sync: Sync,
    destination: string,
    flags: { readonly yes: boolean; readonly progress?: boolean | undefined },
  ): Promise<void> {
    const wantsProgress = flags.progress ?? !this.output.json;
    const display = wantsProgress ? startProgress(sync.progress, process.stderr) : undefined;
    const report = new TransferReport(this.output, display);
    try {
      const result = await sync.run((item) => report.add(item));
      display?.stop();
      if (result.deletableItems > 0) await this.#deleteExtra(sync, result, destination, flags.yes, report);
      await report.end({ unchanged: result.sameItems });
    } finally {
      display?.stop();
    }
  }

  async #deleteExtra(
    sync: Sync,
    { deletableItems, deletableBytes, incomplete }: SyncResult,
    destination: string,
    yes: boolean,
    report: TransferReport,
  ): Promise<void> {
    if (incomplete) {
      this.output.warn("Nothing was deleted, as a part of the source could not be read");
      return;
    }
    const what = `${formatCount(deletableItems, "item")} (${formatSize(deletableBytes)})`;
    await this.confirm(
      { action: `Delete ${what} in ${formatKey(destination)} that the source does not have` },
      { yes },
    );
    await sync.deleteExtra((item) => report.add(item));
  }
}

function comparisonOf(flags: {
  readonly checksum: boolean;
  readonly "size-only": boolean;
  readonly "exact-timestamps": boolean;
}) {
  if (flags.checksum) return "content";
  if (flags["size-only"]) return "size";
  return flags["exact-timestamps"] ? "exact-timestamps" : "modified";
}
