import { Args } from "@oclif/core";
import { DatasetCommand, datasetArg } from "../../../lib/cli/dataset-command.js";
import { toItemDocument } from "../../../lib/cli/format-dataset.js";
import { formatDetails, formatExactSize } from "../../../lib/cli/format-details.js";
import { formatKey } from "../../../lib/cli/format-key.js";

export default class DatasetItemProperties extends DatasetCommand {
  static override summary = "Print what the manifest says about an item: relpath, size, hash, time.";
  static override examples = [
    "<%= config.bin %> <%= command.id %> s3://data/1f4eb8c5-9a6d-4b1e-8f0e-0d6f3f4d4b4e raw/counts.csv",
  ];
  static override args = {
    ...datasetArg,
    item: Args.string({ required: true, description: "identifier or relpath" }),
  };

  override async run(): Promise<void> {
    const { args, flags } = await this.parse(DatasetItemProperties);
    const { services, dataset } = await this.openDataset(flags, args.uri);
    const { findItem } = await import("../../../lib/dataset/find-item.js");
    const item = await findItem(services, dataset, args.item);
    await this.output.result(toItemDocument(item), () =>
      formatDetails([
        ["identifier", item.identifier],
        ["relpath", formatKey(item.relpath)],
        ["size", formatExactSize(item.sizeBytes)],
        ["hash", item.hash],
        ["time", new Date(item.utcTimestamp * 1000)],
      ]),
    );
  }
}
