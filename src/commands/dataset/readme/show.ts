import { DatasetCommand, datasetArg } from "../../../lib/cli/dataset-command.js";

export default class DatasetReadmeShow extends DatasetCommand {
  static override summary = "Print the README of a dataset.";
  static override examples = [
    "<%= config.bin %> <%= command.id %> s3://data/1f4eb8c5-9a6d-4b1e-8f0e-0d6f3f4d4b4e",
  ];
  static override args = datasetArg;

  override async run(): Promise<void> {
    const { args, flags } = await this.parse(DatasetReadmeShow);
    const { dataset } = await this.openDataset(flags, args.uri);
    const { requireReadme } = await import("../../../lib/dataset/readme.js");
    const readme = await requireReadme(dataset.broker);
    await this.output.result({ type: "readme", uri: dataset.broker.uri, readme }, readme.trimEnd());
    if (readme === "" && !this.output.json)
      this.output.note(
        `${dataset.broker.uri} has an empty README: s3kit dataset readme edit ${dataset.broker.uri}`,
      );
  }
}
