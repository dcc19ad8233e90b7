import { Buffer } from "node:buffer";
import { uriEncode, uriEncodePath } from "../../wire/auth/uri-encoding.js";
import type { Handler, S3Request, S3Response } from "../../wire/exchange.js";
import { S3Error } from "../../wire/s3-error.js";
import { readTagging } from "../../wire/xml/documents/tagging.js";
import { renderXml } from "../../wire/xml/render-xml.js";
import { forwardRequest, type ForwardContext } from "./forward-request.js";

type Fields = ReadonlyMap<string, string>;

/**
 * Take a browser's form upload to the store as the PutObject that it amounts to: its policy was signed for the proxy and
 * checked here, and the store could do neither. Answered as S3 answers forms.
 *
 * Source: S3 API Reference, "POST Object".
 */
export async function forwardForm(request: S3Request, context: ForwardContext): Promise<S3Response> {
  return storeForm(request, async (put) => forwardRequest(put, context));
}

/** Have a form's upload stored as the PutObject that it amounts to, and answer it as S3 answers forms. */
export async function storeForm(request: S3Request, store: Handler): Promise<S3Response> {
  const fields: Fields = request.formFields ?? new Map<string, string>();
  const redirect = redirectTarget(fields);
  const stored = await store(asPut(request, fields));
  return stored.status === 200 ? answerForm(request, fields, redirect, stored) : stored;
}

function asPut(request: S3Request, fields: Fields): S3Request {
  return {
    ...request,
    method: "PUT",
    rawTarget: "/",
    headers: { ...requestHeaders(request), ...headersOfFields(fields) },
  };
}

/** What the browser says about the page; the rest of its headers describes the form. */
function requestHeaders({ headers }: S3Request): Record<string, string> {
  const kept: Record<string, string> = {};
  for (const name of ["origin", "referer", "user-agent"]) {
    const value = headers[name];
    if (value !== undefined) kept[name] = value;
  }
  return kept;
}

const HEADER_FIELDS: ReadonlySet<string> = new Set([
  "cache-control",
  "content-disposition",
  "content-encoding",
  "content-language",
  "content-md5",
  "content-type",
  "expires",
  "if-match",
  "if-none-match",
]);

/** Fields of the signature; all other `x-amz-…` fields are headers of the object. */
const SIGNATURE_FIELDS: ReadonlySet<string> = new Set([
  "x-amz-algorithm",
  "x-amz-credential",
  "x-amz-date",
  "x-amz-security-token",
  "x-amz-signature",
]);

function headersOfFields(fields: Fields): Record<string, string> {
  const headers: Record<string, string> = {};
  for (const [name, value] of fields) {
    if (HEADER_FIELDS.has(name) || (name.startsWith("x-amz-") && !SIGNATURE_FIELDS.has(name)))
      headers[name] = latin1(value);
    else if (name === "acl") headers["x-amz-acl"] = latin1(value);
    else if (name === "tagging") headers["x-amz-tagging"] = encodeTags(readTagging(value));
  }
  return headers;
}

/** Form fields are UTF-8, and headers carry that as bytes. */
function latin1(value: string): string {
  return Buffer.from(value, "utf8").toString("latin1");
}

function encodeTags(tags: readonly (readonly [key: string, value: string])[]): string {
  return tags.map(([key, value]) => `${uriEncode(key)}=${uriEncode(value)}`).join("&");
}

function redirectTarget(fields: Fields): URL | undefined {
  const target = fields.get("success_action_redirect") ?? fields.get("redirect");
  if (target === undefined || target === "") return undefined;
  if (URL.canParse(target)) return new URL(target);
  throw new S3Error("InvalidArgument", "The redirect is no URL", {
    details: { ArgumentName: "success_action_redirect", ArgumentValue: target },
  });
}

/** A redirect where the form asks for one, else the status that it asks for: 200, 201 with a document, or 204. */
function answerForm(
  request: S3Request,
  fields: Fields,
  redirect: URL | undefined,
  stored: S3Response,
): S3Response {
  const { bucket = "", key = "" } = request;
  const etag = stored.headers["etag"] ?? "";
  const location = `http${request.secure ? "s" : ""}://${request.headers["host"] ?? ""}/${bucket}/${uriEncodePath(key)}`;
  const { "content-length": _length, ...headers } = stored.headers;
  if (redirect !== undefined) {
    for (const [name, value] of Object.entries({ bucket, key, etag })) redirect.searchParams.set(name, value);
    return { status: 303, headers: { ...headers, location: redirect.href } };
  }
  const status = fields.get("success_action_status");
  if (status !== "201") return { status: status === "200" ? 200 : 204, headers: { ...headers, location } };
  const document = renderXml(
    "PostResponse",
    { Location: location, Bucket: bucket, Key: key, ETag: etag },
    "",
  );
  return {
    status: 201,
    headers: { ...headers, location, "content-type": "application/xml" },
    body: document,
  };
}
