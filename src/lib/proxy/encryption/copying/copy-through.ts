import { Buffer } from "node:buffer";
import { Readable } from "node:stream";
import type { S3Request, S3Response } from "../../../wire/exchange.js";
import { renderXml } from "../../../wire/xml/render-xml.js";
import { orDiscarded, readAnswer, storeError, withoutHeaders } from "../answers.js";
import { nameOf, type EncryptionContext } from "../encryption-context.js";
import { getObject } from "../reading/get-object.js";
import { bytesBody, streamBody, subRequest } from "../sub-request.js";
import { putObject } from "../writing/put-object.js";
import { headersOfCopy, tagsOfCopy } from "./copied-headers.js";
import { askFor, type CopySource, type FoundSource } from "./copy-source.js";

/** Copy by reading and writing, since what is stored under the one name is encrypted, and under the other it is not. */
export async function copyThrough(
  request: S3Request,
  source: CopySource,
  found: FoundSource,
  context: EncryptionContext,
): Promise<S3Response> {
  const tags = await tagsOfCopy(request, source, found, context);
  const content = await openSource(request, source, undefined, context);
  return orDiscarded(content, async () => {
    const { bucket = "", key } = request;
    const put = subRequest(request, {
      operation: "PutObject",
      method: "PUT",
      bucket,
      key,
      headers: {
        ...headersOfCopy(request, found),
        ...tags,
        "content-length": content.headers["content-length"],
      },
      openBody: bodyOf(content),
    });
    const isEncrypted = nameOf(request, context).protection.mode !== "off";
    const answer = isEncrypted ? await putObject(put, context) : await context.next(put);
    if (answer.status >= 300) return answer;
    const document = renderXml("CopyObjectResult", {
      LastModified: new Date(),
      ETag: answer.headers["etag"],
    });
    const headers = withoutHeaders(answer.headers, "content-length", "etag");
    return { status: 200, headers: { ...headers, "content-type": "application/xml" }, body: document };
  });
}

/**
 * Plaintext of a source, or of a range of it.
 *
 * @param range a Range header's value.
 * @throws S3Error as reading it is refused
 */
export async function openSource(
  request: S3Request,
  source: CopySource,
  range: string | undefined,
  context: EncryptionContext,
): Promise<S3Response> {
  const ask = askFor(request, source, "GET", range === undefined ? {} : { range });
  const answer = source.protection.mode === "off" ? await context.next(ask) : await getObject(ask, context);
  if (answer.status === 200 || answer.status === 206) return answer;
  throw storeError(answer.status, await readAnswer(answer));
}

/** An answer's content as the body of a request. */
export function bodyOf({ body, headers }: S3Response): S3Request["openBody"] {
  if (!(body instanceof Readable)) return bytesBody(Buffer.from(body ?? ""));
  const sizeBytes = Number(headers["content-length"]);
  return streamBody(() => body, Number.isNaN(sizeBytes) ? undefined : sizeBytes);
}
