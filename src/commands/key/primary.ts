import { Args } from "@oclif/core";
import { BaseCommand } from "../../lib/cli/base-command.js";
import { ringFlag, ringPath } from "../../lib/cli/ring-flags.js";
import { requireRing } from "../../lib/key-ring/require-ring.js";

export default class KeyPrimary extends BaseCommand {
  static override summary = "Choose the key that new objects are encrypted with.";
  static override description =
    "Objects that are there stay as they are and are opened with their own keys. To take them to the new key without moving " +
    "their data: s3kit proxy rewrap. A running proxy takes the ring once it has read it again (SIGHUP).";
  static override examples = ["<%= config.bin %> <%= command.id %> 2026-q3"];
  static override args = { id: Args.string({ required: true, description: "a key of the ring" }) };
  static override flags = { ring: ringFlag };

  override async run(): Promise<void> {
    const { args, flags } = await this.parse(KeyPrimary);
    const path = ringPath(flags.ring, process.env);
    const [{ changeRingFile }, { withPrimary }] = await Promise.all([
      import("../../lib/key-ring/ring-file.js"),
      import("../../lib/key-ring/change-ring.js"),
    ]);
    await changeRingFile(path, (ring) => withPrimary(requireRing(ring, path), args.id));
    await this.output.result({ type: "primary", id: args.id, ring: path }, `The primary key is ${args.id}`);
  }
}
