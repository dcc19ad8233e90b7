import type { Headers, S3Request, S3Response } from "../../wire/exchange.js";
import { readTagging } from "../../wire/xml/documents/tagging.js";
import { renderXml } from "../../wire/xml/render-xml.js";
import type { BucketRecord, ObjectVersion } from "../engine.js";
import { newObjectAttributes } from "./new-object.js";
import { quoteEtag } from "./object-headers.js";
import { checkTags } from "./object-tags.js";
import { ownerOf } from "./owner.js";
import { commitBody, putHeaders } from "./put-object.js";
import { bucketOf, headerText, invalidArgument, keyOf } from "./request-parts.js";
import type { StoreContext } from "./store-context.js";
import { writeCheck } from "./write-check.js";
import { documentAnswer } from "./xml-answer.js";

type Fields = ReadonlyMap<string, string>;

/** What a form's field is as a header, where the names differ. */
const HEADER_OF_FIELD: Readonly<Record<string, string>> = { acl: "x-amz-acl" };

/** PostObject: an upload by an HTML form, whose signature and policy were checked before. */
export async function postObject(request: S3Request, context: StoreContext): Promise<S3Response> {
  const fields: Fields = request.formFields ?? new Map<string, string>();
  const bucket = context.engine.getBucket(bucketOf(request));
  const headers = headersOfForm(fields);
  const check = writeCheck(headers);
  const tagging = fields.get("tagging");
  const attributes = newObjectAttributes(headers, bucket, context);
  const version = await commitBody(context, request.openBody(["MD5"]), {
    bucket: bucket.name,
    key: keyOf(request),
    attributes: tagging === undefined ? attributes : { ...attributes, tags: checkTags(readTagging(tagging)) },
    owner: ownerOf(request.caller).id,
    ...(check === undefined ? {} : { check }),
  });
  return answer(request, fields, version, bucket);
}

/** The headers that a PUT of the same object would have; form fields are UTF-8, and headers carry that as latin1. */
function headersOfForm(fields: Fields): Headers {
  const headers: Record<string, string> = {};
  for (const [field, value] of fields) {
    if (field !== "tagging") headers[HEADER_OF_FIELD[field] ?? field] = headerText(value);
  }
  return headers;
}

/** A redirect where the form asks for one, else the status that it asks for: 200, 201 with a document, or 204. */
function answer(
  request: S3Request,
  fields: Fields,
  version: ObjectVersion,
  bucket: BucketRecord,
): S3Response {
  const location = `http${request.secure ? "s" : ""}://${request.headers["host"] ?? ""}/${bucket.name}/${encodeURIComponent(version.key)}`;
  const headers = { ...putHeaders(version, bucket), location };
  const redirect = redirectOf(fields, version);
  if (redirect !== undefined) return { status: 303, headers: { ...headers, location: redirect } };
  const status = fields.get("success_action_status");
  if (status === "201") {
    const result = {
      Location: location,
      Bucket: bucket.name,
      Key: version.key,
      ETag: quoteEtag(version.etag),
    };
    // As in S3, the one answer of an operation that has no namespace.
    return { ...documentAnswer(renderXml("PostResponse", result, ""), headers), status: 201 };
  }
  return { status: status === "200" ? 200 : 204, headers };
}

function redirectOf(fields: Fields, { bucket, key, etag }: ObjectVersion): string | undefined {
  const target = fields.get("success_action_redirect") ?? fields.get("redirect");
  if (target === undefined || target === "") return undefined;
  if (!URL.canParse(target))
    throw invalidArgument("The redirect is no URL", "success_action_redirect", target);
  const url = new URL(target);
  for (const [name, value] of Object.entries({ bucket, key, etag: quoteEtag(etag) })) {
    url.searchParams.set(name, value);
  }
  return url.href;
}
