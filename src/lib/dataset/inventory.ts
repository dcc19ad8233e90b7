import Papa from "papaparse";
import type { DatasetServices } from "./dataset-services.js";
import { countItems } from "./describe-dataset.js";
import { listDatasets, type ListedDataset } from "./list-datasets.js";
import { isProto, openDataset } from "./open-dataset.js";
import { readReadme } from "./readme.js";

/** A frozen dataset in an inventory. */
export interface InventoryEntry {
  readonly name: string;
  readonly uri: string;
  readonly uuid: string;
  readonly creator: string;
  /** `2026-01-31`, UTC; "" when it is not known. */
  readonly date: string;
  readonly itemCount: number;
  readonly totalBytes: number;
  readonly readme: string;
}

export interface Inventory {
  readonly base: string;
  /** By name. */
  readonly entries: readonly InventoryEntry[];
  /** What was found and is no frozen dataset. */
  readonly others: readonly ListedDataset[];
}

/** Take stock of the frozen datasets of a bucket or folder. Memory: an entry and a README for each dataset. */
export async function takeInventory(services: DatasetServices, base: string): Promise<Inventory> {
  const entries: InventoryEntry[] = [];
  const others: ListedDataset[] = [];
  for await (const listed of listDatasets(services, base)) {
    if (listed.kind !== "dataset" || isProto(listed.admin)) {
      others.push(listed);
      continue;
    }
    const { broker, admin } = await openDataset(services, listed.uri);
    const [counts, readme] = await Promise.all([countItems(broker, admin), readReadme(broker)]);
    const date =
      admin.frozenAt === undefined ? "" : new Date(admin.frozenAt * 1000).toISOString().slice(0, 10);
    const { uri } = listed;
    entries.push({
      name: admin.name,
      uri,
      uuid: admin.uuid,
      creator: admin.creatorUsername ?? "",
      date,
      ...counts,
      readme,
    });
  }
  return { base, entries: entries.toSorted(byName), others };
}

const COLUMNS = ["name", "size_in_bytes", "creator", "num_items", "date", "uri"];

/** dtool's columns, separated by a comma or a tab, with quotes where a value needs them. */
export function formatInventoryTable({ entries }: Inventory, delimiter: "," | "\t"): string {
  const data = entries.map(({ name, totalBytes, creator, itemCount, date, uri }) => [
    name,
    totalBytes.toString(),
    creator,
    itemCount.toString(),
    date,
    uri,
  ]);
  return Papa.unparse({ fields: COLUMNS, data }, { delimiter, newline: "\n" });
}

/** A page that stands alone. */
export function formatInventoryHtml({ base, entries }: Inventory): string {
  const totalBytes = entries.reduce((sum, entry) => sum + entry.totalBytes, 0);
  const itemCount = entries.reduce((sum, entry) => sum + entry.itemCount, 0);
  return `<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<title>Datasets of ${escapeHtml(base)}</title>
<style>
body { font: 15px/1.4 system-ui, sans-serif; margin: 2rem auto; max-width: 70rem; color: #222; }
table { border-collapse: collapse; width: 100%; }
th, td { border-bottom: 1px solid #ddd; padding: .4rem .6rem; text-align: left; vertical-align: top; }
td.number, th.number { text-align: right; font-variant-numeric: tabular-nums; }
pre { margin: .3rem 0; white-space: pre-wrap; }
code { font-size: 12px; color: #666; }
</style>
</head>
<body>
<h1>Datasets of ${escapeHtml(base)}</h1>
<p>${entries.length.toString()} datasets, ${itemCount.toString()} items, ${totalBytes.toString()} bytes</p>
<table>
<thead><tr><th>Name</th><th class="number">Bytes</th><th>Creator</th><th class="number">Items</th><th>Date</th></tr></thead>
<tbody>
${entries.map(formatHtmlRow).join("\n")}
</tbody>
</table>
</body>
</html>`;
}

function formatHtmlRow({ name, uri, totalBytes, creator, itemCount, date, readme }: InventoryEntry): string {
  const details =
    readme.trim() === ""
      ? ""
      : `<details><summary>README</summary><pre>${escapeHtml(readme)}</pre></details>`;
  return (
    `<tr><td>${escapeHtml(name)}<br><code>${escapeHtml(uri)}</code>${details}</td>` +
    `<td class="number">${totalBytes.toString()}</td><td>${escapeHtml(creator)}</td>` +
    `<td class="number">${itemCount.toString()}</td><td>${escapeHtml(date)}</td></tr>`
  );
}

const ENTITIES: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
};

function escapeHtml(text: string): string {
  return text.replaceAll(/[&<>"']/g, (sign) => ENTITIES[sign] ?? sign);
}

function byName(a: InventoryEntry, b: InventoryEntry): number {
  return a.name < b.name ? -1 : a.name > b.name ? 1 : a.uri < b.uri ? -1 : 1;
}
