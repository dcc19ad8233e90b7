import { Flags } from "@oclif/core";
import { BaseCommand } from "../../lib/cli/base-command.js";
import { ringFlag, ringPath } from "../../lib/cli/ring-flags.js";

export default class KeyGenerate extends BaseCommand {
  static override summary = "Add a new key to the key ring.";
  static override description =
    "The ring is a file of mode 0600. Its first key is the primary one: new objects are encrypted with it. Later keys " +
    "only open objects, until they are made primary. With --kms the ring names a key of AWS KMS, which never leaves it: each " +
    "object then costs requests to KMS.\n\n" +
    "Whoever loses the ring loses all that is encrypted with it: nobody can bring it back. Keep a backup elsewhere " +
    "(s3kit key export).";
  static override examples = [
    "<%= config.bin %> <%= command.id %>",
    "<%= config.bin %> <%= command.id %> --id 2026-q3 --primary",
    "<%= config.bin %> <%= command.id %> --id vault --kms alias/s3kit --kms-region eu-central-1",
  ];
  static override flags = {
    ring: ringFlag,
    id: Flags.string({ helpValue: "ID", description: "the key's id (default: a new one)" }),
    primary: Flags.boolean({ default: false, description: "encrypt new objects with it from now on" }),
    kms: Flags.string({ helpValue: "KEY", description: "id, ARN or alias of a key of AWS KMS" }),
    "kms-region": Flags.string({ helpValue: "NAME", description: "region of KMS", dependsOn: ["kms"] }),
    "kms-endpoint": Flags.string({
      helpValue: "URL",
      description: "another KMS than AWS's",
      dependsOn: ["kms"],
    }),
  };

  override async run(): Promise<void> {
    const { flags } = await this.parse(KeyGenerate);
    const path = ringPath(flags.ring, process.env);
    const [{ changeRingFile }, { newKeyId, newLocalEntry, withKey }] = await Promise.all([
      import("../../lib/key-ring/ring-file.js"),
      import("../../lib/key-ring/change-ring.js"),
    ]);
    const now = new Date();
    const id = flags.id ?? newKeyId(now);
    const entry =
      flags.kms === undefined ? newLocalEntry(now) : await this.#kmsEntry(id, flags.kms, flags, now);
    let isFirst = false;
    const ring = await changeRingFile(path, (before) => {
      isFirst = before === undefined;
      return withKey(before, id, entry, { isPrimary: flags.primary });
    });
    const isPrimary = ring.primary === id;
    await this.output.result(
      { type: "key", id, primary: isPrimary, provider: entry.type, ring: path, firstKey: isFirst },
      `Added the key ${id} to ${path}${isPrimary ? " as the primary one" : ""}`,
    );
    if (isFirst) this.#warnOfLoss(path, flags.kms);
    else if (!isPrimary) this.output.note(`Encrypt new objects with it: s3kit key primary ${id}`);
  }

  async #kmsEntry(
    id: string,
    keyId: string,
    flags: { readonly "kms-region"?: string | undefined; readonly "kms-endpoint"?: string | undefined },
    now: Date,
  ) {
    const { createKmsEntry } = await import("../../lib/key-ring/kms-key.js");
    const place = { keyId, region: flags["kms-region"], endpoint: flags["kms-endpoint"] };
    return { ...(await createKmsEntry(id, place)), createdAt: now.toISOString() };
  }

  #warnOfLoss(path: string, kmsKey: string | undefined): void {
    this.output.warn(
      kmsKey === undefined
        ? `Whoever loses ${path} loses all data that is encrypted with it: there is no other way to read it. ` +
            "Make a backup now and keep it elsewhere: s3kit key export BACKUP"
        : `Whoever deletes the key ${kmsKey} in AWS KMS loses all data that is encrypted with it`,
    );
  }
}
