import { Args, Flags } from "@oclif/core";
import { DatasetCommand, datasetArg, datasetFlags } from "../../lib/cli/dataset-command.js";
import { FailureTally } from "../../lib/cli/failure-tally.js";
import { toDatasetDocument } from "../../lib/cli/format-dataset.js";
import { formatCount, formatSize } from "../../lib/cli/format-size.js";
import { EXIT } from "../../lib/errors/exit-codes.js";
import { IntegrityError } from "../../lib/errors/s3kit-error.js";

export default class DatasetCp extends DatasetCommand {
  static override summary = "Copy a frozen dataset to another bucket or folder.";
  static override description =
    "UUID, name, times, README, overlays, annotations and tags stay. Within one store the store copies by itself; else every " +
    "byte goes through here and must have the hash of the manifest. The copy is frozen when all of it is there; " +
    "interrupted, --resume goes on and keeps what has the right hash.";
  static override examples = [
    "<%= config.bin %> <%= command.id %> s3://data/1f4eb8c5-9a6d-4b1e-8f0e-0d6f3f4d4b4e s3://archive",
    "<%= config.bin %> <%= command.id %> ./datasets/field-trial s3://archive",
    "<%= config.bin %> <%= command.id %> s3://data/1f4eb8c5-9a6d-4b1e-8f0e-0d6f3f4d4b4e ./datasets --resume",
  ];
  static override args = {
    ...datasetArg,
    base: Args.string({ required: true, description: "s3://bucket, or a folder that holds datasets" }),
  };
  static override flags = {
    resume: Flags.boolean({ description: "go on with an interrupted copy" }),
    ...datasetFlags,
  };

  override async run(): Promise<void> {
    const { args, flags } = await this.parse(DatasetCp);
    const { services, dataset } = await this.openDataset(flags, args.uri, "frozen");
    const { copyDataset } = await import("../../lib/dataset/copy-dataset.js");
    const failures = new FailureTally();
    const counts = { copied: 0, kept: 0, failed: 0, bytes: 0 };
    const input = { base: args.base, resume: flags.resume };
    const result = await this.withProgress(services, flags, () =>
      copyDataset(services, dataset, input, ({ status, item, error }) => {
        counts[status] += 1;
        if (status === "copied") counts.bytes += item.sizeBytes;
        if (status === "failed") failures.add(item.relpath, error);
      }),
    ).catch((error: unknown) => {
      failures.throwIfAny((error as Error).message, {
        exitCode: EXIT.integrity,
        make: (message) => new IntegrityError(message, { code: "DatasetAltered" }),
      });
      throw error;
    });
    const { copied, kept, bytes } = counts;
    await this.output.result(
      { ...toDatasetDocument(result.uri, result.admin), copied, kept, sizeBytes: bytes },
      result.uri,
    );
    if (!this.output.json)
      this.output.note(
        result.copied
          ? `Copied ${formatCount(copied, "item")} (${formatSize(bytes)})${kept === 0 ? "" : `, kept ${kept.toLocaleString("en-US")}`}`
          : "It is there already, and the same",
      );
  }
}
