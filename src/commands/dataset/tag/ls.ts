import { DatasetCommand, datasetArg } from "../../../lib/cli/dataset-command.js";

export default class DatasetTagLs extends DatasetCommand {
  static override summary = "List the tags of a dataset.";
  static override examples = [
    "<%= config.bin %> <%= command.id %> s3://data/1f4eb8c5-9a6d-4b1e-8f0e-0d6f3f4d4b4e",
  ];
  static override args = datasetArg;

  override async run(): Promise<void> {
    const { args, flags } = await this.parse(DatasetTagLs);
    const { dataset } = await this.openDataset(flags, args.uri);
    const { listNames } = await import("../../../lib/dataset/describe-dataset.js");
    const tags = await listNames(dataset.broker, "tags");
    await this.output.result({ type: "tags", uri: dataset.broker.uri, tags }, tags.join("\n"));
    if (tags.length === 0 && !this.output.json) this.output.note(`${dataset.broker.uri} has no tags`);
  }
}
