import type { S3Client } from "@aws-sdk/client-s3";
import { headEncrypted, type Encryption } from "../../transfer/encrypted/encrypted-object.js";
import { isArchived } from "./archived.js";
import { replaceEncryptionMetadata } from "./replace-metadata.js";
import {
  listScope,
  walkObjects,
  type Finding,
  type MaintainedObject,
  type MaintenanceOptions,
  type MaintenanceScope,
} from "./walk-objects.js";

export interface RewrapOptions extends MaintenanceOptions {
  /** Only objects of this key. Default: of any but the primary one. */
  readonly from?: string | undefined;
  /** Look only. */
  readonly dryRun: boolean;
}

/**
 * Take objects to the ring's primary key: each object's own key is wrapped anew, and the store replaces the metadata. Running
 * it again goes on: what has the primary key is left alone.
 */
export function rewrap(
  client: S3Client,
  scope: MaintenanceScope,
  encryption: Encryption,
  options: RewrapOptions,
): AsyncGenerator<MaintainedObject> {
  const { bucket } = scope;
  const objects = listScope(client, scope, options.signal);
  return walkObjects(objects, bucket, options, async ({ key }) =>
    rewrapObject(client, { bucket, key }, encryption, options),
  );
}

async function rewrapObject(
  client: S3Client,
  place: { readonly bucket: string; readonly key: string },
  { ring, namespace }: Encryption,
  { from, dryRun, signal }: RewrapOptions,
): Promise<Finding> {
  const head = await headEncrypted(client, place, signal);
  if (head === undefined) return { status: "plain" };
  const { metadata } = head;
  const { keyId } = metadata;
  if (keyId === ring.primaryId) return { status: "current", keyId };
  if (from !== undefined && keyId !== from) return { status: "skipped", keyId };
  if (isArchived(head.headers)) return { status: "archived", keyId };
  const name = { namespace: namespace ?? place.bucket, key: place.key };
  const objectKey = await ring.unwrap(metadata, name);
  if (dryRun) return { status: "planned", keyId };
  await replaceEncryptionMetadata(
    client,
    head,
    { ...(await ring.wrap(objectKey, name)), salt: metadata.salt },
    signal,
  );
  return { status: "done", keyId };
}
