import { Args } from "@oclif/core";
import { DatasetCommand, datasetArg } from "../../../lib/cli/dataset-command.js";
import { NotFoundError } from "../../../lib/errors/s3kit-error.js";

export default class DatasetAnnotateDelete extends DatasetCommand {
  static override summary = "Take an annotation away from a dataset.";
  static override examples = [
    "<%= config.bin %> <%= command.id %> s3://data/1f4eb8c5-9a6d-4b1e-8f0e-0d6f3f4d4b4e project",
  ];
  static override args = {
    ...datasetArg,
    name: Args.string({ required: true, description: "name of the annotation" }),
  };

  override async run(): Promise<void> {
    const { args, flags } = await this.parse(DatasetAnnotateDelete);
    const { dataset } = await this.openDataset(flags, args.uri);
    const { deleteAnnotation } = await import("../../../lib/dataset/annotations.js");
    const { uri } = dataset.broker;
    if (!(await deleteAnnotation(dataset.broker, args.name)))
      throw new NotFoundError(`${uri} has no annotation ${JSON.stringify(args.name)}`, {
        code: "NoSuchAnnotation",
      });
    await this.output.result({ type: "deleted", uri, name: args.name }, `Deleted annotation ${args.name}`);
  }
}
