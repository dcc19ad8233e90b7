import { Flags } from "@oclif/core";
import { BaseCommand } from "../../lib/cli/base-command.js";
import { formatCount, formatSize } from "../../lib/cli/format-size.js";
import { IntegrityError } from "../../lib/errors/s3kit-error.js";

export default class StoreCheck extends BaseCommand {
  static override summary = "Look through a store's folder for what does not fit together, and mend it.";
  static override description =
    "Works on the folder itself, while nobody serves it. Compares the index with the files; --rehash also reads all " +
    "content and compares it with what was written. Exits 11 when something is left to mend.";
  static override examples = [
    "<%= config.bin %> <%= command.id %> --data ./store",
    "<%= config.bin %> <%= command.id %> --data ./store --rehash --repair",
  ];
  static override flags = {
    data: Flags.string({ required: true, helpValue: "DIR", description: "folder of the store" }),
    repair: Flags.boolean({
      default: false,
      description: "remove orphans, correct counts, and take objects whose content is lost out of the index",
    }),
    rehash: Flags.boolean({
      default: false,
      description: "read all content and compare it with its checksum",
    }),
  };

  override async run(): Promise<void> {
    const { flags } = await this.parse(StoreCheck);
    const { checkStore } = await import("../../lib/store/maintain-store.js");
    const { data: dir, repair, rehash } = flags;
    for await (const found of checkStore({ dir, repair, rehash }, { signal: this.signal })) {
      if (found.type === "finding") {
        const mark = found.repaired ? "repaired" : "problem";
        await this.output.item(found, () => `${mark}: ${found.message}`);
        continue;
      }
      const { blobCount, sizeBytes, findingCount, repairedCount } = found;
      const problems = findingCount === 0 ? "no problems" : formatCount(findingCount, "problem");
      await this.output.summary(
        { blobCount, sizeBytes, findingCount, repairedCount },
        `Checked ${formatCount(blobCount, "blob")} (${formatSize(sizeBytes)}): ${problems}, ${repairedCount.toString()} repaired`,
      );
      this.#requireSound(findingCount - repairedCount, repair);
    }
  }

  #requireSound(left: number, repair: boolean): void {
    if (left === 0) return;
    throw new IntegrityError(`The store has ${formatCount(left, "problem")}`, {
      code: "StoreDamaged",
      hints: repair ? [] : ["Run it again with --repair to mend what can be mended"],
    });
  }
}
