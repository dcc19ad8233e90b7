import { Args, Flags } from "@oclif/core";
import { BaseCommand } from "../../lib/cli/base-command.js";
import { formatKey } from "../../lib/cli/format-key.js";
import { formatCount, formatSize } from "../../lib/cli/format-size.js";
import { PartialFailureError } from "../../lib/errors/s3kit-error.js";

export default class StoreExport extends BaseCommand {
  static override summary = "Write a store's objects out as ordinary files.";
  static override description =
    "Works on the folder itself, while nobody serves it. Each bucket becomes a folder, each object's newest version a " +
    "file with its modification time; names that a file system would not take are escaped.";
  static override examples = ["<%= config.bin %> <%= command.id %> ./files --data ./store"];
  static override args = {
    dir: Args.string({ required: true, description: "new or empty folder to write to" }),
  };
  static override flags = {
    data: Flags.string({ required: true, helpValue: "DIR", description: "folder of the store" }),
  };

  override async run(): Promise<void> {
    const { args, flags } = await this.parse(StoreExport);
    const { exportObjects } = await import("../../lib/store/maintain-store.js");
    const counts = { objects: 0, sizeBytes: 0, failed: 0 };
    const input = { dir: flags.data, outDir: args.dir };
    for await (const { bucket, key, sizeBytes, path, error } of exportObjects(input, {
      signal: this.signal,
    })) {
      if (error === undefined) {
        counts.objects += 1;
        counts.sizeBytes += sizeBytes;
        await this.output.item({ type: "exported", bucket, key, sizeBytes, path }, () => formatKey(path));
      } else {
        counts.failed += 1;
        const message = error instanceof Error ? error.message : "unknown reason";
        await this.output.item({ type: "failed", bucket, key, message }, "");
        if (!this.output.json) this.output.warn(`${formatKey(`s3://${bucket}/${key}`)}: ${message}`);
      }
    }
    await this.output.summary(
      counts,
      `Exported ${formatCount(counts.objects, "object")} (${formatSize(counts.sizeBytes)}) to ${args.dir}`,
    );
    if (counts.failed > 0) {
      throw new PartialFailureError(`${formatCount(counts.failed, "object")} could not be exported`);
    }
  }
}
