import { DatasetCommand, datasetArg } from "../../lib/cli/dataset-command.js";
import { formatSummary, toSummaryDocument } from "../../lib/cli/format-dataset.js";

export default class DatasetShow extends DatasetCommand {
  static override summary = "Describe a dataset: name, creator, times, items, size, tags.";
  static override aliases = ["dataset:summary"];
  static override examples = [
    "<%= config.bin %> <%= command.id %> s3://data/1f4eb8c5-9a6d-4b1e-8f0e-0d6f3f4d4b4e",
  ];
  static override args = datasetArg;

  override async run(): Promise<void> {
    const { args, flags } = await this.parse(DatasetShow);
    const [services, { openDataset }, { describeDataset }] = await Promise.all([
      this.services(flags),
      import("../../lib/dataset/open-dataset.js"),
      import("../../lib/dataset/describe-dataset.js"),
    ]);
    const summary = await describeDataset(await openDataset(services, args.uri));
    await this.output.result(toSummaryDocument(summary), () => formatSummary(summary));
  }
}
