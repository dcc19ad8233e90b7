import { Args } from "@oclif/core";
import { DatasetCommand, datasetArg } from "../../../lib/cli/dataset-command.js";

export default class DatasetOverlayShow extends DatasetCommand {
  static override summary = "Print the overlays of a dataset as CSV, or one of them as JSON.";
  static override description =
    "The CSV can be changed and given to `dataset overlay from-csv`; dtool takes it too.";
  static override examples = [
    "<%= config.bin %> <%= command.id %> s3://data/1f4eb8c5-9a6d-4b1e-8f0e-0d6f3f4d4b4e > overlays.csv",
    "<%= config.bin %> <%= command.id %> s3://data/1f4eb8c5-9a6d-4b1e-8f0e-0d6f3f4d4b4e species",
  ];
  static override args = {
    ...datasetArg,
    name: Args.string({ description: "name of one overlay" }),
  };

  override async run(): Promise<void> {
    const { args, flags } = await this.parse(DatasetOverlayShow);
    const { dataset } = await this.openDataset(flags, args.uri, "frozen");
    const [{ readOverlay }, { formatOverlay }, { formatOverlayCsv, readOverlayTable }, { toPlainJson }] =
      await Promise.all([
        import("../../../lib/dataset/overlay/overlays.js"),
        import("../../../lib/dataset/overlay/overlay-document.js"),
        import("../../../lib/dataset/overlay/overlay-table.js"),
        import("../../../lib/dataset/format/python-json.js"),
      ]);
    if (args.name !== undefined) {
      const values = await readOverlay(dataset.broker, args.name);
      const plain = Object.fromEntries(
        [...values].map(([identifier, value]) => [identifier, toPlainJson(value)]),
      );
      await this.output.result({ type: "overlay", name: args.name, values: plain }, () =>
        formatOverlay(values),
      );
      return;
    }
    const table = await readOverlayTable(dataset.broker);
    if (!this.output.json) {
      await this.output.item({}, () => formatOverlayCsv(table));
      return;
    }
    for (const { identifier, relpath, values } of table.rows) {
      const overlays = Object.fromEntries(
        table.names.map((name, index) => [name, toPlainJson(values[index] ?? null)]),
      );
      await this.output.item({ type: "item", identifier, relpath, overlays }, "");
    }
    await this.output.summary({ items: table.rows.length, overlays: table.names }, "");
  }
}
