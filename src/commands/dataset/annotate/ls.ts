import { DatasetCommand, datasetArg } from "../../../lib/cli/dataset-command.js";
import { formatTable } from "../../../lib/cli/format-columns.js";

export default class DatasetAnnotateLs extends DatasetCommand {
  static override summary = "List the annotations of a dataset with their values.";
  static override aliases = ["dataset:annotation:ls"];
  static override examples = [
    "<%= config.bin %> <%= command.id %> s3://data/1f4eb8c5-9a6d-4b1e-8f0e-0d6f3f4d4b4e",
  ];
  static override args = datasetArg;

  override async run(): Promise<void> {
    const { args, flags } = await this.parse(DatasetAnnotateLs);
    const { dataset } = await this.openDataset(flags, args.uri);
    const [{ getAnnotation }, { listNames }, { pythonJson, toPlainJson }] = await Promise.all([
      import("../../../lib/dataset/annotations.js"),
      import("../../../lib/dataset/describe-dataset.js"),
      import("../../../lib/dataset/format/python-json.js"),
    ]);
    const { uri } = dataset.broker;
    const names = await listNames(dataset.broker, "annotations");
    for (const name of names) {
      const value = await getAnnotation(dataset.broker, name);
      const text = typeof value === "string" ? value : pythonJson(value);
      await this.output.item({ type: "annotation", uri, name, value: toPlainJson(value) }, () =>
        formatTable([[name, text]], []),
      );
    }
    await this.output.summary(
      { annotations: names.length },
      names.length === 0 ? `${uri} has no annotations` : "",
    );
  }
}
