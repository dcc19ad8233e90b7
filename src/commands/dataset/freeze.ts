import { DatasetCommand, datasetArg, datasetFlags } from "../../lib/cli/dataset-command.js";
import { toDatasetDocument } from "../../lib/cli/format-dataset.js";
import { formatCount, formatSize } from "../../lib/cli/format-size.js";

export default class DatasetFreeze extends DatasetCommand {
  static override summary = "Freeze a proto dataset: from then on its items do not change.";
  static override description =
    "Everything is looked at first; with anything amiss, nothing is changed. No item is read, and those that s3kit put " +
    "there are not even asked for. When two people freeze a dataset at once, one does and the other is told. " +
    "Interrupted, run it again.";
  static override examples = [
    "<%= config.bin %> <%= command.id %> s3://data/1f4eb8c5-9a6d-4b1e-8f0e-0d6f3f4d4b4e",
    "<%= config.bin %> <%= command.id %> ./datasets/field-trial",
  ];
  static override args = datasetArg;
  static override flags = { concurrency: datasetFlags.concurrency };

  override async run(): Promise<void> {
    const { args, flags } = await this.parse(DatasetFreeze);
    const [services, { openDataset }, { freezeDataset }, { maxItemsOf }] = await Promise.all([
      this.services(flags),
      import("../../lib/dataset/open-dataset.js"),
      import("../../lib/dataset/freeze-dataset.js"),
      import("../../lib/dataset/config/max-items.js"),
    ]);
    const dataset = await openDataset(services, args.uri, "proto");
    const frozen = await freezeDataset(services, dataset, { maxItems: maxItemsOf(services.config) });
    const { uri } = dataset.broker;
    await this.output.result(
      { ...toDatasetDocument(uri, frozen.admin), items: frozen.itemCount, sizeBytes: frozen.totalBytes },
      () => `Froze ${uri}: ${formatCount(frozen.itemCount, "item")} (${formatSize(frozen.totalBytes)})`,
    );
  }
}
