import { S3Error } from "../../wire/s3-error.js";
import { childrenOf, optionalChild, requiredText } from "../../wire/xml/read-element.js";
import type { XmlElement } from "../../wire/xml/parse-xml.js";

export type Tags = Readonly<Record<string, string>>;

const MAX_TAGS = 50;
const MAX_KEY = 128;
const MAX_VALUE = 256;
const CHARACTERS = /^[\p{L}\p{Z}\p{N}_.:/=+\-@]*$/u;

/**
 * Read the tags in a document; none where it has none.
 *
 * @throws S3Error TooManyTags, InvalidTags, InvalidTag
 */
export function readTags(element: XmlElement): Tags {
  const list = optionalChild(element, "Tags");
  const pairs = (list === undefined ? [] : childrenOf(list, "Tag")).map((tag): readonly [string, string] => [
    requiredText(tag, "Key"),
    requiredText(tag, "Value"),
  ]);
  if (new Set(pairs.map(([key]) => key)).size < pairs.length) throw duplicateTag();
  for (const [key, value] of pairs) assertTag(key, value);
  return assertCount(Object.fromEntries(pairs));
}

/** @throws S3Error TooManyTags */
export function assertCount(tags: Tags): Tags {
  if (Object.keys(tags).length <= MAX_TAGS) return tags;
  throw new S3Error(
    "TooManyTags",
    "The number of tags exceeds the limit of 50 tags. Remove some tags and try again.",
  );
}

function assertTag(key: string, value: string): void {
  if (/^aws:/i.test(key)) {
    throw new S3Error("InvalidTags", "Tag keys cannot start with AWS reserved prefix for system tags.");
  }
  const fits = key !== "" && key.length <= MAX_KEY && value.length <= MAX_VALUE;
  if (fits && CHARACTERS.test(key) && CHARACTERS.test(value)) return;
  throw new S3Error(
    "InvalidTag",
    "This request contains a tag key or value that isn't valid. Valid characters include the following: " +
      "[a-zA-Z+-=._:/]. Tag keys can contain up to 128 characters. Tag values can contain up to 256 characters.",
  );
}

function duplicateTag(): S3Error {
  return new S3Error(
    "InvalidTag",
    "There are duplicate tag keys in your request. Remove the duplicate tag keys and try again.",
  );
}
