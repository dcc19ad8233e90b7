import { Args } from "@oclif/core";
import { DatasetCommand, datasetArg } from "../../../lib/cli/dataset-command.js";

export default class DatasetItemOverlay extends DatasetCommand {
  static override summary = "Print what an overlay says about an item.";
  static override examples = [
    "<%= config.bin %> <%= command.id %> s3://data/1f4eb8c5-9a6d-4b1e-8f0e-0d6f3f4d4b4e raw/counts.csv species",
  ];
  static override args = {
    ...datasetArg,
    item: Args.string({ required: true, description: "identifier or relpath" }),
    overlay: Args.string({ required: true, description: "name of the overlay" }),
  };

  override async run(): Promise<void> {
    const { args, flags } = await this.parse(DatasetItemOverlay);
    const { services, dataset } = await this.openDataset(flags, args.uri, "frozen");
    const [{ findItem }, { overlayValue }, { pythonJson, toPlainJson }] = await Promise.all([
      import("../../../lib/dataset/find-item.js"),
      import("../../../lib/dataset/overlay/overlays.js"),
      import("../../../lib/dataset/format/python-json.js"),
    ]);
    const { identifier, relpath } = await findItem(services, dataset, args.item);
    const value = await overlayValue(dataset.broker, args.overlay, identifier);
    const text = typeof value === "string" ? value : pythonJson(value);
    await this.output.result(
      { type: "overlay", name: args.overlay, identifier, relpath, value: toPlainJson(value) },
      text,
    );
  }
}
