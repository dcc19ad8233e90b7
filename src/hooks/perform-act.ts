import { parsePairs } from "../lib/cli/parse-pairs.js";
import type { StoreAct } from "../ui/state/acts/store-act.js";
import { toProblem } from "../ui/state/problem.js";
import type { Client, ExplorerServices } from "./explorer-services.js";
import type { Send } from "./send.js";

/** Make a change in a store and tell how it went. Never rejects. */
export async function performAct(
  services: ExplorerServices,
  { requestId, act }: { readonly requestId: number; readonly act: StoreAct },
  signal: AbortSignal,
  send: Send,
): Promise<void> {
  try {
    await services.act(act, signal);
    send({ type: "acted", requestId, act, problem: undefined });
  } catch (error) {
    send({ type: "acted", requestId, act, problem: toProblem(error) });
  }
}

/** Make a change, through the services that the commands use. */
export async function makeChange(client: Client, act: StoreAct, signal: AbortSignal): Promise<void> {
  const options = { signal };
  switch (act.kind) {
    case "restore-version": {
      const { restoreVersion } = await import("../lib/object/restore-version.js");
      await restoreVersion(client, act.object, options);
      return;
    }
    case "delete-version":
      return deleteVersion(client, act, signal);
    case "set-object-tags": {
      const { deleteObjectTags, setObjectTags } = await import("../lib/object/object-tags.js");
      if (Object.keys(act.tags).length > 0) await setObjectTags(client, act.object, act.tags, options);
      else await deleteObjectTags(client, act.object, [], options);
      return;
    }
    case "set-retention": {
      const { setRetention } = await import("../lib/object/object-lock.js");
      return setRetention(client, act.object, { mode: act.mode, until: act.until }, options);
    }
    case "set-legal-hold": {
      const { setLegalHold } = await import("../lib/object/object-lock.js");
      return setLegalHold(client, act.object, act.on, options);
    }
    case "set-document":
      return setDocument(client, act, signal);
    case "delete-document":
      return deleteDocument(client, act, signal);
    case "set-versioning": {
      const { setVersioning } = await import("../lib/bucket/bucket-versioning.js");
      return setVersioning(client, act.bucket, act.on ? "Enabled" : "Suspended", options);
    }
    case "create-bucket": {
      const { createBucket } = await import("../lib/bucket/create-bucket.js");
      await createBucket(client, { bucket: act.bucket, versioning: false, objectLock: false }, options);
      return;
    }
    case "make-folder": {
      const { makeFolder } = await import("../lib/object/make-folder.js");
      return makeFolder(client, act.object, options);
    }
    case "block-public-access":
    case "allow-public-access":
      return switchPublicAccess(client, act.bucket, act.kind === "block-public-access", signal);
  }
}

async function deleteVersion(
  client: Client,
  { object }: Extract<StoreAct, { kind: "delete-version" }>,
  signal: AbortSignal,
): Promise<void> {
  const { deleteObjects } = await import("../lib/s3/delete-objects.js");
  const { bucket, key, versionId } = object;
  for await (const { failed } of deleteObjects(
    client,
    { bucket, objects: [{ key, versionId }] },
    { signal },
  )) {
    const [first] = failed;
    if (first !== undefined) throw first.error;
  }
}

async function setDocument(
  client: Client,
  { subject, text }: Extract<StoreAct, { kind: "set-document" }>,
  signal: AbortSignal,
): Promise<void> {
  const { kind, bucket } = subject;
  const options = { signal };
  switch (kind) {
    case "policy": {
      const { setPolicy } = await import("../lib/policy/bucket-policy.js");
      return setPolicy(client, bucket, JSON.stringify(JSON.parse(text)), options);
    }
    case "cors": {
      const { setCors } = await import("../lib/cors/bucket-cors.js");
      const { readCorsDocument } = await import("../lib/cors/read-cors-document.js");
      return setCors(client, bucket, readCorsDocument(text, kind), options);
    }
    case "lifecycle": {
      const { setLifecycle } = await import("../lib/bucket/bucket-lifecycle.js");
      const { readLifecycleDocument } = await import("../lib/bucket/read-lifecycle-document.js");
      await setLifecycle(client, bucket, readLifecycleDocument(text, kind), options);
      return;
    }
    case "tags": {
      const { setBucketTags } = await import("../lib/bucket/bucket-tags.js");
      return setBucketTags(
        client,
        bucket,
        parsePairs(text.split("\n").filter((line) => line !== "")),
        options,
      );
    }
  }
}

async function deleteDocument(
  client: Client,
  { subject: { kind, bucket } }: Extract<StoreAct, { kind: "delete-document" }>,
  signal: AbortSignal,
): Promise<void> {
  const options = { signal };
  switch (kind) {
    case "policy": {
      const { deletePolicy } = await import("../lib/policy/bucket-policy.js");
      return deletePolicy(client, bucket, options);
    }
    case "cors": {
      const { deleteCors } = await import("../lib/cors/bucket-cors.js");
      return deleteCors(client, bucket, options);
    }
    case "lifecycle": {
      const { deleteLifecycle } = await import("../lib/bucket/bucket-lifecycle.js");
      await deleteLifecycle(client, bucket, options);
      return;
    }
    case "tags": {
      const { deleteBucketTags } = await import("../lib/bucket/bucket-tags.js");
      await deleteBucketTags(client, bucket, [], options);
      return;
    }
  }
}

async function switchPublicAccess(
  client: Client,
  bucket: string,
  on: boolean,
  signal: AbortSignal,
): Promise<void> {
  const { setPublicAccessBlock } = await import("../lib/bucket/public-access-block.js");
  const block = {
    blockPublicAcls: on,
    ignorePublicAcls: on,
    blockPublicPolicy: on,
    restrictPublicBuckets: on,
  };
  await setPublicAccessBlock(client, bucket, block, { signal });
}
