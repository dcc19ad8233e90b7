import { Flags } from "@oclif/core";
import { DatasetCommand, datasetArg } from "../../lib/cli/dataset-command.js";
import { toDatasetDocument } from "../../lib/cli/format-dataset.js";

export default class DatasetName extends DatasetCommand {
  static override summary = "Print the name of a dataset, or change it.";
  static override examples = [
    "<%= config.bin %> <%= command.id %> s3://data/1f4eb8c5-9a6d-4b1e-8f0e-0d6f3f4d4b4e",
    "<%= config.bin %> <%= command.id %> s3://data/1f4eb8c5-9a6d-4b1e-8f0e-0d6f3f4d4b4e --rename field-trial-2026",
  ];
  static override args = datasetArg;
  static override flags = {
    rename: Flags.string({ helpValue: "NAME", description: "1 to 80 of 0-9 a-z A-Z - _ ." }),
  };

  override async run(): Promise<void> {
    const { args, flags } = await this.parse(DatasetName);
    const { dataset } = await this.openDataset(flags, args.uri);
    const { renameDataset } = await import("../../lib/dataset/rename-dataset.js");
    const admin = flags.rename === undefined ? dataset.admin : await renameDataset(dataset, flags.rename);
    await this.output.result(toDatasetDocument(dataset.broker.uri, admin), admin.name);
  }
}
