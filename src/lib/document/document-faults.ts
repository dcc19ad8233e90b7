import { UsageError } from "../errors/s3kit-error.js";
import type { Finding, JsonDocument, JsonPath } from "./json-document.js";

/** Says what is wrong with the value at a path of a document. */
export type FaultAt = (path: JsonPath, message: string, hint?: string) => Finding;

/** Name faults of a document by where they stand in its text. */
export function faultsOf(document: JsonDocument): FaultAt {
  return (path, message, hint) => ({
    severity: "error",
    message,
    position: document.locate(path),
    ...(hint === undefined ? {} : { hint }),
  });
}

/**
 * Let a document pass only without a fault.
 *
 * @param name of the file, for the message
 * @param code of the error
 * @throws UsageError with line and column of the first fault, and how many more there are.
 */
export function assertFaultless(faults: Iterable<Finding>, name: string, code: string): void {
  const [first, ...others] = faults;
  if (first === undefined) return;
  const place = `${name}:${first.position.line.toString()}:${first.position.column.toString()}`;
  const rest = others.length === 0 ? "" : ` (and ${others.length.toString()} more)`;
  throw new UsageError(`${place}: ${first.message}${rest}`, {
    code,
    hints: first.hint === undefined ? [] : [first.hint],
  });
}
