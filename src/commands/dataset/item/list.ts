import { Flags } from "@oclif/core";
import { DatasetCommand, datasetArg, datasetFlags } from "../../../lib/cli/dataset-command.js";
import { formatItem, toItemDocument } from "../../../lib/cli/format-dataset.js";
import { formatKey } from "../../../lib/cli/format-key.js";
import { formatCount, formatSize } from "../../../lib/cli/format-size.js";

export default class DatasetItemList extends DatasetCommand {
  static override summary = "List the items of a dataset: identifier, size, relpath.";
  static override aliases = ["dataset:item:ls"];
  static override examples = [
    "<%= config.bin %> <%= command.id %> s3://data/1f4eb8c5-9a6d-4b1e-8f0e-0d6f3f4d4b4e --json",
  ];
  static override args = datasetArg;
  static override flags = {
    quiet: Flags.boolean({ char: "q", description: "relpaths alone" }),
    concurrency: datasetFlags.concurrency,
  };

  override async run(): Promise<void> {
    const { args, flags } = await this.parse(DatasetItemList);
    const [services, { openDataset }, { listItems }] = await Promise.all([
      this.services(flags),
      import("../../../lib/dataset/open-dataset.js"),
      import("../../../lib/dataset/list-items.js"),
    ]);
    const dataset = await openDataset(services, args.uri);
    const totals = { items: 0, sizeBytes: 0 };
    for await (const item of listItems(services, dataset)) {
      totals.items += 1;
      totals.sizeBytes += item.sizeBytes;
      await this.output.item(toItemDocument(item), () =>
        flags.quiet ? formatKey(item.relpath) : formatItem(item),
      );
    }
    await this.output.summary(
      totals,
      `${formatCount(totals.items, "item")}, ${formatSize(totals.sizeBytes)}`,
    );
  }
}
