import {
  findNodeAtLocation,
  getNodeValue,
  parseTree,
  printParseErrorCode,
  type Node,
  type ParseError,
} from "jsonc-parser";
import { UsageError } from "../errors/s3kit-error.js";

/** A place in a text, both counted from 1. */
export interface Position {
  readonly line: number;
  readonly column: number;
}

/** One thing wrong in a document, and where. */
export interface Finding {
  readonly severity: "error" | "warning";
  readonly message: string;
  readonly position: Position;
  readonly hint?: string;
}

export type JsonPath = readonly (string | number)[];

/** A JSON text that was read, which still knows where each value stood. */
export interface JsonDocument {
  readonly value: unknown;
  /** Where the value at a path stands; the nearest place above it when it is missing. */
  locate(path: JsonPath): Position;
}

/**
 * Read JSON so that what is found wrong later can be named by line and column.
 *
 * @param name of the file, for the message
 * @throws UsageError `InvalidJson` with line and column when it is not JSON.
 */
export function readJsonDocument(text: string, name: string): JsonDocument {
  const errors: ParseError[] = [];
  const root = parseTree(text, errors, {
    disallowComments: true,
    allowTrailingComma: false,
    allowEmptyContent: false,
  });
  const [first] = errors;
  if (first !== undefined || root === undefined) {
    const { line, column } = positionAt(text, first?.offset ?? 0);
    const what = first === undefined ? "empty" : wordsOf(printParseErrorCode(first.error));
    throw new UsageError(`${name}:${line.toString()}:${column.toString()}: not valid JSON: ${what}`, {
      code: "InvalidJson",
    });
  }
  return { value: getNodeValue(root), locate: (path) => positionAt(text, nearest(root, path).offset) };
}

function nearest(root: Node, path: JsonPath): Node {
  for (let depth = path.length; depth > 0; depth -= 1) {
    const found = findNodeAtLocation(root, path.slice(0, depth));
    if (found !== undefined) return found;
  }
  return root;
}

function positionAt(text: string, offset: number): Position {
  const before = text.slice(0, offset);
  const line = before.split("\n").length;
  return { line, column: offset - before.lastIndexOf("\n") };
}

/** `CommaExpected` → "comma expected" */
function wordsOf(code: string): string {
  return code.replace(/(?<=[a-z])(?=[A-Z])/g, " ").toLowerCase();
}
