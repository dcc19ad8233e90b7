import { Args } from "@oclif/core";
import { DatasetCommand, datasetArg } from "../../../lib/cli/dataset-command.js";
import { writeBytes } from "../../../lib/cli/write-bytes.js";

export default class DatasetItemCat extends DatasetCommand {
  static override summary = "Write the bytes of an item to standard output.";
  static override description =
    "The hash is compared at the end: with bytes other than the manifest's, it exits with 11.";
  static override examples = [
    "<%= config.bin %> <%= command.id %> s3://data/1f4eb8c5-9a6d-4b1e-8f0e-0d6f3f4d4b4e raw/counts.csv | head",
  ];
  static override args = {
    ...datasetArg,
    item: Args.string({ required: true, description: "identifier or relpath" }),
  };

  override async run(): Promise<void> {
    const { args, flags } = await this.parse(DatasetItemCat);
    const { services, dataset } = await this.openDataset(flags, args.uri);
    const [{ findItem }, { readItemVerified }] = await Promise.all([
      import("../../../lib/dataset/find-item.js"),
      import("../../../lib/dataset/read-item.js"),
    ]);
    const item = await findItem(services, dataset, args.item);
    await writeBytes(process.stdout, readItemVerified(dataset, item), { signal: this.signal });
  }
}
