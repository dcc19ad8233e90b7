import { Args } from "@oclif/core";
import { DatasetCommand, datasetArg } from "../../../lib/cli/dataset-command.js";

export default class DatasetAnnotateGet extends DatasetCommand {
  static override summary = "Print an annotation of a dataset.";
  static override aliases = ["dataset:annotation:get"];
  static override examples = [
    "<%= config.bin %> <%= command.id %> s3://data/1f4eb8c5-9a6d-4b1e-8f0e-0d6f3f4d4b4e project",
  ];
  static override args = {
    ...datasetArg,
    name: Args.string({ required: true, description: "name of the annotation" }),
  };

  override async run(): Promise<void> {
    const { args, flags } = await this.parse(DatasetAnnotateGet);
    const { dataset } = await this.openDataset(flags, args.uri);
    const [{ getAnnotation }, { pythonJson, toPlainJson }] = await Promise.all([
      import("../../../lib/dataset/annotations.js"),
      import("../../../lib/dataset/format/python-json.js"),
    ]);
    const value = await getAnnotation(dataset.broker, args.name);
    const text = typeof value === "string" ? value : pythonJson(value);
    await this.output.result(
      { type: "annotation", uri: dataset.broker.uri, name: args.name, value: toPlainJson(value) },
      text,
    );
  }
}
