import type { S3Request, S3Response } from "../../../wire/exchange.js";
import { visibleEtag } from "../visible-etag.js";

/** An answer without the object: as the store gave it, with the ETag that the client knows. */
export function refusedRead({ headers }: S3Request, answer: S3Response): S3Response {
  const { etag } = answer.headers;
  if (etag === undefined) return answer;
  // The client's condition shows in which spelling it knows the object, which may be stored in clear.
  const shown = visibleEtag(etag);
  const condition = headers["if-none-match"] ?? headers["if-match"];
  const isClear =
    condition !== undefined && condition.includes(unquoted(etag)) && !condition.includes(unquoted(shown));
  return isClear ? answer : { ...answer, headers: { ...answer.headers, etag: shown } };
}

function unquoted(etag: string): string {
  return etag.replaceAll('"', "");
}
