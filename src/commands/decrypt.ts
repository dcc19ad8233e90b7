import { Args, Flags } from "@oclif/core";
import { boundBuffers } from "../lib/cli/bound-buffers.js";
import { CopyCommand, copyFlags } from "../lib/cli/copy-command.js";
import { namespaceFlag, readEncryption, readRing } from "../lib/cli/encryption-flags.js";
import { formatSize } from "../lib/cli/format-size.js";
import { parseObjectName } from "../lib/cli/parse-object-name.js";
import { ringFlag } from "../lib/cli/ring-flags.js";
import { UsageError } from "../lib/errors/s3kit-error.js";
import { isS3Uri } from "../lib/s3/uri.js";

interface FileFlags {
  readonly name?: string | undefined;
  readonly meta?: string | undefined;
  readonly ring?: string | undefined;
}

export default class Decrypt extends CopyCommand {
  static override summary = "Decrypt an object without a proxy, or the stored body of one in a file.";
  static override description =
    "From s3:// this is `s3kit cp --decrypt`. From a file it opens the body of an object that was fetched without a proxy: " +
    "--name is the name that the object had, --meta its metadata s3kit-enc.\n\n" +
    "The file appears when all of it is authentic; standard output gets authentic bytes alone. Exit status 11 means that the " +
    "content was changed or that the ring is not the right one.";
  static override examples = [
    "<%= config.bin %> <%= command.id %> s3://papers/2026/taxes.pdf taxes.pdf",
    "<%= config.bin %> <%= command.id %> --ring ring.json --name papers/taxes.pdf --meta 'v=1;k=k1;w=…' taxes.sealed taxes.pdf",
  ];
  static override args = {
    source: Args.string({ required: true, description: "s3://bucket/key, or a file with a stored body" }),
    destination: Args.string({ required: true, description: "path, s3://bucket/key or -" }),
  };
  static override flags = {
    ring: ringFlag,
    name: Flags.string({ helpValue: "BUCKET/KEY", description: "name that the object had" }),
    meta: Flags.string({ helpValue: "TEXT", description: "the object's metadata s3kit-enc" }),
    namespace: namespaceFlag,
    ...copyFlags,
  };

  override async run(): Promise<void> {
    const { args, flags } = await this.parse(Decrypt);
    if (!isS3Uri(args.source)) return this.#decryptFile(args.source, args.destination, flags);
    if (flags.name !== undefined || flags.meta !== undefined) {
      throw new UsageError("An object has its own name and metadata: leave --name and --meta out");
    }
    const encryption = await readEncryption({ ...flags, decrypt: true }, process.env, this.signal);
    return this.copy(args, flags, { moves: false, encryption });
  }

  async #decryptFile(
    path: string,
    destination: string,
    { name, meta, ring: given }: FileFlags,
  ): Promise<void> {
    if (name === undefined || meta === undefined) {
      throw new UsageError("Decrypting a file needs the object's name and metadata", {
        hints: ["Pass --name BUCKET/KEY and --meta 'v=1;…'"],
      });
    }
    if (path === "-") throw new UsageError("A stored body is read from its end: name a file");
    if (isS3Uri(destination))
      throw new UsageError("A stored body is decrypted into a file or standard output");
    const [ring, { openLocally }] = await Promise.all([
      readRing(given, process.env, this.signal),
      import("../lib/transfer/encrypted/sealed-file.js"),
    ]);
    const output = destination === "-" ? { stream: process.stdout } : { path: destination };
    const stopBounding = boundBuffers();
    const result = await openLocally(
      ring,
      parseObjectName(name),
      { path, metadata: meta, output },
      this.signal,
    ).finally(stopBounding);
    if (destination === "-") return;
    const { plaintextBytes, storedBytes } = result;
    await this.output.result(
      { type: "decrypted", source: path, destination, plaintextBytes, storedBytes },
      `Decrypted ${formatSize(plaintextBytes)} into ${destination}`,
    );
  }
}
