import { S3Error } from "../../wire/s3-error.js";

export type Tag = readonly [key: string, value: string];

const MAX_OBJECT_TAGS = 10;
const MAX_KEY_LENGTH = 128;
const MAX_VALUE_LENGTH = 256;
const ALLOWED = /^[\p{L}\p{Z}\p{N}_.:/=+\-@]*$/u;

/**
 * Read the tags of an `x-amz-tagging` header or form field, which are written as a query string.
 *
 * @throws {@link S3Error} InvalidArgument when it is no query string, InvalidTag when S3 would refuse a tag.
 */
export function parseTagging(value: string): readonly Tag[] {
  const pairs = value.split("&").filter((pair) => pair !== "");
  return checkTags(pairs.map(parsePair));
}

/**
 * Check a set of tags against S3's rules: number, lengths, letters, no key twice, no `aws:` prefix.
 *
 * @throws {@link S3Error} InvalidTag, or BadRequest for too many.
 */
export function checkTags(tags: readonly Tag[], most = MAX_OBJECT_TAGS): readonly Tag[] {
  if (tags.length > most) {
    throw new S3Error("BadRequest", `Object tags cannot be greater than ${most.toString()}`);
  }
  const seen = new Set<string>();
  for (const [key, value] of tags) {
    checkTag(key, value);
    if (seen.has(key)) throw invalidTag("Cannot provide multiple Tags with the same key", key);
    seen.add(key);
  }
  return tags;
}

function parsePair(pair: string): Tag {
  const equals = pair.indexOf("=");
  const [key, value] = equals === -1 ? [pair, ""] : [pair.slice(0, equals), pair.slice(equals + 1)];
  return [decode(key), decode(value)];
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text.replaceAll("+", " "));
  } catch (cause) {
    throw new S3Error(
      "InvalidArgument",
      "The header 'x-amz-tagging' shall be encoded as UTF-8 then URLEncoded",
      {
        cause,
      },
    );
  }
}

function checkTag(key: string, value: string): void {
  if (key === "" || key.length > MAX_KEY_LENGTH || !ALLOWED.test(key)) {
    throw invalidTag("The TagKey you have provided is invalid", key);
  }
  if (value.length > MAX_VALUE_LENGTH || !ALLOWED.test(value)) {
    throw invalidTag("The TagValue you have provided is invalid", key);
  }
  if (key.toLowerCase().startsWith("aws:")) {
    throw invalidTag("System tags cannot be added or updated by requester", key);
  }
}

function invalidTag(message: string, key: string): S3Error {
  return new S3Error("InvalidTag", message, { details: { TagKey: key } });
}
