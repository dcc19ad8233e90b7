import { escapeXml } from "../../wire/xml/render-xml.js";
import type { ListedVersion, ListPage } from "../engine.js";
import { ownerById } from "./owner.js";

/**
 * Write a page's `<Contents>` and `<CommonPrefixes>`. Text is put together directly: a page has a thousand of these, and
 * a listing of a million keys a thousand pages.
 */
export function renderEntries(
  { entries }: ListPage<ListedVersion>,
  encode: (key: string) => string,
  withOwner: boolean,
): string {
  let contents = "";
  let prefixes = "";
  for (const entry of entries) {
    if (entry.kind === "item") contents += renderContents(entry.item, encode, withOwner);
    else prefixes += `<CommonPrefixes><Prefix>${escapeXml(encode(entry.prefix))}</Prefix></CommonPrefixes>`;
  }
  return contents + prefixes;
}

/** The name behind which the next page goes on. */
export function lastName({ entries }: ListPage<ListedVersion>): string {
  const last = entries.at(-1);
  if (last === undefined) return "";
  return last.kind === "item" ? last.item.key : last.prefix;
}

/** Only the key can hold what XML minds: the rest is the store's own words and digits. */
function renderContents(version: ListedVersion, encode: (key: string) => string, withOwner: boolean): string {
  const { checksum } = version;
  return (
    `<Contents><Key>${escapeXml(encode(version.key))}</Key>` +
    `<LastModified>${version.lastModified.toISOString()}</LastModified><ETag>&quot;${version.etag}&quot;</ETag>` +
    (checksum === undefined
      ? ""
      : `<ChecksumAlgorithm>${checksum.algorithm}</ChecksumAlgorithm><ChecksumType>${checksum.type}</ChecksumType>`) +
    `<Size>${version.sizeBytes.toString()}</Size>` +
    (withOwner ? renderOwner(version.owner) : "") +
    `<StorageClass>${version.storageClass}</StorageClass></Contents>`
  );
}

function renderOwner(id: string): string {
  const owner = ownerById(id);
  return `<Owner><ID>${owner.id}</ID><DisplayName>${owner.displayName}</DisplayName></Owner>`;
}
