import { Args } from "@oclif/core";
import { DatasetCommand, datasetArg } from "../../../lib/cli/dataset-command.js";
import { formatKey } from "../../../lib/cli/format-key.js";

export default class DatasetAddItem extends DatasetCommand {
  static override summary = "Put a file into a proto dataset.";
  static override examples = [
    "<%= config.bin %> <%= command.id %> s3://data/1f4eb8c5-9a6d-4b1e-8f0e-0d6f3f4d4b4e counts.csv",
    "<%= config.bin %> <%= command.id %> s3://data/1f4eb8c5-9a6d-4b1e-8f0e-0d6f3f4d4b4e counts.csv raw/2026/counts.csv",
  ];
  static override args = {
    ...datasetArg,
    file: Args.string({ required: true, description: "file on this machine" }),
    relpath: Args.string({ description: "what it is called in the dataset (default: its name)" }),
  };

  override async run(): Promise<void> {
    const { args, flags } = await this.parse(DatasetAddItem);
    const { services, dataset } = await this.openDataset(flags, args.uri, "proto");
    const { addItem } = await import("../../../lib/dataset/items/add-items.js");
    const item = await addItem(services, dataset.broker, args);
    const { identifier, relpath, sizeBytes, md5 } = item;
    await this.output.result(
      { type: "item", uri: dataset.broker.uri, identifier, relpath, sizeBytes, hash: md5 },
      () => `${identifier}  ${formatKey(relpath)}`,
    );
  }
}
