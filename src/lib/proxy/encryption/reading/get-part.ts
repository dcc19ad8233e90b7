import { Buffer } from "node:buffer";
import type { S3Request, S3Response } from "../../../wire/exchange.js";
import { S3Error } from "../../../wire/s3-error.js";
import { clearHeaders, storeError } from "../answers.js";
import type { EncryptionContext } from "../encryption-context.js";
import { askInClear, withoutPartNumber } from "./ask-store.js";
import { headOf } from "./describe-head.js";
import { planContent } from "./open-content.js";
import { partAt, partHeaders } from "./placed-part.js";
import { layoutOf } from "./read-layout.js";
import { getPlanned } from "./read-planned.js";
import { refusedRead } from "./refused-read.js";

/** One part of an object, by its position, as S3 counts them: an object that was put in one request has one. */
export async function getPart(request: S3Request, context: EncryptionContext): Promise<S3Response> {
  if (request.headers["range"] !== undefined) throw rangeAndPart();
  const { answer, stored } = await headOf(request, context);
  if (stored === undefined) {
    if (answer.status < 300) return askInClear(request, context);
    if (answer.status === 304) return refusedRead(request, answer);
    throw storeError(answer.status, Buffer.alloc(0));
  }
  const layout = await layoutOf(request, stored, context);
  const part = partAt(layout.parts, request.query.get("partNumber") ?? "");
  const headers = partHeaders(part, layout.parts, stored.plaintextBytes);
  if (part.plaintextBytes === 0)
    return { status: 206, headers: { ...clearHeaders(answer.headers), ...headers }, body: "" };
  const span = { start: part.plaintextStart, end: part.plaintextStart + part.plaintextBytes };
  const content = await getPlanned(withoutPartNumber(request), planContent(layout, span), stored, context);
  return content.status === 206 ? { ...content, headers: { ...content.headers, ...headers } } : content;
}

function rangeAndPart(): S3Error {
  return new S3Error("InvalidRequest", "Cannot specify both Range header and partNumber query parameter");
}
