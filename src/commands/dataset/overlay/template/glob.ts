import { Args } from "@oclif/core";
import { DatasetCommand, datasetArg } from "../../../../lib/cli/dataset-command.js";

export default class DatasetOverlayTemplateGlob extends DatasetCommand {
  static override summary = "Print overlay CSV that says which relpaths match a pattern.";
  static override description =
    "Quote the pattern, or the shell expands it. Give the CSV to `dataset overlay from-csv`.";
  static override examples = [
    "<%= config.bin %> <%= command.id %> s3://data/1f4eb8c5-9a6d-4b1e-8f0e-0d6f3f4d4b4e is_csv '*.csv'",
  ];
  static override args = {
    ...datasetArg,
    name: Args.string({ required: true, description: "name of the overlay" }),
    rule: Args.string({ required: true, description: "pattern of Python's fnmatch; * also stands for /" }),
  };

  override async run(): Promise<void> {
    const { args, flags } = await this.parse(DatasetOverlayTemplateGlob);
    const { dataset } = await this.openDataset(flags, args.uri, "frozen");
    const [{ globTemplate }, { formatOverlayCsv }] = await Promise.all([
      import("../../../../lib/dataset/overlay/overlay-templates.js"),
      import("../../../../lib/dataset/overlay/overlay-table.js"),
    ]);
    const csv = formatOverlayCsv(await globTemplate(dataset.broker, args.name, args.rule));
    await this.output.result({ type: "overlay-template", csv }, csv);
  }
}
