import { PutObjectCommand } from "@aws-sdk/client-s3";
import { expect, test } from "vitest";
import { listBuckets } from "../../../../src/lib/s3/list-buckets.js";
import { listEntryPages } from "../../../../src/lib/s3/list-entries.js";
import { listVersionPages } from "../../../../src/lib/s3/list-versions.js";
import { probeStore } from "../../../../src/lib/s3/probe/probe-store.js";
import { runningStore } from "../../store/running-store.js";

test("the embedded store is found to do all that it does, and no bucket is left behind", async () => {
  await using store = await runningStore();
  const { checkedAt, ...found } = await probeStore(store.client, {});
  expect(found).toEqual({
    ifNoneMatch: "yes",
    ifMatch: "yes",
    completeIfNoneMatch: "yes",
    deleteIfMatch: "yes",
    checksumHeader: "yes",
    checksumTrailer: "yes",
    contentMd5: "yes",
    tagging: "yes",
    multipart: "yes",
    objectAttributes: "yes",
    presigned: "yes",
    cors: "yes",
    policy: "yes",
    publicAccessBlock: "yes",
    objectLock: expect.stringMatching(/yes|no/),
    versioning: "yes",
    sts: "yes",
  });
  expect(Date.parse(checkedAt)).not.toBeNaN();
  expect(await Array.fromAsync(listBuckets(store.client))).toEqual([]);
});

test("in a bucket of the user's nothing is changed and nothing is left", async () => {
  await using store = await runningStore();
  const bucket = await store.createBucket("mine");
  await store.client.send(new PutObjectCommand({ Bucket: bucket, Key: "precious", Body: "x" }));
  const found = await probeStore(store.client, { bucket });
  expect(found.ifNoneMatch).toBe("yes");
  expect(found.versioning).toBe("yes");
  const left = await Array.fromAsync(listVersionPages(store.client, { bucket, prefix: "" }));
  expect(left.flat()).toMatchObject([{ key: "precious", versionId: "null" }]);
  expect((await Array.fromAsync(listEntryPages(store.client, { bucket, prefix: "" }))).flat()).toHaveLength(
    1,
  );
});

test("an interrupted probe cleans up, too", async () => {
  await using store = await runningStore();
  const abort = new AbortController();
  store.client.middlewareStack.add(
    (next) => async (args) => {
      abort.abort(new Error("stop"));
      return next(args);
    },
    { step: "initialize", name: "stopper" },
  );
  await expect(probeStore(store.client, {}, { signal: abort.signal })).rejects.toThrow("stop");
  expect(await Array.fromAsync(listBuckets(store.client))).toEqual([]);
});

test("without a bucket that may be made, the error names the way out", async () => {
  await using store = await runningStore();
  store.client.middlewareStack.add(
    (next, { commandName }) =>
      async (args) => {
        if (commandName !== "CreateBucketCommand") return next(args);
        throw Object.assign(new Error("no"), { name: "AccessDenied", $metadata: { httpStatusCode: 403 } });
      },
    { step: "initialize", name: "denier" },
  );
  await expect(probeStore(store.client, {})).rejects.toMatchObject({
    exitCode: 5,
    hints: [expect.stringContaining("--bucket")],
  });
});
