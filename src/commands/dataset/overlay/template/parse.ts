import { Args } from "@oclif/core";
import { DatasetCommand, datasetArg } from "../../../../lib/cli/dataset-command.js";

export default class DatasetOverlayTemplateParse extends DatasetCommand {
  static override summary = "Print overlay CSV of what a rule finds in relpaths.";
  static override description =
    "Fields are {name}, typed ones {name:d} (whole numbers), {name:f}, {name:g}, {name:w}, {name:l}; {} is for what is of no interest.";
  static override examples = [
    "<%= config.bin %> <%= command.id %> s3://data/1f4eb8c5-9a6d-4b1e-8f0e-0d6f3f4d4b4e 'repl_{replicate:d}/{treatment}/result.csv'",
  ];
  static override args = {
    ...datasetArg,
    rule: Args.string({ required: true, description: "such as repl_{replicate:d}/{treatment}/{}.csv" }),
  };

  override async run(): Promise<void> {
    const { args, flags } = await this.parse(DatasetOverlayTemplateParse);
    const { dataset } = await this.openDataset(flags, args.uri, "frozen");
    const [{ parseTemplate }, { formatOverlayCsv }] = await Promise.all([
      import("../../../../lib/dataset/overlay/overlay-templates.js"),
      import("../../../../lib/dataset/overlay/overlay-table.js"),
    ]);
    const csv = formatOverlayCsv(await parseTemplate(dataset.broker, args.rule));
    await this.output.result({ type: "overlay-template", csv }, csv);
  }
}
