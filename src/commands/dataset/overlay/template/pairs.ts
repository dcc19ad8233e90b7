import { Args, Flags } from "@oclif/core";
import { DatasetCommand, datasetArg } from "../../../../lib/cli/dataset-command.js";

export default class DatasetOverlayTemplatePairs extends DatasetCommand {
  static override summary = "Print overlay CSV that names with each item the other of its pair.";
  static override description =
    "exp/read1.fq.gz and exp/read2.fq.gz are a pair: alike but for the one character before the suffix.";
  static override examples = [
    "<%= config.bin %> <%= command.id %> s3://data/1f4eb8c5-9a6d-4b1e-8f0e-0d6f3f4d4b4e .fq.gz",
  ];
  static override args = {
    ...datasetArg,
    suffix: Args.string({
      required: true,
      description: "what the relpaths of pairs end with, such as .fq.gz",
    }),
  };
  static override flags = {
    name: Flags.string({
      char: "n",
      default: "pair_id",
      helpValue: "NAME",
      description: "name of the overlay",
    }),
  };

  override async run(): Promise<void> {
    const { args, flags } = await this.parse(DatasetOverlayTemplatePairs);
    const { dataset } = await this.openDataset(flags, args.uri, "frozen");
    const [{ pairsTemplate }, { formatOverlayCsv }] = await Promise.all([
      import("../../../../lib/dataset/overlay/overlay-templates.js"),
      import("../../../../lib/dataset/overlay/overlay-table.js"),
    ]);
    const csv = formatOverlayCsv(await pairsTemplate(dataset.broker, flags.name, args.suffix));
    await this.output.result({ type: "overlay-template", csv }, csv);
  }
}
