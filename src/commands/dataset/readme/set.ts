import { Args } from "@oclif/core";
import { DatasetCommand, datasetArg } from "../../../lib/cli/dataset-command.js";
import { readTextArgument } from "../../../lib/cli/read-text-argument.js";

export default class DatasetReadmeSet extends DatasetCommand {
  static override summary = "Replace the README of a dataset by that of a file.";
  static override aliases = ["dataset:readme:write"];
  static override description =
    "It must be YAML. Of a frozen dataset, the one before is kept beside it with the time in its name.";
  static override examples = [
    "<%= config.bin %> <%= command.id %> s3://data/1f4eb8c5-9a6d-4b1e-8f0e-0d6f3f4d4b4e README.yml",
    "echo 'description: wheat' | <%= config.bin %> <%= command.id %> s3://data/1f4eb8c5-9a6d-4b1e-8f0e-0d6f3f4d4b4e -",
  ];
  static override args = {
    ...datasetArg,
    file: Args.string({ required: true, description: "YAML; - for standard input" }),
  };

  override async run(): Promise<void> {
    const { args, flags } = await this.parse(DatasetReadmeSet);
    const text = await readTextArgument(args.file, this.signal);
    const { dataset } = await this.openDataset(flags, args.uri);
    const { writeReadme } = await import("../../../lib/dataset/readme.js");
    await writeReadme(dataset.broker, dataset.admin, text);
    await this.output.result(
      { type: "readme", uri: dataset.broker.uri, readme: text },
      `Set the README of ${dataset.broker.uri}`,
    );
  }
}
