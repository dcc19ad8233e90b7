import { Args, Flags } from "@oclif/core";
import { BaseCommand } from "../../lib/cli/base-command.js";
import { ringFlag, ringPath } from "../../lib/cli/ring-flags.js";
import { requireRing } from "../../lib/key-ring/require-ring.js";

export default class KeyRetire extends BaseCommand {
  static override summary = "Take a key out of use.";
  static override description =
    "Objects that are still encrypted with it cannot be opened any more: first take them to another key with `s3kit proxy " +
    "rewrap --from ID`, also those of other buckets. Old versions of objects keep the key that they were written with. The key " +
    "stays in the ring, so that it can be put back.";
  static override examples = [
    "<%= config.bin %> <%= command.id %> 2025-q1",
    "<%= config.bin %> <%= command.id %> 2025-q1 --undo",
  ];
  static override args = {
    id: Args.string({ required: true, description: "a key of the ring, not the primary one" }),
  };
  static override flags = {
    ring: ringFlag,
    undo: Flags.boolean({ default: false, description: "put a retired key back into use" }),
  };

  override async run(): Promise<void> {
    const { args, flags } = await this.parse(KeyRetire);
    const path = ringPath(flags.ring, process.env);
    const [{ changeRingFile }, { withRetired, withoutRetired }] = await Promise.all([
      import("../../lib/key-ring/ring-file.js"),
      import("../../lib/key-ring/change-ring.js"),
    ]);
    await changeRingFile(path, (before) => {
      const ring = requireRing(before, path);
      return flags.undo ? withoutRetired(ring, args.id) : withRetired(ring, args.id, new Date());
    });
    await this.output.result(
      { type: flags.undo ? "reinstated" : "retired", id: args.id, ring: path },
      flags.undo ? `${args.id} is in use again` : `${args.id} is retired: it opens nothing any more`,
    );
  }
}
