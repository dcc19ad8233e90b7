import { effectiveRangeHeader, formatContentRange, parseRange } from "../../../wire/conditions/range.js";
import type { S3Request, S3Response } from "../../../wire/exchange.js";
import { clearHeaders } from "../answers.js";
import type { EncryptionContext } from "../encryption-context.js";
import { visibleEtag } from "../visible-etag.js";
import { askInClear } from "./ask-store.js";
import { checksumHeaders } from "./checksum-headers.js";
import { headOf, headWithFooter, type StoredHead } from "./describe-head.js";
import { partAt, partHeaders } from "./placed-part.js";
import { layoutOf } from "./read-layout.js";
import { refusedRead } from "./refused-read.js";

/** HeadObject: the headers that GetObject has. Sizes by arithmetic; checksums and parts by a look at the object's end. */
export async function headObject(request: S3Request, context: EncryptionContext): Promise<S3Response> {
  const wantsChecksum = request.headers["x-amz-checksum-mode"] !== undefined;
  const head = wantsChecksum ? await headWithFooter(request, context) : await headOf(request, context);
  const { answer, stored } = head;
  if (stored === undefined) return clearHead(request, answer, context);
  const described = await describedBytes(request, head, context);
  return { ...described, headers: { ...clearHeaders(answer.headers), ...described.headers } };
}

async function clearHead(
  request: S3Request,
  answer: S3Response,
  context: EncryptionContext,
): Promise<S3Response> {
  if (answer.status >= 300) return refusedRead(request, answer);
  const asksMore = request.headers["range"] !== undefined || request.query.has("partNumber");
  return asksMore ? askInClear(request, context) : answer;
}

async function describedBytes(
  request: S3Request,
  { stored, layout, answer }: StoredHead,
  context: EncryptionContext,
): Promise<S3Response> {
  if (stored === undefined) return answer;
  const { plaintextBytes, lastModified, etag } = stored;
  const partNumber = request.query.get("partNumber");
  if (partNumber !== undefined) {
    const { parts } = layout ?? (await layoutOf(request, stored, context));
    return { status: 206, headers: partHeaders(partAt(parts, partNumber), parts, plaintextBytes) };
  }
  const validators = { etag: visibleEtag(etag), lastModified };
  const range = parseRange(effectiveRangeHeader(request.headers, validators), plaintextBytes);
  if (range === undefined)
    return {
      status: 200,
      headers: { ...checksumHeaders(layout?.checksums), "content-length": plaintextBytes.toString() },
    };
  const headers = {
    "content-range": formatContentRange(range, plaintextBytes),
    "content-length": (range.end - range.start + 1).toString(),
  };
  return { status: 206, headers };
}
