import type { Compression } from "../../../lib/object/unpack-start.js";
import { guessEncoding, type Encoding } from "./text-encoding.js";

/** How the content of an object is best looked at. */
export type Format = "text" | "json" | "ndjson" | "csv" | "zip" | "tar" | "image" | "binary";

export interface Guess {
  readonly format: Format;
  /** What it is packed in, all of it. */
  readonly compression: Compression | undefined;
  /** Name of the language for syntax colours, by the file's name. */
  readonly language: string | undefined;
}

interface ContentFacts {
  readonly key: string;
  readonly contentType: string | undefined;
  readonly contentEncoding: string | undefined;
  /** The first bytes. */
  readonly start: Uint8Array;
}

/** What an object is, by what it is packed in first: its encoding header or its first bytes. */
export function guessFormat(facts: ContentFacts): Guess {
  const compression = guessCompression(facts);
  const name = baseName(facts.key).toLowerCase();
  if (compression !== undefined) {
    const inner = name.replace(PACKED_EXTENSION, (_, tar: string | undefined) =>
      tar === undefined ? "" : ".tar",
    );
    const format = formatByName(inner) ?? "text";
    return { format: format === "zip" ? "binary" : format, compression, language: languageOf(inner) };
  }
  return { ...guessUnpacked(facts.start, name, facts.contentType), compression: undefined };
}

/** What content is by its own bytes, its name and its type; used again for what was unpacked. */
export function guessUnpacked(
  start: Uint8Array,
  name: string,
  contentType: string | undefined,
): Pick<Guess, "format" | "language"> {
  const language = languageOf(name);
  const magic = formatByMagic(start);
  if (magic !== undefined) return { format: magic, language };
  const encoding = guessEncoding(start);
  const named = formatByName(name) ?? formatByType(contentType ?? "");
  if (encoding === undefined)
    return { format: named === "tar" || named === "image" ? named : "binary", language };
  if (named === "json") return { format: looksLikeLines(start, encoding) ? "ndjson" : "json", language };
  if (named === "csv" || named === "ndjson") return { format: named, language };
  if (name.endsWith(".svg")) return { format: "text", language: "xml" };
  return { format: "text", language };
}

const PACKED_EXTENSION = /\.(?:(?:gz|gzip|zst|br|zz)|(t)gz|(?:tzst))$/u;

function guessCompression({ key, contentEncoding, start }: ContentFacts): Compression | undefined {
  if (start[0] === 0x1f && start[1] === 0x8b) return "gzip";
  if (begins(start, [0x28, 0xb5, 0x2f, 0xfd])) return "zstd";
  const encoding = contentEncoding?.toLowerCase().split(",").at(-1)?.trim();
  if (encoding === "br" || encoding === "deflate") return encoding;
  // Brotli has no mark of its own.
  return key.toLowerCase().endsWith(".br") && guessEncoding(start) === undefined ? "br" : undefined;
}

/** Tells a line of NDJSON from the first line of a JSON document, which seldom is one by itself. */
function looksLikeLines(start: Uint8Array, encoding: Encoding): boolean {
  const [first = "", second = ""] = new TextDecoder(encoding).decode(start, { stream: true }).split(/\r?\n/u);
  return isJson(first) && second.trim() !== "" && /^\s*[{[]/u.test(second);
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch (error) {
    if (error instanceof SyntaxError) return false;
    throw error;
  }
}

function formatByMagic(start: Uint8Array): Format | undefined {
  if (begins(start, [0x50, 0x4b, 3, 4]) || begins(start, [0x50, 0x4b, 5, 6])) return "zip";
  if (Buffer.from(start.subarray(257, 262)).toString("latin1") === "ustar") return "tar";
  return IMAGES.some((mark) => begins(start, mark)) || isIsoImage(start) ? "image" : undefined;
}

const IMAGES = [
  [0xff, 0xd8, 0xff],
  [0x89, 0x50, 0x4e, 0x47],
  [0x47, 0x49, 0x46, 0x38],
  [0x49, 0x49, 0x2a, 0x00],
  [0x4d, 0x4d, 0x00, 0x2a],
];

/** WebP in RIFF; AVIF and HEIC in ISO media boxes. */
function isIsoImage(start: Uint8Array): boolean {
  const mark = Buffer.from(start.subarray(0, 12)).toString("latin1");
  return /^RIFF....WEBP|^....ftyp(?:avif|avis|heic|heix|mif1)/su.test(mark);
}

function begins(start: Uint8Array, mark: readonly number[]): boolean {
  return mark.every((byte, i) => start[i] === byte);
}

function formatByName(name: string): Format | undefined {
  const extension = name.slice(name.lastIndexOf(".") + 1);
  return BY_EXTENSION[extension];
}

const BY_EXTENSION: Readonly<Record<string, Format>> = {
  json: "json",
  geojson: "json",
  ndjson: "ndjson",
  jsonl: "ndjson",
  csv: "csv",
  tsv: "csv",
  tar: "tar",
  zip: "zip",
};

function formatByType(contentType: string): Format | undefined {
  if (/\bjson\b/u.test(contentType))
    return /ndjson|jsonl|json-seq|json-lines/u.test(contentType) ? "ndjson" : "json";
  if (/^text\/(?:csv|tab-separated-values)/u.test(contentType)) return "csv";
  return /^application\/(?:x-ndjson|jsonlines|x-jsonlines)/u.test(contentType) ? "ndjson" : undefined;
}

function baseName(key: string): string {
  return key.slice(key.lastIndexOf("/") + 1);
}

/** The extension, or the whole name of files that have none; the highlighter knows whether it has such a language. */
function languageOf(name: string): string | undefined {
  const dot = name.lastIndexOf(".");
  const word = dot > 0 ? name.slice(dot + 1) : name;
  return word === "" ? undefined : word;
}
