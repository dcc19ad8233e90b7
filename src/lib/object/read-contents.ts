import type { S3Client } from "@aws-sdk/client-s3";
import type { CallOptions } from "../s3/call-options.js";
import type { S3Uri } from "../s3/uri.js";
import { resolveKeys } from "./resolve-keys.js";

export interface ContentsRequest {
  /** Keys as typed: in each, wildcards stand for what they match unless `raw` is set. */
  readonly uris: readonly S3Uri[];
  readonly raw: boolean;
  /** Opens one object. */
  readonly read: (uri: S3Uri) => AsyncIterable<Uint8Array>;
  /** Told of each object that cannot be read; throws to end it all. */
  readonly onFailure: (uri: S3Uri, error: unknown) => void;
  /** Told of each typed key with how many objects it stood for. */
  readonly onResolved: (uri: S3Uri, objectCount: number) => void;
}

/**
 * The bytes of several objects, one after the other, in the order typed. Memory: what `read` takes and two pages.
 *
 * @throws NotFoundError when wildcards are used on a bucket that does not exist, and what the callbacks throw.
 */
export async function* readContents(
  client: S3Client,
  request: ContentsRequest,
  options: CallOptions = {},
): AsyncGenerator<Uint8Array, void, void> {
  for (const uri of request.uris) {
    let objectCount = 0;
    for await (const key of resolveKeys(client, { ...uri, raw: request.raw }, options)) {
      objectCount += 1;
      const object = { bucket: uri.bucket, key };
      try {
        yield* request.read(object);
      } catch (error) {
        request.onFailure(object, error);
      }
    }
    request.onResolved(uri, objectCount);
  }
}
