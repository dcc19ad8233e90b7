import Papa from "papaparse";
import { columnsOf, displayText } from "../../text/cell-text.js";

/** Rows of cells under named columns. */
export interface Table {
  readonly columns: readonly TableColumn[];
  readonly rows: readonly (readonly string[])[];
  /** Lines that did not fit the form: shown as well as can be. */
  readonly faults: number;
}

export interface TableColumn {
  readonly name: string;
  readonly isNumeric: boolean;
  /** Columns of the screen. */
  readonly width: number;
}

export type TableFormat = "csv" | "ndjson" | "json";

const MOST_ROWS = 50_000;
const SAMPLE_ROWS = 200;
const WIDEST = 40;
const NUMBER = /^\s*[-+]?(?:\d[\d,_ ]*)?\.?\d+(?:[eE][-+]?\d+)?\s*%?\s*$/u;

/**
 * The table that a text is; undefined when it is none. `isWhole` is false for a start of it, whose last line is left
 * out, cut as it may be.
 */
export function readTable(text: string, format: TableFormat, isWhole: boolean): Table | undefined {
  if (format === "csv") return readCsv(text, isWhole);
  return format === "ndjson" ? readLines(text, isWhole) : readJsonArray(text);
}

function readCsv(text: string, isWhole: boolean): Table | undefined {
  const { data, errors } = Papa.parse<string[]>(text, { skipEmptyLines: true });
  const records = (isWhole ? data : data.slice(0, -1)).slice(0, MOST_ROWS + 1);
  const [first] = records;
  if (first === undefined) return undefined;
  const hasNames = !first.some((cell) => NUMBER.test(cell));
  const rows = hasNames ? records.slice(1) : records;
  const width = rows.reduce((most, row) => Math.max(most, row.length), first.length);
  const names = Array.from(
    { length: width },
    (_, i) => (hasNames ? first[i] : undefined) ?? (i + 1).toString(),
  );
  // The only row that may be cut is the last one, and its quote is open then.
  const real = errors.filter(({ code, row = 0 }) => code !== "UndetectableDelimiter" && row < records.length);
  return toTable(names, rows, real.length);
}

function readLines(text: string, isWhole: boolean): Table | undefined {
  const lines = text.split("\n").filter((line) => line.trim() !== "");
  const whole = (isWhole ? lines : lines.slice(0, -1)).slice(0, MOST_ROWS);
  const values = whole.map(parseJson);
  if (!values.some(isRecord)) return undefined;
  const faults = values.filter((value) => value === undefined).length;
  return fromValues(
    values.map((value, i) => value ?? { "(not JSON)": whole[i] }),
    faults,
  );
}

function readJsonArray(text: string): Table | undefined {
  const value = parseJson(text);
  if (!Array.isArray(value) || !value.some(isRecord)) return undefined;
  return fromValues(value.slice(0, MOST_ROWS), 0);
}

function fromValues(values: readonly unknown[], faults: number): Table {
  const records = values.map((value) => (isRecord(value) ? value : { value }));
  const names = [...new Set(records.flatMap((record) => Object.keys(record)))];
  const rows = records.map((record) => names.map((name) => cellOf(record[name])));
  return toTable(names, rows, faults);
}

function toTable(names: readonly string[], rows: readonly (readonly string[])[], faults: number): Table {
  const sample = rows.slice(0, SAMPLE_ROWS);
  const columns = names.map((name, i) => {
    const cells = sample.map((row) => row[i] ?? "");
    const filled = cells.filter((cell) => cell !== "");
    const longest = cells.reduce(
      (most, cell) => Math.max(most, columnsOf(displayText(cell))),
      columnsOf(displayText(name)),
    );
    const isNumeric = filled.length > 0 && filled.every((cell) => NUMBER.test(cell));
    return { name, isNumeric, width: Math.min(WIDEST, Math.max(3, longest)) };
  });
  return { columns, rows, faults };
}

function cellOf(value: unknown): string {
  if (value === undefined) return "";
  return typeof value === "string" ? value : JSON.stringify(value);
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}
