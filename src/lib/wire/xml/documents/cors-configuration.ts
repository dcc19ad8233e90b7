import type { CorsRule } from "../../http/cors.js";
import { S3Error } from "../../s3-error.js";
import { malformedXml, parseXml, type XmlElement } from "../parse-xml.js";
import { childrenOf, optionalInteger, optionalText } from "../read-element.js";

const MAX_RULES = 100;
const METHODS: ReadonlySet<string> = new Set(["GET", "PUT", "HEAD", "POST", "DELETE"]);

/**
 * Read a `CORSConfiguration`: 1 to 100 rules.
 *
 * Source: S3 User Guide, "Elements of a CORS configuration".
 *
 * @throws S3Error MalformedXML, InvalidRequest for methods and wildcards that S3 does not take
 */
export function readCorsConfiguration(document: string): readonly CorsRule[] {
  const rules = childrenOf(parseXml(document, "CORSConfiguration"), "CORSRule").map(readRule);
  if (rules.length === 0 || rules.length > MAX_RULES) {
    throw malformedXml(`a CORS configuration has between 1 and ${MAX_RULES} rules`);
  }
  return rules;
}

function readRule(element: XmlElement): CorsRule {
  const rule = {
    id: optionalText(element, "ID"),
    allowedOrigins: texts(element, "AllowedOrigin"),
    allowedMethods: texts(element, "AllowedMethod"),
    allowedHeaders: texts(element, "AllowedHeader"),
    exposeHeaders: texts(element, "ExposeHeader"),
    maxAgeSeconds: optionalInteger(element, "MaxAgeSeconds"),
  };
  if (rule.allowedOrigins.length === 0) throw malformedXml("CORSRule lacks AllowedOrigin");
  if (rule.allowedMethods.length === 0) throw malformedXml("CORSRule lacks AllowedMethod");
  validateRule(rule);
  return rule;
}

function texts(element: XmlElement, name: string): readonly string[] {
  return childrenOf(element, name).map((child) => child.text.trim());
}

function validateRule({ allowedOrigins, allowedMethods, allowedHeaders, exposeHeaders }: CorsRule): void {
  const method = allowedMethods.find((name) => !METHODS.has(name));
  if (method !== undefined) {
    throw invalid(`Found unsupported HTTP method in CORS config. Unsupported method is ${method}`);
  }
  assertOneWildcard("AllowedOrigin", allowedOrigins);
  assertOneWildcard("AllowedHeader", allowedHeaders);
  const exposed = exposeHeaders.find((name) => name.includes("*"));
  if (exposed !== undefined) {
    throw invalid(
      `ExposeHeader "${exposed}" contains wildcard. We currently do not support wildcard for ExposeHeader.`,
    );
  }
}

function assertOneWildcard(name: string, patterns: readonly string[]): void {
  const pattern = patterns.find((candidate) => candidate.split("*").length > 2);
  if (pattern !== undefined) throw invalid(`${name} "${pattern}" can not have more than one wildcard.`);
}

function invalid(message: string): S3Error {
  return new S3Error("InvalidRequest", message);
}
