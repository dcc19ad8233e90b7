import { Args } from "@oclif/core";
import { DatasetCommand, datasetArg } from "../../../lib/cli/dataset-command.js";
import { readTextArgument } from "../../../lib/cli/read-text-argument.js";

export default class DatasetOverlayFromCsv extends DatasetCommand {
  static override summary = "Write overlays from CSV, as `overlay show` and `overlay template` print it.";
  static override aliases = ["dataset:overlay:write"];
  static override description =
    "The first line names the columns: identifiers, the overlays, relpaths. Values become True, False, numbers, null or text.";
  static override examples = [
    "<%= config.bin %> <%= command.id %> s3://data/1f4eb8c5-9a6d-4b1e-8f0e-0d6f3f4d4b4e overlays.csv",
    "s3kit dataset overlay template glob s3://data/1f4eb8c5-9a6d-4b1e-8f0e-0d6f3f4d4b4e is_csv '*.csv' | <%= config.bin %> <%= command.id %> s3://data/1f4eb8c5-9a6d-4b1e-8f0e-0d6f3f4d4b4e -",
  ];
  static override args = {
    ...datasetArg,
    file: Args.string({ required: true, description: "CSV; - for standard input" }),
  };

  override async run(): Promise<void> {
    const { args, flags } = await this.parse(DatasetOverlayFromCsv);
    const { parseOverlayCsv, writeOverlayTable } =
      await import("../../../lib/dataset/overlay/overlay-table.js");
    const table = parseOverlayCsv(await readTextArgument(args.file, this.signal));
    const { dataset } = await this.openDataset(flags, args.uri, "frozen");
    await writeOverlayTable(dataset.broker, table);
    const { uri } = dataset.broker;
    const overlays = table.names;
    await this.output.result(
      { type: "overlays", uri, overlays, items: table.rows.length },
      `Set ${overlays.join(", ")} of ${uri}`,
    );
  }
}
