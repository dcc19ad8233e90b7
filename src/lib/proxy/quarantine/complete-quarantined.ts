import { Buffer } from "node:buffer";
import { Readable } from "node:stream";
import type { Handler, S3Request } from "../../wire/exchange.js";
import { S3Error } from "../../wire/s3-error.js";
import { readCompleteMultipartUpload } from "../../wire/xml/documents/complete-multipart-upload.js";
import { parseXml } from "../../wire/xml/parse-xml.js";
import { escapeXml } from "../../wire/xml/render-xml.js";
import { childrenOf, optionalText, requiredInteger } from "../../wire/xml/read-element.js";
import { bytesBody, subRequest } from "../encryption/sub-request.js";
import { checkStored } from "../hooks/check-stored.js";
import type { UploadHooks } from "../hooks/check-upload.js";
import type { HookSurroundings } from "../hooks/content-check.js";
import {
  forgetQuarantined,
  keepQuarantined,
  type QuarantinedPart,
  type QuarantinedUpload,
} from "./quarantined-upload.js";
import { releaseUpload } from "./release-upload.js";
import { askStore, textOf, type StoreAnswer } from "./store-calls.js";

/**
 * Complete an upload whose parts are in quarantine: put together under the hidden key, read back through the hooks, and
 * released only when all have passed. A refusal ends the upload and leaves nothing. When the client or the proxy goes away
 * in between, everything stays as it is, and completing it again goes on from there.
 *
 * @param document the client's own list of parts.
 * @returns what the store answered: of the release, or of what was wrong with the list.
 * @throws S3Error of the first hook that does not pass.
 */
export async function completeQuarantined(
  request: S3Request,
  document: string,
  next: Handler,
  upload: QuarantinedUpload,
  hooks: UploadHooks,
  surroundings: HookSurroundings,
): Promise<StoreAnswer> {
  const { upload: whole, wrong } = await putTogether(request, document, next, upload);
  if (wrong !== undefined) return wrong;
  const changed = await checkHidden(request, next, whole, hooks, surroundings);
  try {
    const answer = await releaseUpload(request, next, whole, changed);
    if (answer.errorCode === undefined) await forgetQuarantined(request, next, whole);
    return answer;
  } finally {
    await changed?.close();
  }
}

interface PutTogether {
  readonly upload: QuarantinedUpload;
  /** The store's answer when the hidden upload could not be completed. */
  readonly wrong?: StoreAnswer;
}

async function putTogether(
  request: S3Request,
  document: string,
  next: Handler,
  upload: QuarantinedUpload,
): Promise<PutTogether> {
  const stored = await storedParts(request, next, upload);
  // It was put together before, by a request that did not come to its end.
  if (stored === undefined && upload.parts !== undefined) return { upload };
  const parts = chosenParts(document, stored ?? new Map());
  const whole = { ...upload, parts };
  await keepQuarantined(request, next, whole);
  const bytes = Buffer.from(document);
  const answer = await askStore(request, next, {
    operation: "CompleteMultipartUpload",
    method: "POST",
    bucket: upload.bucket,
    key: upload.hiddenKey,
    query: [["uploadId", upload.hiddenUploadId]],
    headers: { ...withoutConditions(request.headers), "content-length": bytes.length.toString() },
    openBody: bytesBody(bytes),
  });
  return answer.errorCode === undefined
    ? { upload: whole }
    : { upload: whole, wrong: inClientsName(answer, upload) };
}

/** Conditions are about the key that the client named; the rest of what it said holds for the hidden one too. */
function withoutConditions(headers: S3Request["headers"]): S3Request["headers"] {
  const { "if-match": _match, "if-none-match": _none, authorization: _signature, ...kept } = headers;
  return kept;
}

