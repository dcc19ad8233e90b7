import { Args, Flags } from "@oclif/core";
import { DatasetCommand, datasetArg, datasetFlags } from "../../lib/cli/dataset-command.js";
import { FailureTally } from "../../lib/cli/failure-tally.js";
import { formatCount, formatSize } from "../../lib/cli/format-size.js";
import { EXIT } from "../../lib/errors/exit-codes.js";
import { IntegrityError } from "../../lib/errors/s3kit-error.js";

export default class DatasetFetch extends DatasetCommand {
  static override summary = "Bring a whole dataset back into named files.";
  static override description =
    "Each file appears when it is whole and has the hash that the manifest says. Files that are so already are kept, so " +
    "an interrupted fetch goes on when it is run again. Items whose names would leave the folder are refused.";
  static override examples = [
    "<%= config.bin %> <%= command.id %> s3://data/1f4eb8c5-9a6d-4b1e-8f0e-0d6f3f4d4b4e ./results",
  ];
  static override args = {
    ...datasetArg,
    folder: Args.string({ required: true, description: "folder to put the files into; it is made" }),
  };
  static override flags = {
    overwrite: Flags.boolean({ description: "replace files that have other content" }),
    ...datasetFlags,
  };

  override async run(): Promise<void> {
    const { args, flags } = await this.parse(DatasetFetch);
    const [services, { openDataset }, { fetchDataset }] = await Promise.all([
      this.services(flags),
      import("../../lib/dataset/open-dataset.js"),
      import("../../lib/dataset/fetch-dataset.js"),
    ]);
    const dataset = await openDataset(services, args.uri, "frozen");
    const failures = new FailureTally();
    const counts = { fetched: 0, kept: 0, failed: 0, bytes: 0 };
    await this.withProgress(services, flags, (display) =>
      fetchDataset(services, dataset, args.folder, flags, ({ status, item, target, error }) => {
        counts[status] += 1;
        if (status === "fetched") counts.bytes += item.sizeBytes;
        if (status === "failed") failures.add(item.relpath, error);
        const { identifier, relpath, sizeBytes } = item;
        const { message, code } = (error ?? {}) as { readonly message?: string; readonly code?: string };
        display?.clear();
        return this.output.item({ type: status, identifier, relpath, target, sizeBytes, code, message }, "");
      }),
    );
    const { uri } = dataset.broker;
    await this.output.summary(
      { uri, fetched: counts.fetched, kept: counts.kept, failed: counts.failed, sizeBytes: counts.bytes },
      `Fetched ${formatCount(counts.fetched, "item")} (${formatSize(counts.bytes)})${counts.kept === 0 ? "" : `, kept ${counts.kept.toLocaleString("en-US")}`}`,
    );
    failures.throwIfAny(`${formatCount(failures.count, "item")} of ${uri} failed`, {
      exitCode: EXIT.integrity,
      make: (message) => new IntegrityError(message, { code: "DatasetAltered" }),
    });
  }
}
