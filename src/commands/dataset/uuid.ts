import { DatasetCommand, datasetArg } from "../../lib/cli/dataset-command.js";

export default class DatasetUuid extends DatasetCommand {
  static override summary = "Print the UUID of a dataset.";
  static override examples = [
    "<%= config.bin %> <%= command.id %> s3://data/1f4eb8c5-9a6d-4b1e-8f0e-0d6f3f4d4b4e",
  ];
  static override args = datasetArg;

  override async run(): Promise<void> {
    const { args, flags } = await this.parse(DatasetUuid);
    const { dataset } = await this.openDataset(flags, args.uri);
    const { broker, admin } = dataset;
    await this.output.result({ type: "dataset", uri: broker.uri, uuid: admin.uuid }, admin.uuid);
  }
}
