import { DatasetCommand, datasetArg } from "../../lib/cli/dataset-command.js";

export default class DatasetIdentifiers extends DatasetCommand {
  static override summary = "List the identifiers of a dataset's items.";
  static override examples = [
    "<%= config.bin %> <%= command.id %> s3://data/1f4eb8c5-9a6d-4b1e-8f0e-0d6f3f4d4b4e",
  ];
  static override args = datasetArg;

  override async run(): Promise<void> {
    const { args, flags } = await this.parse(DatasetIdentifiers);
    const { services, dataset } = await this.openDataset(flags, args.uri);
    const { listItems } = await import("../../lib/dataset/list-items.js");
    let items = 0;
    for await (const { identifier } of listItems(services, dataset)) {
      items += 1;
      await this.output.item({ type: "identifier", identifier }, identifier);
    }
    await this.output.summary({ items }, "");
  }
}
