import { S3Error } from "../../wire/s3-error.js";
import { corsHeaders, type CorsRequest, type CorsRule, matchCorsRule } from "../../wire/http/cors.js";
import { readCorsConfiguration } from "../../wire/xml/documents/cors-configuration.js";
import type { S3Request, S3Response } from "../../wire/exchange.js";
import type { StoreEngine } from "../engine.js";
import type { StoreContext } from "./store-context.js";

const METHODS = ["GET", "PUT", "POST", "DELETE", "HEAD"];

/** OPTIONS: what a browser may do with the bucket, by its CORS rules. No signature is needed. */
export function preflight(request: S3Request, { engine }: StoreContext): S3Response {
  const { headers, bucket } = request;
  const origin = headers["origin"];
  const method = headers["access-control-request-method"];
  if (origin === undefined) {
    throw new S3Error("BadRequest", "Insufficient information. Origin request header needed.");
  }
  if (method === undefined || !METHODS.includes(method)) {
    throw new S3Error("BadRequest", `Invalid Access-Control-Request-Method: ${method ?? "null"}`);
  }
  const asked = { origin, method, requestHeaders: headers["access-control-request-headers"] };
  const allowed = bucket === undefined ? undefined : corsAnswer(engine, bucket, asked);
  if (allowed !== undefined) return { status: 200, headers: allowed };
  throw new S3Error(
    "AccessDenied",
    "CORSResponse: This CORS request is not allowed. This is usually because the evalution of Origin, request method " +
      "/ Access-Control-Request-Method or Access-Control-Request-Headers are not whitelisted by the resource's CORS spec.",
    { details: { Method: method, ResourceType: request.key === undefined ? "BUCKET" : "OBJECT" } },
  );
}

/** The CORS headers of an answer to a request that a page of `origin` made; undefined when no rule lets the page read it. */
export function corsAnswer(
  engine: StoreEngine,
  bucket: string,
  asked: CorsRequest,
): Readonly<Record<string, string>> | undefined {
  const rules = corsRulesOf(engine, bucket);
  const rule = matchCorsRule(rules, asked);
  return rule === undefined ? undefined : corsHeaders(rule, asked);
}

function corsRulesOf(engine: StoreEngine, bucket: string): readonly CorsRule[] {
  try {
    const document = engine.getDocument(bucket, "cors");
    return document === undefined ? [] : readCorsConfiguration(document);
  } catch (error) {
    if (error instanceof S3Error && error.code === "NoSuchBucket") return [];
    throw error;
  }
}
