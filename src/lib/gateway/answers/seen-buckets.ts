import { decodeXmlText } from "./decode-xml-text.js";

/** Take all buckets but these out of the answer to ListBuckets. */
export function keepBuckets(xml: string, kept: ReadonlySet<string>): string {
  return xml.replace(/<Bucket(?:\s[^>]*)?>[\s\S]*?<\/Bucket>/g, (bucket: string) => {
    const name = /<Name>([\s\S]*?)<\/Name>/.exec(bucket)?.[1] ?? "";
    return kept.has(decodeXmlText(name)) ? bucket : "";
  });
}
