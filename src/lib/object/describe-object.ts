import type { S3Client } from "@aws-sdk/client-s3";
import type { CallOptions } from "../s3/call-options.js";
import { headObject, type HeadObjectInput, type ObjectDetails } from "../s3/head-object.js";
import { readObjectTags } from "./read-object-tags.js";

export interface ObjectDescription extends ObjectDetails {
  /** Undefined when the store has no tags, or these credentials may not read them. */
  readonly tags: Readonly<Record<string, string>> | undefined;
}

/**
 * Everything a store tells about one object: its details and its tags.
 *
 * @throws NotFoundError when there is no such object, version or bucket.
 */
export async function describeObject(
  client: S3Client,
  address: HeadObjectInput,
  options: CallOptions = {},
): Promise<ObjectDescription> {
  const [details, tags] = await Promise.all([
    headObject(client, address, options),
    readObjectTags(client, address, options),
  ]);
  return { ...details, tags };
}
