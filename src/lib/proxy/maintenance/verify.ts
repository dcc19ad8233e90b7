import type { S3Client } from "@aws-sdk/client-s3";
import { isReserved } from "../../access/grants/key-safety.js";
import { listVersionPages } from "../../s3/list-versions.js";
import { headEncrypted, openEncrypted, type Encryption } from "../../transfer/encrypted/encrypted-object.js";
import { readDecrypted } from "../../transfer/encrypted/read-decrypted.js";
import { isArchived } from "./archived.js";
import {
  listScope,
  walkObjects,
  type Finding,
  type ListedObject,
  type MaintainedObject,
  type MaintenanceOptions,
  type MaintenanceScope,
} from "./walk-objects.js";

export interface VerifyOptions extends MaintenanceOptions {
  /** Open keys and ends only, and read no content. */
  readonly quick: boolean;
  /** Old versions too. */
  readonly versions: boolean;
}

/** Read objects whole and authenticate every byte; nothing is written. Memory: a connection's buffers for each at once. */
export function verify(
  client: S3Client,
  scope: MaintenanceScope,
  encryption: Encryption,
  options: VerifyOptions,
): AsyncGenerator<MaintainedObject> {
  const { bucket } = scope;
  const list = options.versions ? listScopeVersions : listScope;
  const objects = list(client, scope, options.signal);
  return walkObjects(objects, bucket, options, async ({ key, versionId }) =>
    verifyObject(client, { bucket, key, versionId }, encryption, options),
  );
}

async function verifyObject(
  client: S3Client,
  place: { readonly bucket: string; readonly key: string; readonly versionId: string | undefined },
  encryption: Encryption,
  { quick, signal }: VerifyOptions,
): Promise<Finding> {
  const head = await headEncrypted(client, place, signal);
  if (head === undefined) return { status: "plain" };
  const { keyId } = head.metadata;
  if (isArchived(head.headers)) return { status: "archived", keyId };
  const object = await openEncrypted(client, head, encryption, signal);
  if (!quick) await readDecrypted(client, object, () => undefined, signal);
  return { status: "done", keyId };
}

async function* listScopeVersions(
  client: S3Client,
  { bucket, key }: MaintenanceScope,
  signal: AbortSignal,
): AsyncGenerator<ListedObject> {
  const isOne = key !== "" && !key.endsWith("/");
  for await (const page of listVersionPages(client, { bucket, prefix: key }, { signal })) {
    for (const entry of page) {
      if (entry.kind !== "version" || entry.isDeleteMarker || isReserved(entry.key)) continue;
      if (isOne && entry.key !== key) continue;
      yield { key: entry.key, versionId: entry.versionId, sizeBytes: entry.sizeBytes };
    }
  }
}
