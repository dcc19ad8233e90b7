import { parseXml, type XmlElement } from "../../wire/xml/parse-xml.js";
import { readTextBody } from "../../wire/xml/read-xml-body.js";
import type { ControlCall } from "./control-call.js";

/** A resource policy may have 350,000 characters, each of them escaped. */
const MAX_DOCUMENT_BYTES = 4 * 1024 * 1024;

/**
 * Read the body of a call. An empty one is a document without content, which some operations take.
 *
 * @throws S3Error MalformedXML
 */
export async function readDocument({ request, operation }: ControlCall): Promise<XmlElement> {
  const root = `${operation}Request`;
  const text = await readTextBody(request.openBody(), MAX_DOCUMENT_BYTES);
  return text === "" ? { name: root, attributes: {}, children: [], text: "" } : parseXml(text, root);
}
