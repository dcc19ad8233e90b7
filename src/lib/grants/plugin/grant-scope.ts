import { coversScope, type AccessScope } from "../../access/grants/access-grant.js";

const SCHEME = "s3://";

/** Every bucket: the scope of a grant on the location `s3://`. */
const EVERYWHERE: AccessScope = { bucket: "", prefix: "" };

/**
 * Read a scope as GetDataAccess answers it: `s3://bucket/prefix*`, `s3://bucket/key`, `s3://bucket*`, `s3://*`. Any
 * number of stars at its end is one (a location `a*` with the sub-prefix `*` is answered as `a**`). Undefined for what
 * is no scope.
 */
export function parseGrantScope(text: string): AccessScope | undefined {
  if (!text.startsWith(SCHEME)) return undefined;
  const path = text.slice(SCHEME.length).replace(/\*+$/, "");
  const isWildcard = text.endsWith("*") || !path.includes("/");
  if (path === "") return EVERYWHERE;
  const slash = path.indexOf("/");
  if (slash === -1) return { bucket: path, prefix: "" };
  const bucket = path.slice(0, slash);
  const rest = path.slice(slash + 1);
  if (bucket === "") return undefined;
  return isWildcard || rest === "" ? { bucket, prefix: rest } : { bucket, key: rest };
}

/** The inverse of {@link parseGrantScope}, as the target of a request. */
export function formatGrantScope(scope: AccessScope): string {
  return "key" in scope
    ? `${SCHEME}${scope.bucket}/${scope.key}`
    : `${SCHEME}${scope.bucket}/${scope.prefix}*`;
}

/** Whether credentials for one scope do for another. */
export function reaches(granted: AccessScope, wanted: AccessScope): boolean {
  return granted.bucket === "" || coversScope(granted, wanted);
}
