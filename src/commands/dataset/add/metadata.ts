import { Args, Flags } from "@oclif/core";
import { DatasetCommand, datasetArg } from "../../../lib/cli/dataset-command.js";
import { formatKey } from "../../../lib/cli/format-key.js";
import { ANNOTATION_TYPES } from "../../../lib/dataset/annotations.js";

export default class DatasetAddMetadata extends DatasetCommand {
  static override summary = "Note something about an item of a proto dataset.";
  static override description =
    "When the dataset is frozen, it becomes an overlay of that name; items about which nothing was noted have null there.";
  static override examples = [
    "<%= config.bin %> <%= command.id %> s3://data/1f4eb8c5-9a6d-4b1e-8f0e-0d6f3f4d4b4e raw/counts.csv species wheat",
    "<%= config.bin %> <%= command.id %> s3://data/1f4eb8c5-9a6d-4b1e-8f0e-0d6f3f4d4b4e raw/counts.csv replicate 3 --type int",
  ];
  static override args = {
    ...datasetArg,
    relpath: Args.string({ required: true, description: "of the item" }),
    key: Args.string({ required: true, description: "1 to 80 of 0-9 a-z A-Z - _" }),
    value: Args.string({ required: true, description: "what is noted" }),
  };
  static override flags = {
    type: Flags.option({ options: ANNOTATION_TYPES, default: "str" as const })({
      char: "t",
      description: "how the value is to be read",
    }),
  };

  override async run(): Promise<void> {
    const { args, flags } = await this.parse(DatasetAddMetadata);
    const { dataset } = await this.openDataset(flags, args.uri, "proto");
    const [{ parseAnnotation }, { addItemMetadata }, { toPlainJson }] = await Promise.all([
      import("../../../lib/dataset/annotations.js"),
      import("../../../lib/dataset/overlay/item-metadata.js"),
      import("../../../lib/dataset/format/python-json.js"),
    ]);
    const value = parseAnnotation(args.value, flags.type);
    await addItemMetadata(dataset.broker, { relpath: args.relpath, key: args.key, value });
    await this.output.result(
      {
        type: "metadata",
        uri: dataset.broker.uri,
        relpath: args.relpath,
        key: args.key,
        value: toPlainJson(value),
      },
      () => `Noted ${args.key} of ${formatKey(args.relpath)}`,
    );
  }
}
