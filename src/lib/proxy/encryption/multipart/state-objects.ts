import { Buffer } from "node:buffer";
import { element } from "../../../s3/direct/service-error.js";
import type { S3Request } from "../../../wire/exchange.js";
import { renderXml } from "../../../wire/xml/render-xml.js";
import { readAnswer, requireSuccess } from "../answers.js";
import type { EncryptionContext } from "../encryption-context.js";
import { bytesBody, subRequest } from "../sub-request.js";

/** An object of the proxy's own, as a listing tells of it. */
export interface StateObject {
  readonly key: string;
  readonly lastModified: string;
}

/** Keep something of the proxy's own in a bucket. @throws S3Error as the store refuses it */
export async function putState(
  asked: S3Request,
  key: string,
  body: S3Request["openBody"],
  sizeBytes: number,
  { next }: EncryptionContext,
): Promise<void> {
  const { bucket = "" } = asked;
  const headers = { "content-length": sizeBytes.toString(), "content-type": "application/octet-stream" };
  await requireSuccess(
    await next(
      subRequest(asked, {
        operation: "PutObject",
        method: "PUT",
        bucket,
        key,
        headers,
        openBody: body,
        asProxy: true,
      }),
    ),
  );
}

/** Read it; undefined when it is not there. */
export async function getState(
  asked: S3Request,
  key: string,
  { next }: EncryptionContext,
): Promise<Buffer | undefined> {
  const { bucket = "" } = asked;
  const answer = await next(
    subRequest(asked, { operation: "GetObject", method: "GET", bucket, key, asProxy: true }),
  );
  if (answer.status !== 404) return requireSuccess(answer);
  const refusal = await readAnswer(answer);
  return element(refusal.toString("utf8"), "Code") === "NoSuchKey"
    ? undefined
    : requireSuccess({ ...answer, body: refusal });
}

/** What begins with a prefix, page by page, in order. */
export async function* listState(
  asked: S3Request,
  prefix: string,
  { next }: EncryptionContext,
): AsyncGenerator<StateObject> {
  const { bucket = "" } = asked;
  for (let token: string | undefined = undefined; ;) {
    const query: [string, string][] = [
      ["list-type", "2"],
      ["prefix", prefix],
      ...(token === undefined ? [] : [["continuation-token", token] satisfies [string, string]]),
    ];
    const answer = await next(
      subRequest(asked, { operation: "ListObjectsV2", method: "GET", bucket, query, asProxy: true }),
    );
    const document: string = (await requireSuccess(answer)).toString("utf8");
    for (const [, entry = ""] of document.matchAll(/<Contents>(.*?)<\/Contents>/gs))
      yield { key: element(entry, "Key") ?? "", lastModified: element(entry, "LastModified") ?? "" };
    token =
      element(document, "IsTruncated") === "true" ? element(document, "NextContinuationToken") : undefined;
    if (token === undefined) return;
  }
}

/** Delete all that begins with a prefix, in every version, so that nothing is left of it. */
export async function deleteState(
  asked: S3Request,
  prefix: string,
  context: EncryptionContext,
): Promise<void> {
  const { bucket = "" } = asked;
  for (;;) {
    const found = await listVersions(asked, prefix, context);
    if (found.length === 0) return;
    const document = Buffer.from(renderXml("Delete", { Object: found, Quiet: true }));
    const answer = await context.next(
      subRequest(asked, {
        operation: "DeleteObjects",
        method: "POST",
        bucket,
        query: [["delete", ""]],
        headers: { "content-type": "application/xml", "content-length": document.length.toString() },
        openBody: bytesBody(document),
        asProxy: true,
      }),
    );
    const result = (await requireSuccess(answer)).toString("utf8");
    // Such as a version that is locked: to list it again would not end.
    if (result.includes("<Error>")) return;
  }
}

async function listVersions(asked: S3Request, prefix: string, { next }: EncryptionContext) {
  const { bucket = "" } = asked;
  const query: [string, string][] = [
    ["versions", ""],
    ["prefix", prefix],
  ];
  const answer = await next(
    subRequest(asked, { operation: "ListObjectVersions", method: "GET", bucket, query, asProxy: true }),
  );
  const document = (await requireSuccess(answer)).toString("utf8");
  return [...document.matchAll(/<(Version|DeleteMarker)>(.*?)<\/\1>/gs)].map(([, , entry = ""]) => ({
    Key: element(entry, "Key") ?? "",
    VersionId: element(entry, "VersionId") ?? "null",
  }));
}
