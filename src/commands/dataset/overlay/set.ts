import { Args, Flags } from "@oclif/core";
import { DatasetCommand, datasetArg } from "../../../lib/cli/dataset-command.js";
import { formatCount } from "../../../lib/cli/format-size.js";
import { readTextArgument } from "../../../lib/cli/read-text-argument.js";

export default class DatasetOverlaySet extends DatasetCommand {
  static override summary = "Write an overlay from JSON: a value for each item.";
  static override description =
    "Items are named by identifier or relpath. Each must have a value, as dtool demands; --default is for those that are not " +
    "named.";
  static override examples = [
    "<%= config.bin %> <%= command.id %> s3://data/1f4eb8c5-9a6d-4b1e-8f0e-0d6f3f4d4b4e species species.json",
    `echo '{"raw/counts.csv": "wheat"}' | <%= config.bin %> <%= command.id %> s3://data/1f4eb8c5-9a6d-4b1e-8f0e-0d6f3f4d4b4e species - --default null`,
  ];
  static override args = {
    ...datasetArg,
    name: Args.string({ required: true, description: "1 to 80 of 0-9 a-z A-Z - _" }),
    file: Args.string({ required: true, description: "JSON object; - for standard input" }),
  };
  static override flags = {
    default: Flags.string({ helpValue: "JSON", description: "value of the items that are not named" }),
  };

  override async run(): Promise<void> {
    const { args, flags } = await this.parse(DatasetOverlaySet);
    const [{ writeOverlay }, { parseOverlay }, { parseAnnotation }] = await Promise.all([
      import("../../../lib/dataset/overlay/overlays.js"),
      import("../../../lib/dataset/overlay/overlay-document.js"),
      import("../../../lib/dataset/annotations.js"),
    ]);
    const values = parseOverlay(await readTextArgument(args.file, this.signal), args.file);
    const otherwise = flags.default === undefined ? undefined : parseAnnotation(flags.default, "json");
    const { dataset } = await this.openDataset(flags, args.uri, "frozen");
    const items = await writeOverlay(dataset.broker, args.name, values, { otherwise });
    const { uri } = dataset.broker;
    await this.output.result(
      { type: "overlay", uri, name: args.name, items },
      () => `Set overlay ${args.name} of ${formatCount(items, "item")}`,
    );
  }
}
