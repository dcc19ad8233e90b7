import type { S3Response } from "../../wire/exchange.js";
import { renderXml, type XmlContent } from "../../wire/xml/render-xml.js";
import type { ResponseHeaders } from "./store-context.js";

/** An answer of one XML document in S3's namespace. */
export function xmlAnswer(root: string, content: XmlContent, headers: ResponseHeaders = {}): S3Response {
  return documentAnswer(renderXml(root, content), headers);
}

/** An answer of an XML document that is already text. */
export function documentAnswer(document: string | Buffer, headers: ResponseHeaders = {}): S3Response {
  return { status: 200, headers: { "content-type": "application/xml", ...headers }, body: document };
}

/** 204, as DELETE and some PUT of sub-resources are answered. */
export const NO_CONTENT: S3Response = { status: 204, headers: {} };

/** 200 without a body. */
export const EMPTY_OK: S3Response = { status: 200, headers: {} };
