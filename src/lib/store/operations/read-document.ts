import type { S3Request } from "../../wire/exchange.js";
import { parseXml, type XmlElement } from "../../wire/xml/parse-xml.js";
import { readTextBody } from "../../wire/xml/read-xml-body.js";

/** Read a request's document, whose root must be one of `rootNames`. */
export async function readDocument(request: S3Request, ...rootNames: readonly string[]): Promise<XmlElement> {
  return parseXml(await readTextBody(request.openBody()), ...rootNames);
}
