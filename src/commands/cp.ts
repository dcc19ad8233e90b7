import { Args } from "@oclif/core";
import { CopyCommand, copyFlags } from "../lib/cli/copy-command.js";
import { encryptionFlags, readEncryption } from "../lib/cli/encryption-flags.js";

export default class Cp extends CopyCommand {
  static override summary = "Copy files and objects: up, down, within a store and between stores.";
  static override description =
    "Either side is a path, s3://bucket/key, or - for standard input or output. With --recursive the content of the " +
    "folder or prefix goes below the destination, whether or not that ends in a slash. A single source goes to exactly " +
    "the destination, or below it under its own name when that ends in a slash, is an existing folder or a bucket. " +
    "Matches of wildcards keep the part of their key after the last slash before the first wildcard.\n\n" +
    "Objects and files appear complete and verified, or not at all. Large ones go in parallel parts; run an " +
    "interrupted command again and it goes on where it stopped. An item that fails does not stop the others: failures " +
    "are listed at the end, and the exit status is 3.\n\n" +
    "With --encrypt objects are sealed before they leave this machine, with --decrypt opened once they are here " +
    "(docs/format.md); with both, a copy is opened and sealed anew for its new name.";
  static override examples = [
    "<%= config.bin %> <%= command.id %> cat.jpg s3://photos/2024/",
    "<%= config.bin %> <%= command.id %> --recursive s3://photos/2024/ ./photos --exclude '*.tmp'",
    "<%= config.bin %> <%= command.id %> 's3://logs/2024-01-*.gz' ./logs/",
    "pg_dump shop | <%= config.bin %> <%= command.id %> - s3://backups/shop.sql",
    "<%= config.bin %> <%= command.id %> --recursive s3://old/ s3://new/ --source-profile old-store",
    "<%= config.bin %> <%= command.id %> --encrypt taxes.pdf s3://papers/2026/",
  ];
  static override args = {
    source: Args.string({ required: true, description: "path, s3://bucket/key (wildcards allowed) or -" }),
    destination: Args.string({ required: true, description: "path, s3://bucket/key or -" }),
  };
  static override flags = { ...copyFlags, ...encryptionFlags };

  override async run(): Promise<void> {
    const { args, flags } = await this.parse(Cp);
    const encryption = await readEncryption(flags, process.env, this.signal);
    await this.copy(args, flags, { moves: false, encryption });
  }
}
