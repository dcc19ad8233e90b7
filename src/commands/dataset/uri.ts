import { DatasetCommand, datasetArg } from "../../lib/cli/dataset-command.js";

export default class DatasetUri extends DatasetCommand {
  static override summary = "Print the full URI of a dataset, as dtool writes it.";
  static override examples = ["<%= config.bin %> <%= command.id %> ./datasets/field-trial"];
  static override args = datasetArg;

  override async run(): Promise<void> {
    const { args, flags } = await this.parse(DatasetUri);
    const { dataset } = await this.openDataset(flags, args.uri);
    const { broker } = dataset;
    await this.output.result({ type: "dataset", uri: broker.uri }, broker.uri);
  }
}
