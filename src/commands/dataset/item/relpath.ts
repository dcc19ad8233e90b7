import { Args } from "@oclif/core";
import { DatasetCommand, datasetArg } from "../../../lib/cli/dataset-command.js";
import { formatKey } from "../../../lib/cli/format-key.js";

export default class DatasetItemRelpath extends DatasetCommand {
  static override summary = "Print the relpath of an item.";
  static override examples = [
    "<%= config.bin %> <%= command.id %> s3://data/1f4eb8c5-9a6d-4b1e-8f0e-0d6f3f4d4b4e 91151ff5f915d6603d298e6650177eeee9b188cd",
  ];
  static override args = {
    ...datasetArg,
    item: Args.string({ required: true, description: "identifier" }),
  };

  override async run(): Promise<void> {
    const { args, flags } = await this.parse(DatasetItemRelpath);
    const { services, dataset } = await this.openDataset(flags, args.uri);
    const { findItem } = await import("../../../lib/dataset/find-item.js");
    const { identifier, relpath } = await findItem(services, dataset, args.item);
    await this.output.result({ type: "item", identifier, relpath }, () => formatKey(relpath));
  }
}
