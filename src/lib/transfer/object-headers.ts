import mime from "mime";
import { uriEncode } from "../wire/auth/uri-encoding.js";
import type { ObjectSettings } from "./transfer-options.js";

type RequestHeaders = Record<string, string | undefined>;

/** User metadata that holds a file's modification time: seconds since 1970 with a fraction, as rclone writes and reads it. */
const MTIME_METADATA = "mtime";

/** The headers of a PUT, or of the start of a multipart upload, for a new object. */
export function newObjectHeaders(
  settings: ObjectSettings,
  { fileName, modifiedMs }: { readonly fileName: string; readonly modifiedMs?: number | undefined },
): RequestHeaders {
  const metadata =
    modifiedMs === undefined
      ? settings.metadata
      : { [MTIME_METADATA]: formatMtime(modifiedMs), ...settings.metadata };
  return {
    ...settingsHeaders(settings),
    "content-type": settings.contentType ?? contentTypeOf(fileName),
    ...metadataHeaders(metadata ?? {}),
  };
}

/** The headers that give an object what another has; settings go before. */
export function copiedObjectHeaders(
  settings: ObjectSettings,
  source: Readonly<Record<string, string>>,
): RequestHeaders {
  const carried: RequestHeaders = {};
  for (const name of CARRIED_HEADERS) carried[name] = source[name];
  const metadata: RequestHeaders = {};
  for (const name in source) if (name.startsWith(METADATA_PREFIX)) metadata[name] = source[name];
  return {
    ...carried,
    ...definedOnly(settingsHeaders(settings)),
    ...(settings.metadata === undefined ? metadata : metadataHeaders(settings.metadata)),
  };
}

/** The modification time that metadata carries, in milliseconds; undefined when there is none, or none that can be read. */
export function parseMtime(headers: Readonly<Record<string, string>>): number | undefined {
  const text = headers[METADATA_PREFIX + MTIME_METADATA];
  if (text === undefined || !/^-?\d{1,12}(\.\d+)?$/.test(text)) return undefined;
  return Number(text) * 1000;
}

const METADATA_PREFIX = "x-amz-meta-";

const CARRIED_HEADERS = [
  "content-type",
  "cache-control",
  "content-disposition",
  "content-encoding",
  "content-language",
  "expires",
] as const;

function settingsHeaders(settings: ObjectSettings): RequestHeaders {
  return {
    "content-type": settings.contentType,
    "cache-control": settings.cacheControl,
    "content-disposition": settings.contentDisposition,
    "content-encoding": settings.contentEncoding,
    "x-amz-storage-class": settings.storageClass,
    "x-amz-acl": settings.acl,
    "x-amz-tagging": settings.tags === undefined ? undefined : formatTags(settings.tags),
  };
}

function definedOnly(headers: RequestHeaders): RequestHeaders {
  return Object.fromEntries(Object.entries(headers).filter(([, value]) => value !== undefined));
}

function contentTypeOf(fileName: string): string {
  return mime.getType(fileName) ?? "application/octet-stream";
}

/** Values travel as UTF-8, one latin1 character for each byte. */
function metadataHeaders(metadata: Readonly<Record<string, string>>): RequestHeaders {
  return Object.fromEntries(
    Object.entries(metadata).map(([name, value]) => [
      METADATA_PREFIX + name.toLowerCase(),
      Buffer.from(value, "utf8").toString("latin1"),
    ]),
  );
}

/** Tags as `x-amz-tagging` has them. */
export function formatTags(tags: Readonly<Record<string, string>>): string {
  return Object.entries(tags)
    .map(([name, value]) => `${uriEncode(name)}=${uriEncode(value)}`)
    .join("&");
}

function formatMtime(modifiedMs: number): string {
  return (modifiedMs / 1000).toFixed(6).replace(/\.?0+$/, "");
}
