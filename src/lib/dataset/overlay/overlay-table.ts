import Papa from "papaparse";
import { UsageError } from "../../errors/s3kit-error.js";
import type { DatasetBroker } from "../broker/dataset-broker.js";
import { JsonNumber, pythonFloat, pythonJson, type JsonValue } from "../format/python-json.js";
import { readManifest } from "../items/read-items.js";
import { listNames } from "../describe-dataset.js";
import type { OverlayValues } from "./item-metadata.js";
import { formatOverlay } from "./overlay-document.js";
import { completeOverlay, readOverlay } from "./overlays.js";

/** Overlays side by side: a row an item. */
export interface OverlayTable {
  readonly names: readonly string[];
  readonly rows: readonly OverlayRow[];
}

export interface OverlayRow {
  readonly identifier: string;
  readonly relpath: string;
  /** In the order of the table's names. */
  readonly values: readonly JsonValue[];
}

const [IDENTIFIERS, RELPATHS] = ["identifiers", "relpaths"];

/** All overlays of a frozen dataset as a table, by relpath. Memory: all of it. */
export async function readOverlayTable(broker: DatasetBroker): Promise<OverlayTable> {
  const names = await listNames(broker, "overlays");
  const overlays: OverlayValues[] = [];
  for (const name of names) overlays.push(await readOverlay(broker, name));
  const rows: OverlayRow[] = [];
  for await (const { identifier, relpath } of readManifest(broker))
    rows.push({ identifier, relpath, values: overlays.map((values) => values.get(identifier) ?? null) });
  return { names, rows: sortRows(rows) };
}

/** Rows in the order of their relpaths, as dtool has them. */
export function sortRows(rows: readonly OverlayRow[]): readonly OverlayRow[] {
  return rows.toSorted((a, b) => (a.relpath < b.relpath ? -1 : a.relpath > b.relpath ? 1 : 0));
}

/** A table as the CSV that dtool writes, with quotes where a value needs them. */
export function formatOverlayCsv({ names, rows }: OverlayTable): string {
  const fields = [IDENTIFIERS, ...names, RELPATHS];
  const data = rows.map(({ identifier, relpath, values }) => [
    identifier,
    ...values.map(formatCell),
    relpath,
  ]);
  return Papa.unparse({ fields, data }, { newline: "\n" });
}

/**
 * Read such a CSV, dtool's included. Values get their types back: `True`, `False`, whole numbers, floats; an empty one
 * is null.
 *
 * @throws UsageError `InvalidCsv`
 */
export function parseOverlayCsv(text: string): OverlayTable {
  const { data, errors } = Papa.parse<string[]>(text.trim(), { delimiter: "," });
  const [header = [], ...lines] = data;
  const [first] = errors;
  if (first !== undefined) throw invalid(`row ${((first.row ?? 0) + 1).toString()}: ${first.message}`);
  const at = header.indexOf(IDENTIFIERS ?? "");
  const names = header.filter((name) => name !== IDENTIFIERS && name !== RELPATHS);
  if (at === -1 || names.length === 0)
    throw invalid("its first line must name a column identifiers and at least one overlay");
  const columns = names.map((name) => header.indexOf(name));
  const rows = lines.map((line, index) => {
    if (line.length !== header.length)
      throw invalid(
        `row ${(index + 2).toString()} has ${line.length.toString()} values instead of ${header.length.toString()}`,
      );
    const relpath = line[header.indexOf(RELPATHS ?? "")] ?? "";
    return {
      identifier: line[at] ?? "",
      relpath,
      values: columns.map((column) => parseCell(line[column] ?? "")),
    };
  });
  return { names, rows };
}

/** Write each overlay of a table to a frozen dataset. Each is checked before the first is written. */
export async function writeOverlayTable(broker: DatasetBroker, { names, rows }: OverlayTable): Promise<void> {
  const overlays = new Map<string, OverlayValues>();
  for (const [index, name] of names.entries()) {
    const values = new Map(rows.map((row) => [row.identifier, row.values[index] ?? null]));
    overlays.set(name, await completeOverlay(broker, name, values));
  }
  for (const [name, values] of overlays)
    await broker.writeDocument(`overlays/${name}.json`, formatOverlay(values));
}

function formatCell(value: JsonValue): string {
  if (value === null) return "";
  if (value === true) return "True";
  if (value === false) return "False";
  if (typeof value === "string") return value;
  if (typeof value === "number") return Number.isInteger(value) ? value.toString() : pythonFloat(value);
  return pythonJson(value);
}

/** As dtool types them; and numbers below zero, which it leaves texts. Leading zeros make a text of digits, not a number. */
function parseCell(text: string): JsonValue {
  if (text === "") return null;
  if (text === "True") return true;
  if (text === "False") return false;
  if (/^-?(?:0|[1-9]\d*)$/.test(text)) return new JsonNumber(text);
  if (/^-?(?:\d+\.\d*|\.\d+)$/.test(text)) return new JsonNumber(pythonFloat(Number(text)));
  return text;
}

function invalid(what: string): UsageError {
  return new UsageError(`The CSV is no table of overlays: ${what}`, {
    code: "InvalidCsv",
    hints: ["Begin with one that fits: s3kit dataset overlay show URI"],
  });
}
