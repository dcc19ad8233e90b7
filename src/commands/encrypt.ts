import { Args, Flags } from "@oclif/core";
import { CopyCommand, copyFlags } from "../lib/cli/copy-command.js";
import { namespaceFlag, readEncryption, readRing } from "../lib/cli/encryption-flags.js";
import { parseObjectName } from "../lib/cli/parse-object-name.js";
import { ringFlag } from "../lib/cli/ring-flags.js";
import { UsageError } from "../lib/errors/s3kit-error.js";
import { isS3Uri } from "../lib/s3/uri.js";

export default class Encrypt extends CopyCommand {
  static override summary = "Encrypt a file, or files and objects on their way into a store.";
  static override description =
    "Into s3:// this is `s3kit cp --encrypt`: the same objects that the proxy writes, readable through it. Into a file it " +
    "writes the body that an object of the given --name would have, and prints the metadata that belongs to it, without which " +
    "nobody can open it. Uploaded under that name with the metadata s3kit-enc it is such an object.\n\n" +
    "Nothing but the key ring opens what is encrypted.";
  static override examples = [
    "<%= config.bin %> <%= command.id %> taxes.pdf s3://papers/2026/taxes.pdf",
    "<%= config.bin %> <%= command.id %> --name papers/taxes.pdf taxes.pdf taxes.sealed > taxes.meta",
    "pg_dump shop | <%= config.bin %> <%= command.id %> - s3://backups/shop.sql",
  ];
  static override args = {
    source: Args.string({ required: true, description: "path, s3://bucket/key or -" }),
    destination: Args.string({ required: true, description: "s3://bucket/key, or the file to write" }),
  };
  static override flags = {
    ring: ringFlag,
    name: Flags.string({ helpValue: "BUCKET/KEY", description: "name that a file's key is bound to" }),
    namespace: namespaceFlag,
    ...copyFlags,
  };

  override async run(): Promise<void> {
    const { args, flags } = await this.parse(Encrypt);
    if (isS3Uri(args.destination)) {
      if (flags.name !== undefined) throw new UsageError("An object's name is its own: leave --name out");
      const encryption = await readEncryption({ ...flags, encrypt: true }, process.env, this.signal);
      return this.copy(args, flags, { moves: false, encryption });
    }
    return this.#encryptFile(args.source, args.destination, flags);
  }

  async #encryptFile(
    source: string,
    destination: string,
    flags: { readonly name?: string | undefined; readonly ring?: string | undefined },
  ): Promise<void> {
    if (isS3Uri(source)) throw new UsageError("An object is encrypted into a store: name s3://bucket/key");
    if (destination === "-") throw new UsageError("Name a file: the metadata goes to standard output");
    if (flags.name === undefined) {
      throw new UsageError("Encrypting into a file needs a name", { hints: ["Pass --name BUCKET/KEY"] });
    }
    const name = parseObjectName(flags.name);
    const [ring, { sealLocally }] = await Promise.all([
      readRing(flags.ring, process.env, this.signal),
      import("../lib/transfer/encrypted/sealed-file.js"),
    ]);
    const input = source === "-" ? { stream: process.stdin } : { path: source };
    const result = await sealLocally(ring, name, { input, output: { path: destination } }, this.signal);
    await this.output.result({ type: "encrypted", source, destination, ...name, ...result }, result.metadata);
  }
}
