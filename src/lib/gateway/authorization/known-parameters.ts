import { splitTarget } from "../../wire/auth/raw-request.js";
import type { S3Request } from "../../wire/exchange.js";
import { belongsTo } from "../../wire/http/route-request.js";
import { decodePercent } from "../../wire/http/request-target.js";

/**
 * The request without the query parameters that mean nothing to its operation: the store behind might know a meaning, and
 * carry out for the gateway what nobody judged. (Ceph answers `GET /?usage` with the account's, and takes an
 * `x-amz-copy-source` for a header wherever it stands.)
 */
export function withKnownParameters(request: S3Request): S3Request {
  const { operation, query, rawTarget } = request;
  if (query.size === 0 || [...query.keys()].every((name) => belongsTo(operation, name))) return request;
  const { rawPath, rawQuery } = splitTarget(rawTarget);
  const kept = rawQuery.split("&").filter((pair) => belongsTo(operation, nameOf(pair)));
  return {
    ...request,
    rawTarget: kept.length === 0 ? rawPath : `${rawPath}?${kept.join("&")}`,
    query: new Map([...query].filter(([name]) => belongsTo(operation, name))),
  };
}

function nameOf(pair: string): string {
  const [name = ""] = pair.split("=", 1);
  return decodePercent(name.replaceAll("+", " "));
}
