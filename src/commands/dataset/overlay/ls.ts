import { DatasetCommand, datasetArg } from "../../../lib/cli/dataset-command.js";

export default class DatasetOverlayLs extends DatasetCommand {
  static override summary = "List the names of a dataset's overlays.";
  static override examples = [
    "<%= config.bin %> <%= command.id %> s3://data/1f4eb8c5-9a6d-4b1e-8f0e-0d6f3f4d4b4e",
  ];
  static override args = datasetArg;

  override async run(): Promise<void> {
    const { args, flags } = await this.parse(DatasetOverlayLs);
    const { dataset } = await this.openDataset(flags, args.uri);
    const { listNames } = await import("../../../lib/dataset/describe-dataset.js");
    const { uri } = dataset.broker;
    const overlays = await listNames(dataset.broker, "overlays");
    await this.output.result({ type: "overlays", uri, overlays }, overlays.join("\n"));
    if (overlays.length === 0 && !this.output.json) this.output.note(`${uri} has no overlays`);
  }
}
