/** What JSON can hold; numbers that JavaScript would write otherwise than they were keep their text. */
export type JsonValue =
  | null
  | boolean
  | number
  | string
  | JsonNumber
  | readonly JsonValue[]
  | { readonly [name: string]: JsonValue };

/** A number as it is written: `1.0`, or one too large to be exact in JavaScript. */
export class JsonNumber {
  readonly text: string;
  constructor(text: string) {
    this.text = text;
  }
}

export interface PythonJsonOptions {
  /** Spaces a level; without, all on one line. */
  readonly indent?: number | undefined;
  readonly sortKeys?: boolean | undefined;
}

/**
 * Write JSON byte for byte as Python's `json.dumps` does: ASCII alone, `", "` and `": "` on one line, else indented.
 *
 * @see https://docs.python.org/3/library/json.html#json.dumps
 */
export function pythonJson(value: JsonValue, options: PythonJsonOptions = {}): string {
  return write(value, options, "\n");
}

/** A text as a JSON string in ASCII. */
export function pythonString(text: string): string {
  return JSON.stringify(text).replace(
    /[\u007f-\uffff]/g,
    (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
}

/** A float as Python's `repr` has it: `1795300409.0`, `1e-07`. */
export function pythonFloat(value: number): string {
  const text = value.toString();
  const [mantissa = "", exponent] = text.split("e");
  if (exponent === undefined) return text.includes(".") ? text : `${text}.0`;
  const sign = exponent.startsWith("-") ? "-" : "+";
  return `${mantissa}e${sign}${exponent.replace(/^[+-]/, "").padStart(2, "0")}`;
}

/**
 * Read JSON, what Python writes of it included: `NaN`, `Infinity`. Numbers that JavaScript would write otherwise become
 * {@link JsonNumber}.
 *
 * @throws SyntaxError when it is no JSON.
 */
export function parseJson(text: string): JsonValue {
  return JSON.parse(quoteSpecials(text), revive) as JsonValue;
}

/** The value as `JSON.stringify` takes it: numbers as numbers, `NaN` and infinities as null. */
export function toPlainJson(value: JsonValue): unknown {
  return JSON.parse(
    JSON.stringify(value, (_name, member: unknown) =>
      member instanceof JsonNumber ? Number(member.text) : member,
    ),
  );
}

function write(value: JsonValue, options: PythonJsonOptions, newLine: string): string {
  if (value === null || typeof value === "boolean") return String(value);
  if (typeof value === "number") return Number.isInteger(value) ? value.toString() : pythonFloat(value);
  if (typeof value === "string") return pythonString(value);
  if (value instanceof JsonNumber) return value.text;
  const inner = newLine + " ".repeat(options.indent ?? 0);
  if (isList(value))
    return enclose(
      "[",
      value.map((item) => write(item, options, inner)),
      "]",
      options,
      newLine,
    );
  const names = Object.keys(value);
  if (options.sortKeys === true) names.sort(byCodePoint);
  const members = names.map((name) => `${pythonString(name)}: ${write(value[name] ?? null, options, inner)}`);
  return enclose("{", members, "}", options, newLine);
}

function isList(value: object): value is readonly JsonValue[] {
  return Array.isArray(value);
}

function enclose(
  open: string,
  items: readonly string[],
  close: string,
  { indent }: PythonJsonOptions,
  newLine: string,
): string {
  if (items.length === 0) return open + close;
  if (indent === undefined) return open + items.join(", ") + close;
  const inner = newLine + " ".repeat(indent);
  return open + inner + items.join(`,${inner}`) + newLine + close;
}

function byCodePoint(a: string, b: string): number {
  return Buffer.compare(Buffer.from(a), Buffer.from(b));
}

const SPECIAL_MARK = "\u0000number:";

/** Python writes `NaN` and `Infinity` as they are. */
function quoteSpecials(text: string): string {
  if (!/NaN|Infinity/.test(text)) return text;
  return text.replaceAll(/"(?:[^"\\]|\\.)*"|-?Infinity|NaN/g, (token) =>
    token.startsWith('"') ? token : JSON.stringify(SPECIAL_MARK + token),
  );
}

function revive(_name: string, value: unknown, context?: { readonly source?: string }): unknown {
  if (typeof value === "string" && value.startsWith(SPECIAL_MARK))
    return new JsonNumber(value.slice(SPECIAL_MARK.length));
  if (typeof value !== "number" || context?.source === undefined) return value;
  return context.source === value.toString() ? value : new JsonNumber(context.source);
}
