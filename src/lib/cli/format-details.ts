import { formatTable } from "./format-columns.js";
import { formatTime } from "./format-time.js";
import { formatCount, formatSize } from "./format-size.js";

export type Detail = string | number | boolean | Date | Readonly<Record<string, string>> | undefined;

/**
 * Lines of `label  value` for people; what is undefined, false or empty is left out. Names of a record follow their
 * label, indented.
 */
export function formatDetails(details: readonly (readonly [label: string, value: Detail])[]): string {
  return formatTable(
    details.flatMap(([label, value]) => rowsOf(label, value)),
    [],
  );
}

/** `1.5 MiB (1,572,864 bytes)`. */
export function formatExactSize(sizeBytes: number): string {
  return sizeBytes < 1024
    ? formatCount(sizeBytes, "byte")
    : `${formatSize(sizeBytes)} (${formatCount(sizeBytes, "byte")})`;
}

function rowsOf(label: string, value: Detail): readonly (readonly string[])[] {
  if (value === undefined || value === false || value === "") return [];
  if (value === true) return [[label, "yes"]];
  if (value instanceof Date) return [[label, formatTime(value)]];
  if (typeof value !== "object") return [[label, value.toString()]];
  const entries = Object.entries(value);
  return entries.length === 0 ? [] : [[label, ""], ...entries.map(([name, text]) => [`  ${name}`, text])];
}
