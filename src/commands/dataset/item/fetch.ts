import { Args } from "@oclif/core";
import { DatasetCommand, datasetArg } from "../../../lib/cli/dataset-command.js";

export default class DatasetItemFetch extends DatasetCommand {
  static override summary = "Have one item in a file, and print its path.";
  static override description =
    "The file is in the cache that dtool uses too, and is used again while it has the right hash. Items of a dataset on disk " +
    "are where they are.";
  static override examples = [
    "<%= config.bin %> <%= command.id %> s3://data/1f4eb8c5-9a6d-4b1e-8f0e-0d6f3f4d4b4e raw/counts.csv",
  ];
  static override args = {
    ...datasetArg,
    item: Args.string({ required: true, description: "identifier or relpath" }),
  };

  override async run(): Promise<void> {
    const { args, flags } = await this.parse(DatasetItemFetch);
    const { services, dataset } = await this.openDataset(flags, args.uri, "frozen");
    const [{ findItem }, { cacheItem }] = await Promise.all([
      import("../../../lib/dataset/find-item.js"),
      import("../../../lib/dataset/cache-item.js"),
    ]);
    const item = await findItem(services, dataset, args.item);
    const path = await cacheItem(services, dataset, item);
    await this.output.result(
      { type: "file", path, identifier: item.identifier, relpath: item.relpath },
      path,
    );
  }
}
