import type { Caller, Handler, S3Request, Stage } from "../../wire/exchange.js";
import { S3Error } from "../../wire/s3-error.js";
import type { KeyRing } from "../keys/key-ring.js";
import { isLimited, type ProxyKey } from "../keys/proxy-key.js";

/** What callers without a key may do: nothing, everything (as the proxy), or what the store allows anyone. */
export type AnonymousAccess = "refused" | "everything" | "public";

/**
 * Hold callers to what their key may do, before anything of their request is acted on. A limited key may only do what is
 * known to keep to its limits; what the routing table does not know is not.
 *
 * @param others callers with keys that are not the proxy's: `passed` where a stage behind this one knows them.
 */
export function authorizeStage(
  ring: KeyRing,
  anonymous: AnonymousAccess,
  others: "refused" | "passed" = "refused",
): Stage {
  return (next: Handler) => async (request) => {
    if (request.operation === "Preflight") return next(request);
    if (request.caller.kind === "anonymous") {
      if (anonymous === "refused") throw unsigned();
      return next(request);
    }
    const key = ring.find(request.caller.accessKeyId);
    if (key === undefined && others === "refused") throw denied("The key was removed.");
    if (key !== undefined && isLimited(key)) authorize(request, key);
    return next(request);
  };
}

/** Have callers without a key served as if they had one without limits; the last stage before the store. */
export function ownerStage(): Stage {
  return (next: Handler) => async (request) =>
    next(request.caller.kind === "signed" ? request : { ...request, caller: OWNER });
}

const OWNER: Caller = { kind: "signed", accessKeyId: "anonymous", scheme: "header" };

const READING = /^(Get|Head|List)/;

function authorize(request: S3Request, { buckets, readOnly }: ProxyKey): void {
  const { operation, bucket, headers } = request;
  if (operation === "GetCallerIdentity") return;
  if (operation === "Unknown") throw denied("Your key is limited to operations that the proxy knows.");
  if (readOnly === true && !READING.test(operation)) throw denied("Your key may only read.");
  if (buckets === undefined) return;
  if (bucket === undefined)
    throw denied("Your key is limited to certain buckets, and may not list them all.");
  requireBucket(bucket, buckets);
  if (operation === "CopyObject" || operation === "UploadPartCopy")
    requireBucket(sourceBucket(headers["x-amz-copy-source"] ?? ""), buckets);
}

function requireBucket(bucket: string, allowed: readonly string[]): void {
  const isAllowed = allowed.some((pattern) =>
    pattern.endsWith("*") ? bucket.startsWith(pattern.slice(0, -1)) : bucket === pattern,
  );
  if (!isAllowed) throw denied(`Your key may not touch the bucket ${bucket}.`);
}

/** The bucket of `x-amz-copy-source` by any reading of it: what stores could take for several buckets is refused. */
function sourceBucket(source: string): string {
  const bucket = /^\/?([A-Za-z0-9][A-Za-z0-9._-]*)\/[^/]/.exec(decoded(source))?.[1];
  if (bucket === undefined || !new RegExp(`^/?${bucket.replaceAll(".", "\\.")}(/|%2f)`, "i").test(source))
    throw denied("The source of the copy is not in a form that can be checked against your key.");
  return bucket;
}

function decoded(source: string): string {
  try {
    return decodeURIComponent(source);
  } catch (cause) {
    throw new S3Error("InvalidArgument", "Invalid copy source encoding.", { cause });
  }
}

function denied(reason: string): S3Error {
  return new S3Error("AccessDenied", `Access Denied. ${reason}`);
}

function unsigned(): S3Error {
  return denied("This proxy answers signed requests only.");
}
