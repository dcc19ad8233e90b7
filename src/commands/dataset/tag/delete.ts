import { Args } from "@oclif/core";
import { DatasetCommand, datasetArg } from "../../../lib/cli/dataset-command.js";
import { NotFoundError } from "../../../lib/errors/s3kit-error.js";

export default class DatasetTagDelete extends DatasetCommand {
  static override summary = "Take a tag away from a dataset.";
  static override examples = [
    "<%= config.bin %> <%= command.id %> s3://data/1f4eb8c5-9a6d-4b1e-8f0e-0d6f3f4d4b4e first-class",
  ];
  static override args = {
    ...datasetArg,
    tag: Args.string({ required: true, description: "the tag" }),
  };

  override async run(): Promise<void> {
    const { args, flags } = await this.parse(DatasetTagDelete);
    const { dataset } = await this.openDataset(flags, args.uri);
    const { deleteTag } = await import("../../../lib/dataset/tags.js");
    const { uri } = dataset.broker;
    if (!(await deleteTag(dataset.broker, args.tag)))
      throw new NotFoundError(`${uri} has no tag ${JSON.stringify(args.tag)}`, { code: "NoSuchTag" });
    await this.output.result({ type: "deleted", uri, tag: args.tag }, `Deleted tag ${args.tag}`);
  }
}