/** Sizes of the parts that the store has, by number; undefined when the upload is not open any more. */
async function storedParts(
  request: S3Request,
  next: Handler,
  { bucket, hiddenKey, hiddenUploadId }: QuarantinedUpload,
): Promise<ReadonlyMap<number, number> | undefined> {
  const sizes = new Map<number, number>();
  let marker: string | undefined = "0";
  while (marker !== undefined) {
    const answer: StoreAnswer = await askStore(request, next, {
      operation: "ListParts",
      method: "GET",
      bucket,
      key: hiddenKey,
      query: [
        ["part-number-marker", marker],
        ["uploadId", hiddenUploadId],
      ],
    });
    if (answer.errorCode === "NoSuchUpload") return undefined;
    if (answer.errorCode !== undefined) throw unreadable(answer.errorCode);
    const page = parseXml(answer.body, "ListPartsResult");
    for (const part of childrenOf(page, "Part"))
      sizes.set(requiredInteger(part, "PartNumber"), requiredInteger(part, "Size"));
    marker =
      optionalText(page, "IsTruncated") === "true" ? optionalText(page, "NextPartNumberMarker") : undefined;
  }
  return sizes;
}

function chosenParts(document: string, stored: ReadonlyMap<number, number>): readonly QuarantinedPart[] {
  return readCompleteMultipartUpload(document).map(({ partNumber }) => {
    const sizeBytes = stored.get(partNumber);
    if (sizeBytes !== undefined) return { partNumber, sizeBytes };
    const message = "One or more of the specified parts could not be found.";
    throw new S3Error("InvalidPart", message, { details: { PartNumber: partNumber.toString() } });
  });
}

async function checkHidden(
  request: S3Request,
  next: Handler,
  upload: QuarantinedUpload,
  hooks: UploadHooks,
  surroundings: HookSurroundings,
) {
  const { contentType, metadata, parts = [] } = upload;
  const sizeBytes = parts.reduce((sum, part) => sum + part.sizeBytes, 0);
  const facts = Object.freeze({ ...surroundings.facts, contentType, metadata, sizeBytes });
  try {
    const content = await openHidden(request, next, upload);
    return await checkStored(content, hooks, { ...surroundings, facts });
  } catch (error) {
    if (error instanceof S3Error && error.details["HookName"] !== undefined)
      await refuse(request, next, upload);
    throw error;
  }
}

async function openHidden(
  request: S3Request,
  next: Handler,
  { bucket, hiddenKey }: QuarantinedUpload,
): Promise<Readable> {
  const sub = { operation: "GetObject", method: "GET", bucket, key: hiddenKey, asProxy: true } as const;
  const { status, body = "" } = await next(subRequest(request, sub));
  const stream = body instanceof Readable ? body : Readable.from([Buffer.from(body)], { objectMode: false });
  if (status === 200) return stream;
  stream.destroy();
  throw unreadable(status.toString());
}

/** The client's upload ends too: no part of it may be released later. */
async function refuse(request: S3Request, next: Handler, upload: QuarantinedUpload): Promise<void> {
  const quiet = { ...request, signal: new AbortController().signal };
  await askStore(quiet, next, {
    operation: "AbortMultipartUpload",
    method: "DELETE",
    bucket: upload.bucket,
    key: upload.key,
    query: [["uploadId", upload.uploadId]],
  });
  await forgetQuarantined(quiet, next, upload);
}

/** An error document that names what the client knows. */
export function inClientsName(answer: StoreAnswer, { key, uploadId }: QuarantinedUpload): StoreAnswer {
  const renamed = replaceText(replaceText(answer.body, "Key", key), "UploadId", uploadId);
  return { ...answer, body: renamed };
}

function replaceText(xml: string, name: string, text: string): string {
  if (textOf(xml, name) === undefined) return xml;
  const element = new RegExp(`<${name}>[\\s\\S]*?</${name}>`);
  return xml.replace(element, () => `<${name}>${escapeXml(text)}</${name}>`);
}

function unreadable(code: string): S3Error {
  return new S3Error("ServiceUnavailable", `The upload in quarantine could not be read: ${code}.`);
}
