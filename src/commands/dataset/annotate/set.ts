import { Args, Flags } from "@oclif/core";
import { DatasetCommand, datasetArg } from "../../../lib/cli/dataset-command.js";
import { ANNOTATION_TYPES } from "../../../lib/dataset/annotations.js";

export default class DatasetAnnotateSet extends DatasetCommand {
  static override summary = "Annotate a dataset with a name and a value.";
  static override aliases = ["dataset:annotation:set"];
  static override examples = [
    "<%= config.bin %> <%= command.id %> s3://data/1f4eb8c5-9a6d-4b1e-8f0e-0d6f3f4d4b4e project wheat",
    "<%= config.bin %> <%= command.id %> s3://data/1f4eb8c5-9a6d-4b1e-8f0e-0d6f3f4d4b4e year 2026 --type int",
    `<%= config.bin %> <%= command.id %> s3://data/1f4eb8c5-9a6d-4b1e-8f0e-0d6f3f4d4b4e site '{"plot": 7}' --type json`,
  ];
  static override args = {
    ...datasetArg,
    name: Args.string({ required: true, description: "1 to 80 of 0-9 a-z A-Z - _" }),
    value: Args.string({ required: true, description: "the value" }),
  };
  static override flags = {
    type: Flags.option({ options: ANNOTATION_TYPES, default: "str" as const })({
      char: "t",
      description: "how the value is to be read",
    }),
  };

  override async run(): Promise<void> {
    const { args, flags } = await this.parse(DatasetAnnotateSet);
    const [{ parseAnnotation, setAnnotation }, { toPlainJson }] = await Promise.all([
      import("../../../lib/dataset/annotations.js"),
      import("../../../lib/dataset/format/python-json.js"),
    ]);
    const value = parseAnnotation(args.value, flags.type);
    const { dataset } = await this.openDataset(flags, args.uri);
    await setAnnotation(dataset.broker, args.name, value);
    const { uri } = dataset.broker;
    await this.output.result(
      { type: "annotation", uri, name: args.name, value: toPlainJson(value) },
      `Set ${args.name} of ${uri}`,
    );
  }
}
