import { RESERVED_PREFIX } from "../../access/grants/key-safety.js";
import { decodeXmlText } from "./decode-xml-text.js";

/** Whether a listing of this prefix could come to s3kit's own objects. */
export function mayShowReserved(prefix: string): boolean {
  return RESERVED_PREFIX.startsWith(prefix);
}

/**
 * Take s3kit's own objects out of a store's listing, of any kind: entries, common prefixes, counts, and markers that name
 * one. A page that ends among them goes on behind all of them.
 */
export function hideReserved(xml: string): string {
  const isUrlEncoded = /<EncodingType>\s*url\s*<\/EncodingType>/.test(xml);
  const isReserved = (text: string): boolean => {
    const name = decodeXmlText(text);
    return name.startsWith(RESERVED_PREFIX) || (isUrlEncoded && decodeUrl(name).startsWith(RESERVED_PREFIX));
  };
  let hiddenCount = 0;
  let isLastHidden = false;
  const shown = xml.replace(ENTRY, (entry: string) => {
    const name = NAME.exec(entry)?.[2];
    isLastHidden = name !== undefined && isReserved(name);
    if (isLastHidden) hiddenCount += 1;
    return isLastHidden ? "" : entry;
  });
  if (hiddenCount === 0) return xml;
  return goOnBehind(withoutMarkers(withCount(shown, hiddenCount), isReserved), isLastHidden);
}

const ENTRY = /<(Contents|CommonPrefixes|Version|DeleteMarker|Upload)(?:\s[^>]*)?>[\s\S]*?<\/\1>/g;
const NAME = /<(Key|Prefix)>([\s\S]*?)<\/\1>/;
/** Behind every key that s3kit makes: theirs are of letters, digits and hyphens. */
const BEHIND_ALL = `${RESERVED_PREFIX}~`;

function withCount(xml: string, hiddenCount: number): string {
  return xml.replace(
    /<KeyCount>(\d+)<\/KeyCount>/,
    (_count, count: string) => `<KeyCount>${Math.max(0, Number(count) - hiddenCount)}</KeyCount>`,
  );
}

function withoutMarkers(xml: string, isReserved: (text: string) => boolean): string {
  let isMoved = false;
  const moved = xml.replace(MARKER, (element: string, name: string, text: string) => {
    if (!isReserved(text)) return element;
    isMoved = true;
    return `<${name}>${BEHIND_ALL}</${name}>`;
  });
  return isMoved ? moved.replace(/<NextVersionIdMarker>[\s\S]*?<\/NextVersionIdMarker>/, "") : moved;
}

const MARKER = /<(NextMarker|NextKeyMarker|NextContinuationToken)>([\s\S]*?)<\/\1>/g;

/** Clients of the first ListObjects go on behind the last key that they see, and would come to the same page for ever. */
function goOnBehind(xml: string, isLastHidden: boolean): string {
  const isTruncated = /<IsTruncated>\s*true\s*<\/IsTruncated>/.test(xml);
  if (!isLastHidden || !isTruncated || /<Next(Marker|KeyMarker|ContinuationToken)>/.test(xml)) return xml;
  return xml.replace(/<IsTruncated>/, `<NextMarker>${BEHIND_ALL}</NextMarker><IsTruncated>`);
}

function decodeUrl(text: string): string {
  try {
    return decodeURIComponent(text.replaceAll("+", " "));
  } catch (error) {
    // Not encoded after all: then its name is as it stands.
    if (error instanceof URIError) return text;
    throw error;
  }
}
