import type { Headers } from "../../wire/exchange.js";
import { parseXml } from "../../wire/xml/parse-xml.js";
import { renderXml } from "../../wire/xml/render-xml.js";
import type { StoreEngine } from "../engine.js";
import { invalidArgument } from "./request-parts.js";
import { requiredWord, requiredChild } from "../../wire/xml/read-element.js";

const OWNERSHIP = ["BucketOwnerPreferred", "ObjectWriter", "BucketOwnerEnforced"] as const;

/** Check an `<OwnershipControls>` document. */
export function checkOwnershipControls(text: string): void {
  const document = parseXml(text, "OwnershipControls");
  requiredWord(requiredChild(document, "Rule"), "ObjectOwnership", OWNERSHIP);
}

/** The ownership controls that CreateBucket sets by its `x-amz-object-ownership` header, as a document. */
export function ownershipFromHeaders(headers: Headers): string | undefined {
  const value = headers["x-amz-object-ownership"];
  if (value === undefined) return undefined;
  const ownership = OWNERSHIP.find((candidate) => candidate === value);
  if (ownership === undefined)
    throw invalidArgument("Invalid ObjectOwnership", "x-amz-object-ownership", value);
  return renderXml("OwnershipControls", { Rule: { ObjectOwnership: ownership } });
}

/** Does the bucket's owner own everything in it, so that ACLs neither count nor can be set? */
export function aclsAreDisabled(engine: StoreEngine, bucket: string): boolean {
  const document = engine.getDocument(bucket, "ownership");
  return document !== undefined && disablesAcls(document);
}

/** Does this `<OwnershipControls>` document disable ACLs? */
export function disablesAcls(document: string): boolean {
  const rule = requiredChild(parseXml(document, "OwnershipControls"), "Rule");
  return requiredWord(rule, "ObjectOwnership", OWNERSHIP) === "BucketOwnerEnforced";
}
