import { parseXml, type XmlElement } from "../parse-xml.js";
import { childrenOf, requiredChild, requiredText } from "../read-element.js";

/**
 * Read a `Tagging` document. Whether S3 takes such tags, and so many, is not checked.
 *
 * @throws S3Error MalformedXML
 */
export function readTagging(document: string): readonly (readonly [key: string, value: string])[] {
  const tagSet = requiredChild(parseXml(document, "Tagging"), "TagSet");
  return childrenOf(tagSet, "Tag").map(readTag);
}

function readTag(element: XmlElement): readonly [key: string, value: string] {
  return [requiredText(element, "Key"), requiredText(element, "Value")];
}
