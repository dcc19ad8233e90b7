import { expect, test } from "vitest";
import {
  CreateBucketCommand,
  DeleteObjectCommand,
  GetObjectLegalHoldCommand,
  GetObjectLockConfigurationCommand,
  GetObjectRetentionCommand,
  HeadObjectCommand,
  PutBucketVersioningCommand,
  PutObjectCommand,
  PutObjectLegalHoldCommand,
  PutObjectLockConfigurationCommand,
  PutObjectRetentionCommand,
} from "@aws-sdk/client-s3";
import { runningStore } from "../running-store.js";

const Bucket = "locked";
const Key = "a";

async function lockedStore(clock?: () => Date) {
  const store = await runningStore(clock === undefined ? {} : { clock });
  await store.client.send(new CreateBucketCommand({ Bucket, ObjectLockEnabledForBucket: true }));
  const { VersionId } = await store.client.send(new PutObjectCommand({ Bucket, Key, Body: "x" }));
  return { ...store, VersionId, [Symbol.asyncDispose]: () => store[Symbol.asyncDispose]() };
}

const inDays = (days: number) => new Date(Date.now() + days * 86_400_000);

test("a bucket made with object lock is versioned and says so", async () => {
  await using store = await lockedStore();
  expect(store.VersionId).toBeDefined();
  const { ObjectLockConfiguration } = await store.client.send(
    new GetObjectLockConfigurationCommand({ Bucket }),
  );
  expect(ObjectLockConfiguration).toEqual({ ObjectLockEnabled: "Enabled" });
  await expect(
    store.client.send(
      new PutBucketVersioningCommand({ Bucket, VersioningConfiguration: { Status: "Suspended" } }),
    ),
  ).rejects.toMatchObject({ name: "InvalidBucketState" });
  await store.createBucket("plain");
  await expect(
    store.client.send(new GetObjectLockConfigurationCommand({ Bucket: "plain" })),
  ).rejects.toMatchObject({ name: "ObjectLockConfigurationNotFoundError" });
});

test("a legal hold keeps a version until it is lifted", async () => {
  await using store = await lockedStore();
  const { VersionId } = store;
  const hold = (Status: "ON" | "OFF") =>
    store.client.send(new PutObjectLegalHoldCommand({ Bucket, Key, LegalHold: { Status } }));
  await hold("ON");
  expect((await store.client.send(new GetObjectLegalHoldCommand({ Bucket, Key }))).LegalHold).toEqual({
    Status: "ON",
  });
  const remove = () => store.client.send(new DeleteObjectCommand({ Bucket, Key, VersionId }));
  await expect(remove()).rejects.toMatchObject({ name: "AccessDenied" });
  await hold("OFF");
  await remove();
});

test("GOVERNANCE gives way to who asks to bypass it, COMPLIANCE to nobody", async () => {
  await using store = await lockedStore();
  const retain = (Mode: "GOVERNANCE" | "COMPLIANCE", days: number, BypassGovernanceRetention = false) =>
    store.client.send(
      new PutObjectRetentionCommand({
        Bucket,
        Key,
        Retention: { Mode, RetainUntilDate: inDays(days) },
        BypassGovernanceRetention,
      }),
    );
  await retain("GOVERNANCE", 2);
  await retain("GOVERNANCE", 3);
  await expect(retain("GOVERNANCE", 1)).rejects.toMatchObject({ name: "AccessDenied" });
  await retain("GOVERNANCE", 1, true);
  await expect(
    store.client.send(new DeleteObjectCommand({ Bucket, Key, VersionId: store.VersionId })),
  ).rejects.toMatchObject({ name: "AccessDenied" });

  await retain("COMPLIANCE", 2, true);
  await expect(retain("COMPLIANCE", 1, true)).rejects.toMatchObject({ name: "AccessDenied" });
  await expect(
    store.client.send(
      new DeleteObjectCommand({ Bucket, Key, VersionId: store.VersionId, BypassGovernanceRetention: true }),
    ),
  ).rejects.toMatchObject({ name: "AccessDenied" });
  const { Retention } = await store.client.send(new GetObjectRetentionCommand({ Bucket, Key }));
  expect(Retention?.Mode).toBe("COMPLIANCE");
  await store.client.send(new DeleteObjectCommand({ Bucket, Key })); // a marker removes nothing
});

test("the bucket's default retention binds new objects, and ends", async () => {
  await using store = await lockedStore();
  await store.client.send(
    new PutObjectLockConfigurationCommand({
      Bucket,
      ObjectLockConfiguration: {
        ObjectLockEnabled: "Enabled",
        Rule: { DefaultRetention: { Mode: "COMPLIANCE", Days: 10 } },
      },
    }),
  );
  await store.client.send(new PutObjectCommand({ Bucket, Key: "b", Body: "x" }));
  const head = await store.client.send(new HeadObjectCommand({ Bucket, Key: "b" }));
  expect(head.ObjectLockMode).toBe("COMPLIANCE");
  expect(head.ObjectLockRetainUntilDate?.getTime()).toBeCloseTo(inDays(10).getTime(), -5);
  const before = await store.client.send(new HeadObjectCommand({ Bucket, Key }));
  expect(before.ObjectLockMode).toBeUndefined();
});

test("buckets without object lock know neither holds nor retentions", async () => {
  await using store = await runningStore();
  await store.createBucket("plain");
  await expect(
    store.client.send(
      new PutObjectCommand({ Bucket: "plain", Key, Body: "x", ObjectLockLegalHoldStatus: "ON" }),
    ),
  ).rejects.toMatchObject({ name: "InvalidRequest" });
});
