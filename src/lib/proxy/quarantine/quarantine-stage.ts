import type { Handler, S3Request, S3Response, Stage } from "../../wire/exchange.js";
import type { Operation } from "../../wire/operation.js";
import { S3Error } from "../../wire/s3-error.js";
import { readTextBody } from "../../wire/xml/read-xml-body.js";
import { subRequest } from "../encryption/sub-request.js";
import type { UploadHooks } from "../hooks/check-upload.js";
import type { HookSurroundings } from "../hooks/content-check.js";
import { beginQuarantined } from "./begin-quarantined.js";
import { completeQuarantined, inClientsName } from "./complete-quarantined.js";
import { answerLate } from "./late-answer.js";
import { findQuarantined, forgetQuarantined, type QuarantinedUpload } from "./quarantined-upload.js";
import { askStore, textOf, wholeAnswer, type StoreAnswer } from "./store-calls.js";

/**
 * Keep uploads in parts in quarantine until hooks have seen the whole of them. Clients notice nothing: upload ids, ETags and
 * part lists are as ever. What is known of an upload is in the store, so that any number of proxies share it.
 *
 * @param surroundingsOf what hooks are told of a request.
 */
export function quarantineStage(
  hooks: UploadHooks,
  surroundingsOf: (request: S3Request) => HookSurroundings,
): Stage {
  const steps = new Map<Operation, (request: S3Request, next: Handler) => Promise<S3Response>>([
    ["CreateMultipartUpload", beginQuarantined],
    ["UploadPart", sendPart],
    ["UploadPartCopy", sendPart],
    ["ListParts", listParts],
    ["AbortMultipartUpload", abort],
    [
      "CompleteMultipartUpload",
      async (request, next) => complete(request, next, hooks, surroundingsOf(request)),
    ],
  ]);
  return (next) => async (request) => (steps.get(request.operation) ?? passOn)(request, next);
}

async function passOn(request: S3Request, next: Handler): Promise<S3Response> {
  return next(request);
}

async function sendPart(request: S3Request, next: Handler): Promise<S3Response> {
  return toHidden(request, await required(request, next), next);
}

async function required(request: S3Request, next: Handler): Promise<QuarantinedUpload> {
  const upload = await findQuarantined(request, next);
  if (upload !== undefined) return upload;
  throw new S3Error("NoSuchUpload", "The specified upload does not exist.", {
    details: { UploadId: request.query.get("uploadId") ?? "" },
  });
}

/** The client's request as it is, but for the upload that it is about. */
async function toHidden(request: S3Request, upload: QuarantinedUpload, next: Handler): Promise<S3Response> {
  const query = [...request.query].filter(([name]) => !/^x-amz-/i.test(name));
  return next(
    subRequest(request, {
      operation: request.operation,
      method: request.method,
      bucket: upload.bucket,
      key: upload.hiddenKey,
      query: query.map(
        ([name, value]) => [name, name === "uploadId" ? upload.hiddenUploadId : value] as const,
      ),
      headers: request.headers,
      openBody: (digests) => request.openBody(digests),
      // What a part is copied from is the client's to name, and the store's to refuse him.
      asProxy: request.operation !== "UploadPartCopy",
    }),
  );
}

async function listParts(request: S3Request, next: Handler): Promise<S3Response> {
  const upload = await required(request, next);
  return inClientsName(await wholeAnswer(await toHidden(request, upload, next)), upload);
}

async function abort(request: S3Request, next: Handler): Promise<S3Response> {
  const upload = await findQuarantined(request, next);
  const answer = await next(request);
  if (upload !== undefined && answer.status < 300) await forgetQuarantined(request, next, upload);
  return answer;
}

async function complete(
  request: S3Request,
  next: Handler,
  hooks: UploadHooks,
  surroundings: HookSurroundings,
): Promise<S3Response> {
  const upload = await findQuarantined(request, next);
  if (upload === undefined) {
    await refuseUnchecked(request, next);
    return next(request);
  }
  const document = await readTextBody(request.openBody());
  const answer = completeQuarantined(request, document, next, upload, hooks, surroundings);
  return answerLate(answer.then(withoutCode), {
    requestId: request.requestId,
    resource: `/${upload.bucket}/${upload.key}`,
  });
}

function withoutCode({ status, headers, body }: StoreAnswer) {
  return { status, headers, body };
}

/** One that is over may be asked for again; one that began before there was a quarantine was never checked. */
async function refuseUnchecked(request: S3Request, next: Handler): Promise<void> {
  const { bucket = "", key, query } = request;
  const answer = await askStore(request, next, {
    operation: "ListParts",
    method: "GET",
    bucket,
    key,
    query: [["uploadId", query.get("uploadId") ?? ""]],
  });
  if (textOf(answer.body, "UploadId") === undefined) return;
  throw new S3Error("AccessDenied", "The upload was begun where its content was not checked: begin it anew.");
}
