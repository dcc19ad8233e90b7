import { recode, uriEncodePath } from "../../wire/auth/uri-encoding.js";
import { splitTarget } from "../../wire/auth/raw-request.js";
import type { S3Request } from "../../wire/exchange.js";

/** Path and query as they go to the store. */
export interface OutgoingTarget {
  readonly rawPath: string;
  /** Without the question mark. */
  readonly query: string;
}

/**
 * Where a request goes in the store's own addressing. Bucket and key are those of the request, the query is that of its
 * raw target: parameters stay in order, with or without `=` as they came, only spelled as SigV4 wants them, which is how
 * every SDK spells them anyway. Nothing is normalised: `//`, `.` and `..` are part of keys.
 *
 * @param basePath what stands in front of the key: `/bucket` in path style; never ends in `/`.
 */
export function targetOf(request: S3Request, basePath: string): OutgoingTarget {
  const { key, rawTarget, caller } = request;
  const { rawQuery } = splitTarget(rawTarget);
  const path = key === undefined ? basePath : `${basePath}/${uriEncodePath(key)}`;
  const isPresigned = caller.kind === "signed" && caller.scheme === "presigned";
  return { rawPath: path === "" ? "/" : path, query: respell(rawQuery, isPresigned) };
}

/** SigV2's own parameters, and the headers that its presigners move to the query. */
const PRESIGNED_V2: ReadonlySet<string> = new Set([
  "AWSAccessKeyId",
  "Expires",
  "Signature",
  "content-md5",
  "content-type",
]);

function respell(rawQuery: string, isPresigned: boolean): string {
  if (rawQuery === "") return "";
  const kept: string[] = [];
  for (const pair of rawQuery.split("&")) {
    if (pair === "") continue;
    const equals = pair.indexOf("=");
    const name = respellPart(equals === -1 ? pair : pair.slice(0, equals));
    if (isPresigned && isAboutSigning(name)) continue;
    kept.push(equals === -1 ? name : `${name}=${respellPart(pair.slice(equals + 1))}`);
  }
  return kept.join("&");
}

/** What a presigner added: the signature, and headers, which the request has among its headers by now. */
function isAboutSigning(name: string): boolean {
  return PRESIGNED_V2.has(name) || name.slice(0, 6).toLowerCase() === "x-amz-";
}

function respellPart(encoded: string): string {
  return recode(encoded.includes("+") ? encoded.replaceAll("+", "%20") : encoded);
}
