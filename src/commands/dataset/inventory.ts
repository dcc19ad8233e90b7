import { Args, Flags } from "@oclif/core";
import { DatasetCommand } from "../../lib/cli/dataset-command.js";
import { formatTable } from "../../lib/cli/format-columns.js";
import { formatKey } from "../../lib/cli/format-key.js";
import { formatCount, formatSize } from "../../lib/cli/format-size.js";
import type { Inventory } from "../../lib/dataset/inventory.js";

export default class DatasetInventory extends DatasetCommand {
  static override summary = "Take stock of the frozen datasets of a bucket or folder.";
  static override description =
    "As a table, as CSV or TSV with dtool's columns, as HTML with the READMEs, or with --json.";
  static override examples = [
    "<%= config.bin %> <%= command.id %> s3://data",
    "<%= config.bin %> <%= command.id %> s3://data --format csv > datasets.csv",
    "<%= config.bin %> <%= command.id %> s3://data -f html > datasets.html",
  ];
  static override args = {
    base: Args.string({ required: true, description: "s3://bucket, or a folder that holds datasets" }),
  };
  static override flags = {
    format: Flags.option({ options: ["table", "csv", "tsv", "html"] as const, default: "table" as const })({
      char: "f",
      description: "what to print",
    }),
  };

  override async run(): Promise<void> {
    const { args, flags } = await this.parse(DatasetInventory);
    const [services, { takeInventory, formatInventoryHtml, formatInventoryTable }] = await Promise.all([
      this.services(flags),
      import("../../lib/dataset/inventory.js"),
    ]);
    const inventory = await takeInventory(services, args.base);
    const { entries, others } = inventory;
    for (const other of others)
      if (other.kind !== "dataset") this.output.warn(`${formatKey(other.uri)} is left out: ${other.reason}`);
    if (this.output.json) {
      for (const { itemCount, totalBytes, ...entry } of entries)
        await this.output.item({ type: "dataset", ...entry, items: itemCount, sizeBytes: totalBytes }, "");
    } else if (flags.format === "table") await this.output.item({}, () => formatEntries(inventory));
    else if (flags.format === "html") await this.output.item({}, () => formatInventoryHtml(inventory));
    else
      await this.output.item({}, () => formatInventoryTable(inventory, flags.format === "csv" ? "," : "\t"));
    const totals = {
      datasets: entries.length,
      items: entries.reduce((sum, { itemCount }) => sum + itemCount, 0),
      sizeBytes: entries.reduce((sum, { totalBytes }) => sum + totalBytes, 0),
    };
    await this.output.summary(
      totals,
      `${formatCount(totals.datasets, "dataset")}, ${formatCount(totals.items, "item")}, ${formatSize(totals.sizeBytes)}`,
    );
  }
}

function formatEntries({ entries }: Inventory): string {
  const rows = entries.map(({ totalBytes, creator, itemCount, date, name, uri }) => [
    formatSize(totalBytes),
    creator,
    itemCount.toString(),
    date,
    name,
    uri,
  ]);
  return formatTable(rows, ["right", "left", "right"]);
}
