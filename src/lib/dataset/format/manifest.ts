import { JSONParser } from "@streamparser/json";
import { IntegrityError } from "../../errors/s3kit-error.js";
import { DTOOLCORE_VERSION } from "./admin-metadata.js";
import { pythonFloat, pythonString } from "./python-json.js";

/** An item as the manifest has it. */
export interface ManifestItem {
  readonly identifier: string;
  readonly relpath: string;
  readonly sizeBytes: number;
  /** Hex digest, by the manifest's hash function. */
  readonly hash: string;
  /** Seconds since 1970, UTC: of the upload in a bucket, of the last change on disk. */
  readonly utcTimestamp: number;
}

/**
 * A manifest's text in pieces, byte for byte as dtool writes it.
 *
 * @param items by identifier, lowest first: the order is part of the format.
 * @param hashFunction asked when the first item is there: dtool's name of what the hashes were made with
 */
export async function* formatManifest(
  items: AsyncIterable<ManifestItem> | Iterable<ManifestItem>,
  hashFunction: () => string | undefined = () => undefined,
): AsyncGenerator<string, void, void> {
  const head = (): string =>
    `{\n  "dtoolcore_version": ${pythonString(DTOOLCORE_VERSION)},\n` +
    `  "hash_function": ${pythonString(hashFunction() ?? "md5sum_hexdigest")},\n  "items": {`;
  let pending = "";
  let isFirst = true;
  for await (const item of items) {
    pending += `${isFirst ? head() : ","}\n${formatItem(item)}`;
    isFirst = false;
    if (pending.length >= PIECE_LENGTH) {
      yield pending;
      pending = "";
    }
  }
  yield isFirst ? `${head()}}\n}` : `${pending}\n  }\n}`;
}

const PIECE_LENGTH = 64 * 1024;

function formatItem({ identifier, relpath, sizeBytes, hash, utcTimestamp }: ManifestItem): string {
  return (
    `    ${pythonString(identifier)}: {\n      "hash": ${pythonString(hash)},\n      "relpath": ${pythonString(relpath)},\n` +
    `      "size_in_bytes": ${sizeBytes.toString()},\n      "utc_timestamp": ${pythonFloat(utcTimestamp)}\n    }`
  );
}

/** What a manifest says besides its items; whole once the items were read. */
export interface ManifestHead {
  hashFunction: string | undefined;
}

/**
 * Read the items of a manifest as its bytes come, in the order they stand in it. `head` is filled meanwhile. Memory: a
 * piece of the text.
 *
 * @throws IntegrityError `DamagedManifest` when it is no whole manifest.
 */
export async function* parseManifest(
  bytes: AsyncIterable<Uint8Array>,
  uri: string,
  head: ManifestHead = { hashFunction: undefined },
): AsyncGenerator<ManifestItem, void, void> {
  let ready: ManifestItem[] = [];
  let itemCount = 0;
  let failure: unknown;
  /** As long as there was no item: a manifest without any must be told from what is none. */
  let start = Buffer.alloc(0);
  const parser = new JSONParser({ paths: ["$.items.*", "$.hash_function"], keepStack: false });
  parser.onValue = ({ key, value, stack }) => {
    if (stack.length === 1 && typeof value === "string") head.hashFunction = value;
    else if (stack.length === 2) {
      ready.push(toItem(String(key), value, uri));
      itemCount += 1;
    }
  };
  parser.onError = (error) => {
    failure ??= error;
  };
  for await (const piece of bytes) {
    if (itemCount === 0 && start.length < START_BYTES) start = Buffer.concat([start, piece]);
    try {
      parser.write(piece);
    } catch (error) {
      throw damaged(uri, error);
    }
    if (failure !== undefined) throw damaged(uri, failure);
    yield* ready;
    ready = [];
  }
  if (!parser.isEnded || (itemCount === 0 && !hasItems(start))) throw damaged(uri, undefined);
}

const START_BYTES = 64 * 1024;

/** What is longer than was kept, and had no item, is no manifest. */
function hasItems(start: Buffer): boolean {
  try {
    const { items } = JSON.parse(start.toString("utf8")) as { readonly items?: unknown };
    return typeof items === "object" && items !== null && !Array.isArray(items);
  } catch (error) {
    if (error instanceof SyntaxError) return false;
    throw error;
  }
}

function damaged(uri: string, cause: unknown): unknown {
  if (cause instanceof IntegrityError) return cause;
  return new IntegrityError(`The manifest of ${uri} is damaged: it is no whole JSON document`, {
    code: "DamagedManifest",
    cause,
  });
}

function toItem(identifier: string, value: unknown, uri: string): ManifestItem {
  const { relpath, size_in_bytes, hash, utc_timestamp } = (value ?? {}) as Readonly<Record<string, unknown>>;
  if (typeof relpath !== "string" || typeof size_in_bytes !== "number" || typeof hash !== "string") {
    throw new IntegrityError(`The manifest of ${uri} is damaged: item ${identifier} lacks properties`, {
      code: "DamagedManifest",
    });
  }
  const utcTimestamp = typeof utc_timestamp === "number" ? utc_timestamp : 0;
  return { identifier, relpath, sizeBytes: size_in_bytes, hash: hash.toLowerCase(), utcTimestamp };
}

/** The algorithm of a manifest's hashes, in the words of `node:crypto`; undefined for one that is not known. */
export function digestNameOf(hashFunction: string | undefined, hash: string): string | undefined {
  const named = /^(md5|sha1|sha256|sha512)sum/.exec(hashFunction ?? "")?.[1];
  if (named !== undefined) return named;
  return DIGEST_BY_LENGTH[hash.length];
}

const DIGEST_BY_LENGTH: Readonly<Record<number, string>> = {
  32: "md5",
  40: "sha1",
  64: "sha256",
  128: "sha512",
};
