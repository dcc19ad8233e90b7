import { Args, Flags } from "@oclif/core";
import { BaseCommand } from "../../lib/cli/base-command.js";
import { readPassphrase } from "../../lib/cli/read-passphrase.js";
import { readTextArgument } from "../../lib/cli/read-text-argument.js";
import { ringFlag, ringPath } from "../../lib/cli/ring-flags.js";
import { UsageError } from "../../lib/errors/s3kit-error.js";

export default class KeyImport extends BaseCommand {
  static override summary = "Bring a key, or the keys of a backup, into the key ring.";
  static override description =
    "The file holds 64 hexadecimal digits, which become the key of --id, or a backup that `s3kit key export` wrote, of which " +
    "all keys are taken. Keys that are there already stay as they are; another key under the same id is refused.";
  static override examples = [
    "<%= config.bin %> <%= command.id %> ring-backup.json",
    "pass show s3kit/k1 | <%= config.bin %> <%= command.id %> --id k1 -",
  ];
  static override args = {
    file: Args.string({ required: true, description: "file with a key or a backup; - for standard input" }),
  };
  static override flags = {
    ring: ringFlag,
    id: Flags.string({ helpValue: "ID", description: "the id of a key of 64 hexadecimal digits" }),
    primary: Flags.boolean({
      description: "encrypt new objects with it from now on",
      dependsOn: ["id"],
    }),
    "passphrase-file": Flags.string({
      helpValue: "FILE",
      description: "file whose first line opens the backup (else S3KIT_PASSPHRASE, else asked for)",
    }),
  };

  override async run(): Promise<void> {
    const { args, flags } = await this.parse(KeyImport);
    const path = ringPath(flags.ring, process.env);
    const [{ changeRingFile }, { merged, localEntryOf, withKey }, { isBackup, openBackup }] =
      await Promise.all([
        import("../../lib/key-ring/ring-file.js"),
        import("../../lib/key-ring/change-ring.js"),
        import("../../lib/key-ring/ring-backup.js"),
      ]);
    const text = await readTextArgument(args.file, this.signal);
    if (isBackup(text)) {
      const backup = await openBackup(text, await this.#passphrase(flags["passphrase-file"]));
      const ring = await changeRingFile(path, (before) => merged(before, backup));
      return this.#report(path, Object.keys(backup.keys), ring.primary);
    }
    const { id } = flags;
    if (id === undefined) {
      throw new UsageError("A single key needs an id", { hints: ["Name it: --id ID"] });
    }
    const entry = localEntryOf(text, new Date());
    const ring = await changeRingFile(path, (before) =>
      withKey(before, id, entry, { isPrimary: flags.primary }),
    );
    return this.#report(path, [id], ring.primary);
  }

  async #passphrase(file: string | undefined): Promise<string> {
    const terminal = { stdin: process.stdin, stderr: process.stderr, signal: this.signal };
    return readPassphrase({ file, env: process.env, isNew: false, terminal });
  }

  async #report(ring: string, ids: readonly string[], primary: string): Promise<void> {
    await this.output.result(
      { type: "imported", ids, primary, ring },
      `The ring ${ring} has ${ids.join(", ")}; its primary key is ${primary}`,
    );
  }
}
