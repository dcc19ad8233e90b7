import { DatasetCommand, datasetArg } from "../../lib/cli/dataset-command.js";

export default class DatasetUnpublish extends DatasetCommand {
  static override summary = "Take a published dataset back.";
  static override description =
    "The list of URLs is removed, and objects that were opened to the world are closed. URLs that were signed work until they " +
    "expire, unless the key that signed them is taken away.";
  static override examples = [
    "<%= config.bin %> <%= command.id %> s3://data/1f4eb8c5-9a6d-4b1e-8f0e-0d6f3f4d4b4e",
  ];
  static override args = datasetArg;

  override async run(): Promise<void> {
    const { args, flags } = await this.parse(DatasetUnpublish);
    const { services, dataset } = await this.openDataset(flags, args.uri);
    const { unpublishDataset } = await import("../../lib/dataset/publish/publish-dataset.js");
    const way = await unpublishDataset(services, dataset);
    const { uri } = dataset.broker;
    await this.output.result(
      { type: "unpublished", uri, unpublished: way !== undefined, way },
      way === undefined ? `${uri} was not published` : `Took ${uri} back`,
    );
    if (way === "presigned") this.output.warn("URLs that were given out work until they expire");
  }
}
