import { Args } from "@oclif/core";
import { DatasetCommand, datasetArg } from "../../../lib/cli/dataset-command.js";

export default class DatasetTagSet extends DatasetCommand {
  static override summary = "Tag a dataset.";
  static override examples = [
    "<%= config.bin %> <%= command.id %> s3://data/1f4eb8c5-9a6d-4b1e-8f0e-0d6f3f4d4b4e first-class wheat",
  ];
  static override strict = true;
  static override args = {
    ...datasetArg,
    tags: Args.string({ required: true, multiple: true, description: "1 to 80 of 0-9 a-z A-Z - _ ." }),
  };

  override async run(): Promise<void> {
    const { args, flags } = await this.parse(DatasetTagSet);
    const { dataset } = await this.openDataset(flags, args.uri);
    const [{ setTag }, { listNames }, { assertTag }] = await Promise.all([
      import("../../../lib/dataset/tags.js"),
      import("../../../lib/dataset/describe-dataset.js"),
      import("../../../lib/dataset/format/dataset-names.js"),
    ]);
    for (const tag of args.tags) assertTag(tag);
    for (const tag of args.tags) await setTag(dataset.broker, tag);
    const tags = await listNames(dataset.broker, "tags");
    await this.output.result({ type: "tags", uri: dataset.broker.uri, tags }, tags.join("\n"));
  }
}
