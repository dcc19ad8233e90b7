import { Args, Flags } from "@oclif/core";
import { DatasetCommand, datasetArg, datasetFlags } from "../../../lib/cli/dataset-command.js";
import { FailureTally } from "../../../lib/cli/failure-tally.js";
import { formatCount, formatSize } from "../../../lib/cli/format-size.js";

export default class DatasetAddFolder extends DatasetCommand {
  static override summary = "Put all files of a folder into a proto dataset.";
  static override description =
    "Several at once, hashed while they are read. Files that are there with the same bytes are kept, so an interrupted run " +
    "goes on when it is run again.";
  static override examples = [
    "<%= config.bin %> <%= command.id %> s3://data/1f4eb8c5-9a6d-4b1e-8f0e-0d6f3f4d4b4e ./results",
    "<%= config.bin %> <%= command.id %> s3://data/1f4eb8c5-9a6d-4b1e-8f0e-0d6f3f4d4b4e ./results --below raw/2026",
  ];
  static override args = {
    ...datasetArg,
    folder: Args.string({ required: true, description: "folder on this machine" }),
  };
  static override flags = {
    below: Flags.string({ helpValue: "PATH", description: "put this in front of the relpaths" }),
    ...datasetFlags,
  };

  override async run(): Promise<void> {
    const { args, flags } = await this.parse(DatasetAddFolder);
    const { services, dataset } = await this.openDataset(flags, args.uri, "proto");
    const { addFolder } = await import("../../../lib/dataset/items/add-items.js");
    const failures = new FailureTally();
    const counts = { added: 0, kept: 0, failed: 0, bytes: 0 };
    const input = { folder: args.folder, below: flags.below };
    await this.withProgress(services, flags, () =>
      addFolder(services, dataset.broker, input, ({ status, source, sizeBytes, error }) => {
        counts[status] += 1;
        if (status === "added") counts.bytes += sizeBytes;
        if (status === "failed") failures.add(source, error);
      }),
    );
    const { uri } = dataset.broker;
    const { added, kept, failed, bytes } = counts;
    await this.output.result({ type: "added", uri, added, kept, failed, sizeBytes: bytes }, () => {
      const keptWords = kept === 0 ? "" : `, kept ${kept.toLocaleString("en-US")}`;
      return `Added ${formatCount(added, "item")} (${formatSize(bytes)})${keptWords}`;
    });
    failures.throwIfAny(`${formatCount(failed, "file")} of ${args.folder} failed`);
  }
}
