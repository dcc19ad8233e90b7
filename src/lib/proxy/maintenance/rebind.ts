import type { S3Client } from "@aws-sdk/client-s3";
import type { ObjectName } from "../../crypto/contexts.js";
import type { EncryptionMetadata } from "../../crypto/encryption-metadata.js";
import { IntegrityError } from "../../errors/s3kit-error.js";
import type { KeyRing } from "../../key-ring/key-ring.js";
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

export interface RebindOptions extends MaintenanceOptions {
  /** What the objects were called before: their keys begin with `key` where they now begin with the scope's. */
  readonly from: ObjectName;
  /** Look only. */
  readonly dryRun: boolean;
}

/**
 * Make objects readable again that were renamed behind the proxy's back: each one's key, bound to the old name, is bound to
 * the new one, with the ring's primary key. Objects that open under their new names are left alone.
 */
export function rebind(
  client: S3Client,
  scope: MaintenanceScope,
  encryption: Encryption,
  options: RebindOptions,
): AsyncGenerator<MaintainedObject> {
  const { bucket } = scope;
  const namespace = encryption.namespace ?? bucket;
  const objects = listScope(client, scope, options.signal);
  return walkObjects(objects, bucket, options, async ({ key }) => {
    const oldName = {
      namespace: options.from.namespace,
      key: options.from.key + key.slice(scope.key.length),
    };
    return rebindObject(
      client,
      { bucket, key },
      { ring: encryption.ring, oldName, newName: { namespace, key } },
      options,
    );
  });
}

async function rebindObject(
  client: S3Client,
  place: { readonly bucket: string; readonly key: string },
  {
    ring,
    oldName,
    newName,
  }: { readonly ring: KeyRing; readonly oldName: ObjectName; readonly newName: ObjectName },
  { dryRun, signal }: RebindOptions,
): Promise<Finding> {
  const head = await headEncrypted(client, place, signal);
  if (head === undefined) return { status: "plain" };
  const { metadata } = head;
  const { keyId } = metadata;
  if (await opensUnder(ring, metadata, newName)) return { status: "current", keyId };
  const objectKey = await ring.unwrap(metadata, oldName);
  if (isArchived(head.headers)) return { status: "archived", keyId };
  if (dryRun) return { status: "planned", keyId };
  const rebound = { ...(await ring.wrap(objectKey, newName)), salt: metadata.salt };
  await replaceEncryptionMetadata(client, head, rebound, signal);
  return { status: "done", keyId };
}

async function opensUnder(ring: KeyRing, metadata: EncryptionMetadata, name: ObjectName): Promise<boolean> {
  try {
    await ring.unwrap(metadata, name);
    return true;
  } catch (error) {
    if (error instanceof IntegrityError && error.code === "WrongKey") return false;
    throw error;
  }
}
