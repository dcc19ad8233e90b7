import { Args, Flags } from "@oclif/core";
import { BaseCommand } from "../../lib/cli/base-command.js";
import { readPassphrase } from "../../lib/cli/read-passphrase.js";
import { ringFlag, ringSource } from "../../lib/cli/ring-flags.js";
import { UsageError } from "../../lib/errors/s3kit-error.js";
import type { RingDocument } from "../../lib/key-ring/ring-document.js";

export default class KeyExport extends BaseCommand {
  static override summary = "Write a backup of the key ring, or print one key.";
  static override description =
    "The backup holds all keys and opens with a passphrase alone (scrypt); `s3kit key import` reads it. Keep it and the " +
    "passphrase apart from each other and from the ring. With --raw the key of --id is printed as 64 hexadecimal digits, " +
    "open to whoever sees them. Keys of AWS KMS cannot leave it: their backup holds only what names them.";
  static override examples = [
    "<%= config.bin %> <%= command.id %> ring-backup.json",
    "<%= config.bin %> <%= command.id %> --id k1 --raw | pass insert -m s3kit/k1",
  ];
  static override args = { file: Args.string({ description: "file to write; it must not exist" }) };
  static override flags = {
    ring: ringFlag,
    id: Flags.string({ helpValue: "ID", description: "the key to print", dependsOn: ["raw"] }),
    raw: Flags.boolean({
      description: "print one key as 64 hexadecimal digits",
      dependsOn: ["id"],
    }),
    "passphrase-file": Flags.string({
      helpValue: "FILE",
      description: "file whose first line protects the backup (else S3KIT_PASSPHRASE, else asked for)",
    }),
  };

  override async run(): Promise<void> {
    const { args, flags } = await this.parse(KeyExport);
    const ring = await this.#ring(flags.ring);
    if (flags.raw) return this.#printKey(ring, flags.id ?? "");
    if (args.file === undefined) {
      throw new UsageError("Name the file of the backup, or a key with --raw --id ID");
    }
    const [{ sealBackup }, { createPrivateFile }] = await Promise.all([
      import("../../lib/key-ring/ring-backup.js"),
      import("../../lib/key-ring/ring-file.js"),
    ]);
    const terminal = { stdin: process.stdin, stderr: process.stderr, signal: this.signal };
    const file = flags["passphrase-file"];
    const passphrase = await readPassphrase({ file, env: process.env, isNew: true, terminal });
    await createPrivateFile(args.file, await sealBackup(ring, passphrase));
    const ids = Object.keys(ring.keys);
    await this.output.result(
      { type: "exported", file: args.file, ids },
      `Wrote ${ids.join(", ")} to ${args.file}`,
    );
    return undefined;
  }

  async #ring(flag: string | undefined): Promise<RingDocument> {
    const [{ parseRing }, { describeRingSource, readRingText }] = await Promise.all([
      import("../../lib/key-ring/ring-document.js"),
      import("../../lib/key-ring/ring-source.js"),
    ]);
    const source = ringSource(flag, process.env);
    return parseRing(await readRingText(source, process.env, this.signal), describeRingSource(source));
  }

  async #printKey(ring: RingDocument, id: string): Promise<void> {
    const { entryOf } = await import("../../lib/key-ring/change-ring.js");
    const entry = entryOf(ring, id);
    if (entry.type !== "local") {
      throw new UsageError(`The key ${id} is in AWS KMS, which does not give it out`, {
        code: "KeyNotExportable",
      });
    }
    await this.output.result({ type: "key", id, key: entry.key.toLowerCase() }, entry.key.toLowerCase());
  }
}
