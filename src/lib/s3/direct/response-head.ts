import type { ResponseHead } from "./http-exchange.js";

const STATUS_LINE = /^HTTP\/1\.1 (\d{3})(?: |$)/;
const FIELD = /^([!#$%&'*+\-.^_`|~0-9A-Za-z]+):[ \t]*(.*?)[ \t]*$/;

/**
 * Read the head of an HTTP/1.1 answer, without the empty line at its end. Undefined for anything that is not exactly
 * one, such as folded or repeated fields of length: better not to understand than to misunderstand.
 *
 * Source: RFC 9112, sections 4 and 5.
 */
export function parseResponseHead(text: string): ResponseHead | undefined {
  const [statusLine = "", ...lines] = text.split("\r\n");
  const status = STATUS_LINE.exec(statusLine)?.[1];
  if (status === undefined) return undefined;
  const headers: Record<string, string> = {};
  for (const line of lines) {
    const [, name, value] = FIELD.exec(line) ?? [];
    if (name === undefined || value === undefined) return undefined;
    const lower = name.toLowerCase();
    const earlier = headers[lower];
    if (earlier !== undefined && lower === "content-length") return undefined;
    headers[lower] = earlier === undefined ? value : `${earlier}, ${value}`;
  }
  return { status: Number(status), headers };
}
