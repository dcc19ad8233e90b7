import { DatasetCommand, datasetArg } from "../../lib/cli/dataset-command.js";
import { statusOf } from "../../lib/cli/format-dataset.js";

export default class DatasetStatus extends DatasetCommand {
  static override summary = "Print whether a dataset is frozen or proto.";
  static override examples = [
    "<%= config.bin %> <%= command.id %> s3://data/1f4eb8c5-9a6d-4b1e-8f0e-0d6f3f4d4b4e",
  ];
  static override args = datasetArg;

  override async run(): Promise<void> {
    const { args, flags } = await this.parse(DatasetStatus);
    const { dataset } = await this.openDataset(flags, args.uri);
    const { broker, admin } = dataset;
    await this.output.result({ type: "dataset", uri: broker.uri, status: statusOf(admin) }, statusOf(admin));
  }
}
