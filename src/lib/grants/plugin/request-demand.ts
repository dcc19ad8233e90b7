import type { AccessScope, Permission } from "../../access/grants/access-grant.js";
import { commonPrefix } from "./common-prefix.js";
import { parseCopySource } from "./copy-source.js";
import { operationDemandOf, type TargetKind } from "./operation-demands.js";

/** What is asked of S3 Access Grants: a permission for all of a scope. */
export interface Demand {
  readonly permission: Permission;
  readonly scope: AccessScope;
}

/** What one request needs. */
export interface RequestDemand {
  readonly permission: Permission;
  readonly target: TargetKind;
  readonly bucket: string;
  /** Undefined for a copy between two buckets: no grant reaches over both. */
  readonly scope: AccessScope | undefined;
}

/** The parts of a request's input that say what it touches. Names are those of the S3 API. */
export interface RequestInput {
  readonly Bucket?: string | undefined;
  readonly Key?: string | undefined;
  readonly Prefix?: string | undefined;
  readonly CopySource?: string | undefined;
  readonly Delete?:
    | { readonly Objects?: readonly { readonly Key?: string | undefined }[] | undefined }
    | undefined;
}

/**
 * What a request needs of a grant; undefined when S3 Access Grants is not for it: operations outside of the table,
 * access points, directory buckets, and inputs that lack what they must have (the store refuses those).
 *
 * The scope is exactly what the request touches. A listing is everything under its prefix. Several keys are everything
 * under their longest common beginning, which is always a prefix of every one of them.
 */
export function demandOf(operation: string, input: RequestInput): RequestDemand | undefined {
  const demand = operationDemandOf(operation);
  const bucket = input.Bucket;
  if (demand === undefined || bucket === undefined || !isGeneralPurpose(bucket)) return undefined;
  const found = scopeOf(demand.target, bucket, input);
  return found === undefined ? undefined : { ...demand, bucket, ...found };
}

/** The scope of some keys: one object, or everything under what they have in common. Undefined without keys. */
function scopeOfKeys(bucket: string, keys: readonly string[]): AccessScope | undefined {
  const [first] = keys;
  if (first === undefined) return undefined;
  return keys.every((key) => key === first) ? { bucket, key: first } : { bucket, prefix: commonPrefix(keys) };
}

/** Names that AWS gives another meaning: access points, their aliases, directory buckets, Object Lambda. */
function isGeneralPurpose(bucket: string): boolean {
  return (
    bucket !== "" && !bucket.startsWith("arn:") && !/(?:-s3alias|--x-s3|--xa-s3|--ol-s3|\.mrap)$/.test(bucket)
  );
}

function scopeOf(
  target: TargetKind,
  bucket: string,
  { Key, Prefix, CopySource, Delete }: RequestInput,
): Pick<RequestDemand, "scope"> | undefined {
  switch (target) {
    case "key":
      return Key === undefined ? undefined : { scope: { bucket, key: Key } };
    case "listing":
      return { scope: { bucket, prefix: Prefix ?? "" } };
    case "keys": {
      const scope = scopeOfKeys(
        bucket,
        (Delete?.Objects ?? []).flatMap((object) => object.Key ?? []),
      );
      return scope === undefined ? undefined : { scope };
    }
    case "copy": {
      const source = parseCopySource(CopySource ?? "");
      if (source === undefined || Key === undefined) return undefined;
      return { scope: source.bucket === bucket ? scopeOfKeys(bucket, [source.key, Key]) : undefined };
    }
  }
}
