import type { S3Client } from "@aws-sdk/client-s3";
import { listEntryPages, type ObjectEntry } from "../s3/list-entries.js";
import type { RemoteObject } from "./transfer-item.js";

/** An object below a prefix; `name` is its key without the prefix. */
export interface RemoteFile {
  readonly name: string;
  readonly object: RemoteObject;
}

/**
 * List the objects below a prefix in key order. Memory: two pages.
 */
export async function* listRemote(
  client: S3Client,
  {
    bucket,
    prefix,
    delimiter,
  }: { readonly bucket: string; readonly prefix: string; readonly delimiter?: "/" | undefined },
  /** Length of what is taken off keys to make names. Default: the prefix's. */
  baseLength: number = prefix.length,
  signal?: AbortSignal,
): AsyncGenerator<RemoteFile> {
  for await (const page of listEntryPages(client, { bucket, prefix, delimiter }, { signal })) {
    for (const entry of page) {
      if (entry.kind === "object")
        yield { name: entry.key.slice(baseLength), object: toRemoteObject(bucket, entry) };
    }
  }
}

function toRemoteObject(bucket: string, { key, sizeBytes, lastModified, etag }: ObjectEntry): RemoteObject {
  return { bucket, key, sizeBytes, modifiedMs: lastModified.getTime(), etag };
}
