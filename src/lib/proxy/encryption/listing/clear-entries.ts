import { isReserved } from "../../../access/grants/key-safety.js";
import { decodeXmlText } from "../../../gateway/answers/decode-xml-text.js";
import { visibleEtag } from "../visible-etag.js";

/** An object or a version, as a store's listing tells of it. */
export interface ListedEntry {
  readonly key: string;
  /** Undefined for what has none, such as delete markers. */
  readonly storedBytes: number | undefined;
  /** As the store has it, without quotes. */
  readonly etag: string;
  readonly versionId: string | undefined;
}

/** Size of the plaintext of what is encrypted; undefined for what is not. */
export type ClearSize = (entry: ListedEntry) => number | undefined;

const ENTRY = /<(Contents|Version|DeleteMarker|CommonPrefixes)>(.*?)<\/\1>/gs;

/** The objects and versions of a listing, without the proxy's own. */
export function entriesOf(document: string): ListedEntry[] {
  const decode = keyDecoder(document);
  return [...document.matchAll(ENTRY)].flatMap(([, name = "", content = ""]) => {
    if (isNoObject(name)) return [];
    const entry = entryOf(content, decode);
    return isReserved(entry.key) ? [] : [entry];
  });
}

/** Put sizes and ETags of plaintext into a listing, and leave everything else as it is, byte for byte. */
export function clearListing(document: string, clearSize: ClearSize): string {
  const decode = keyDecoder(document);
  return document.replaceAll(ENTRY, (element, name: string, content: string) => {
    if (isNoObject(name)) return element;
    const sizeBytes = clearSize(entryOf(content, decode));
    return sizeBytes === undefined ? element : `<${name}>${clearEntry(content, sizeBytes)}</${name}>`;
  });
}

/** Whether a page holds the proxy's own objects, and nothing else. */
export function holdsOnlyReserved(document: string): boolean {
  const decode = keyDecoder(document);
  const names = [...document.matchAll(ENTRY)].map(([, name = "", content = ""]) => {
    return decode(textOf(content, name === "CommonPrefixes" ? "Prefix" : "Key") ?? "");
  });
  return names.length > 0 && names.every(isReserved);
}

function isNoObject(name: string): boolean {
  return name === "CommonPrefixes" || name === "DeleteMarker";
}

function clearEntry(content: string, sizeBytes: number): string {
  return content
    .replace(/<Size>\d+<\/Size>/, `<Size>${sizeBytes.toString()}</Size>`)
    .replace(
      /<ETag>(.*?)<\/ETag>/s,
      (_, etag: string) => `<ETag>&quot;${visibleEtag(unquoted(etag))}&quot;</ETag>`,
    )
    .replaceAll(/<Checksum(Algorithm|Type)>.*?<\/Checksum\1>/gs, "");
}

function entryOf(content: string, decode: (key: string) => string): ListedEntry {
  const size = textOf(content, "Size");
  return {
    key: decode(textOf(content, "Key") ?? ""),
    storedBytes: size === undefined ? undefined : Number(size),
    etag: unquoted(textOf(content, "ETag") ?? ""),
    versionId: textOf(content, "VersionId"),
  };
}

function textOf(content: string, name: string): string | undefined {
  const start = content.indexOf(`<${name}>`);
  if (start === -1) return undefined;
  const textStart = start + name.length + 2;
  return decodeXmlText(content.slice(textStart, content.indexOf("<", textStart)));
}

function unquoted(etag: string): string {
  return decodeXmlText(etag).replaceAll('"', "");
}

/** How keys are spelled in a listing: as they are, or percent-encoded, with a plus for a space as S3 has it. */
function keyDecoder(document: string): (key: string) => string {
  if (!document.includes("<EncodingType>url</EncodingType>")) return (key) => key;
  return (key) => {
    try {
      return decodeURIComponent(key.replaceAll("+", "%20"));
    } catch (error) {
      if (error instanceof URIError) return key;
      throw error;
    }
  };
}
