/** What a signature covers, exactly as it came over the connection. */
export interface RawRequest {
  readonly method: string;
  /** Path and query as in the request line: never decoded, never normalised. */
  readonly rawTarget: string;
  /** Names and values in turn, as Node's `IncomingMessage.rawHeaders` has them (latin1, duplicates kept). */
  readonly rawHeaders: readonly string[];
}

export interface TargetParts {
  readonly rawPath: string;
  /** Without the question mark; empty when there is none. */
  readonly rawQuery: string;
}

/** Cut a request target at its first question mark. */
export function splitTarget(rawTarget: string): TargetParts {
  const mark = rawTarget.indexOf("?");
  if (mark === -1) return { rawPath: rawTarget, rawQuery: "" };
  return { rawPath: rawTarget.slice(0, mark), rawQuery: rawTarget.slice(mark + 1) };
}

/** Every value of every header, under lower-case names, in the order sent. */
export type HeaderValues = ReadonlyMap<string, readonly string[]>;

/** Group raw headers by lower-case name. */
export function groupHeaders(rawHeaders: readonly string[]): HeaderValues {
  const grouped = new Map<string, string[]>();
  for (let at = 0; at + 1 < rawHeaders.length; at += 2) {
    const name = (rawHeaders[at] ?? "").toLowerCase();
    const value = rawHeaders[at + 1] ?? "";
    const values = grouped.get(name);
    if (values === undefined) grouped.set(name, [value]);
    else values.push(value);
  }
  return grouped;
}

/** The header's values joined as one, as HTTP has them; undefined when it was not sent. Source: RFC 9110, section 5.3. */
export function headerValue(headers: HeaderValues, name: string): string | undefined {
  return headers.get(name)?.join(", ");
}

/**
 * Parameters of a query, percent-decoded as bytes in latin1, which is what authentication parameters need: they are ASCII.
 * The first of repeated ones counts. Names of `x-amz-*` are in lower case, as header names are: clients spell them both ways.
 */
export function readQuery(rawQuery: string): ReadonlyMap<string, string> {
  const parameters = new Map<string, string>();
  for (const pair of rawQuery.split("&")) {
    if (pair === "") continue;
    const equals = pair.indexOf("=");
    const name = foldAmzName(decodeLatin1(equals === -1 ? pair : pair.slice(0, equals)));
    if (!parameters.has(name))
      parameters.set(name, equals === -1 ? "" : decodeLatin1(pair.slice(equals + 1)));
  }
  return parameters;
}

function foldAmzName(name: string): string {
  const lower = name.toLowerCase();
  return lower.startsWith("x-amz-") ? lower : name;
}

/** Percent-decode to bytes, one latin1 character each; "+" is a space, as in a form. A broken escape stays as it is. */
export function decodeLatin1(encoded: string): string {
  return encoded
    .replaceAll("+", " ")
    .replace(/%([0-9A-Fa-f]{2})/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
}
