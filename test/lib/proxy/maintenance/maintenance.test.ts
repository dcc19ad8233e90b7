import { randomBytes } from "node:crypto";
import {
  CopyObjectCommand,
  GetObjectAclCommand,
  GetObjectRetentionCommand,
  GetObjectTaggingCommand,
  HeadObjectCommand,
  ListMultipartUploadsCommand,
  ListObjectVersionsCommand,
  PutBucketVersioningCommand,
  PutObjectAclCommand,
  PutObjectCommand,
  PutObjectRetentionCommand,
  PutObjectTaggingCommand,
} from "@aws-sdk/client-s3";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { withKey, newLocalEntry, withRetired } from "../../../../src/lib/key-ring/change-ring.js";
import type { KeyRing } from "../../../../src/lib/key-ring/key-ring.js";
import { ringOf } from "../../../../src/lib/key-ring/load-key-ring.js";
import { isArchived } from "../../../../src/lib/proxy/maintenance/archived.js";
import { assertRingOpens, checkRing } from "../../../../src/lib/proxy/maintenance/check-ring.js";
import { rebind } from "../../../../src/lib/proxy/maintenance/rebind.js";
import { reencrypt } from "../../../../src/lib/proxy/maintenance/reencrypt.js";
import { rewrap } from "../../../../src/lib/proxy/maintenance/rewrap.js";
import { verify } from "../../../../src/lib/proxy/maintenance/verify.js";
import type { MaintainedObject } from "../../../../src/lib/proxy/maintenance/walk-objects.js";
import {
  bodyOf,
  damage,
  newRing,
  oldRing,
  openEncryptedStore,
  rings,
  signal,
  type EncryptedStore,
} from "./encrypted-store.js";

const options = { concurrency: 4, signal };
const rewrapOptions = { ...options, dryRun: false };
const verifyOptions = { ...options, quick: false, versions: false };
const reencryptOptions = { ...options, dryRun: false, includePlain: false };
let store: EncryptedStore;

beforeAll(async () => {
  store = await openEncryptedStore();
});
afterAll(() => store.close());

async function statuses(objects: AsyncIterable<MaintainedObject>): Promise<Readonly<Record<string, string>>> {
  const all = await Array.fromAsync(objects);
  return Object.fromEntries(
    all.map(({ key, status, error }) => [
      key,
      error === undefined ? status : ((error as { code?: string }).code ?? status),
    ]),
  );
}

async function metadataOf(bucket: string, key: string): Promise<string | undefined> {
  const { Metadata } = await store.client.send(new HeadObjectCommand({ Bucket: bucket, Key: key }));
  return Metadata?.["s3kit-enc"];
}

describe("rewrapping", () => {
  it("takes objects of other keys to the primary one, in order, and leaves the rest alone", async () => {
    const bucket = await store.bucket();
    await store.put({ bucket, key: "a/1" }, "one");
    await store.put({ bucket, key: "a/2" }, "two", newRing);
    await store.client.send(new PutObjectCommand({ Bucket: bucket, Key: "a/3", Body: "plain" }));
    await store.client.send(new PutObjectCommand({ Bucket: bucket, Key: ".s3kit/own", Body: "own" }));
    await store.put({ bucket, key: "b/1" }, "elsewhere");
    const before = await bodyOf(store.client, bucket, "a/1");
    const run = () => rewrap(store.client, { bucket, key: "a/" }, { ring: newRing }, rewrapOptions);
    expect(await statuses(run())).toEqual({ "a/1": "done", "a/2": "current", "a/3": "plain" });
    expect(await statuses(run())).toEqual({ "a/1": "current", "a/2": "current", "a/3": "plain" });
    expect((await bodyOf(store.client, bucket, "a/1")).equals(before)).toBe(true);
    expect(await metadataOf(bucket, "b/1")).toContain("k=old;");
    expect(
      await statuses(
        rewrap(store.client, { bucket, key: "" }, { ring: newRing }, { ...rewrapOptions, dryRun: true }),
      ),
    ).toEqual({
      "a/1": "current",
      "a/2": "current",
      "a/3": "plain",
      "b/1": "planned",
    });
    expect(await metadataOf(bucket, "b/1")).toContain("k=old;");
  });

  it("goes on after a key, takes one object by its name, and only objects of one key", async () => {
    const bucket = await store.bucket();
    for (const key of ["1", "2", "3"]) await store.put({ bucket, key }, key);
    const scope = { bucket, key: "", startAfter: "2" };
    expect(await statuses(rewrap(store.client, scope, { ring: newRing }, rewrapOptions))).toEqual({
      "3": "done",
    });
    expect(
      await statuses(rewrap(store.client, { bucket, key: "1" }, { ring: newRing }, rewrapOptions)),
    ).toEqual({ "1": "done" });
    const other = { ...rewrapOptions, from: "another" };
    expect(await statuses(rewrap(store.client, { bucket, key: "2" }, { ring: newRing }, other))).toEqual({
      "2": "skipped",
    });
    await expect(
      statuses(rewrap(store.client, { bucket, key: "4" }, { ring: newRing }, rewrapOptions)),
    ).rejects.toMatchObject({ exitCode: 4 });
  });

  it("keeps metadata, tags, ACL and lock; a bucket that keeps versions gets a new one", async () => {
    const bucket = await store.bucket({ ObjectLockEnabledForBucket: true });
    const at = { Bucket: bucket, Key: "k" };
    await store.put({ bucket, key: "k" }, "locked");
    const RetainUntilDate = new Date(Date.now() + 86_400_000);
    await store.client.send(
      new PutObjectRetentionCommand({ ...at, Retention: { Mode: "GOVERNANCE", RetainUntilDate } }),
    );
    await store.client.send(
      new PutObjectTaggingCommand({ ...at, Tagging: { TagSet: [{ Key: "a", Value: "b c=d" }] } }),
    );
    await store.client.send(new PutObjectAclCommand({ ...at, ACL: "public-read" }));
    const grants = async () =>
      (await store.client.send(new GetObjectAclCommand(at))).Grants?.map((grant) =>
        JSON.stringify(grant),
      ).sort();
    const before = await grants();
    expect(before).toHaveLength(2);
    expect(
      await statuses(rewrap(store.client, { bucket, key: "k" }, { ring: newRing }, rewrapOptions)),
    ).toEqual({ k: "done" });
    expect(await grants()).toEqual(before);
    expect((await store.client.send(new GetObjectTaggingCommand(at))).TagSet).toEqual([
      { Key: "a", Value: "b c=d" },
    ]);
    const { Retention } = await store.client.send(new GetObjectRetentionCommand(at));
    expect(Retention?.Mode).toBe("GOVERNANCE");
    expect(Math.abs((Retention?.RetainUntilDate?.getTime() ?? 0) - RetainUntilDate.getTime())).toBeLessThan(
      1000,
    );
    const head = await store.client.send(new HeadObjectCommand(at));
    expect(head.Metadata).toMatchObject({ color: "red" });
    const { Versions = [] } = await store.client.send(new ListObjectVersionsCommand({ Bucket: bucket }));
    expect(Versions).toHaveLength(2);
    const all = verify(
      store.client,
      { bucket, key: "" },
      { ring: newRing },
      { ...verifyOptions, versions: true },
    );
    expect((await Array.fromAsync(all)).map(({ status, keyId }) => [status, keyId])).toEqual([
      ["done", "new"],
      ["done", "old"],
    ]);
    const retired = ringOf(withRetired({ ...rings, primary: "new" }, "old", new Date()));
    const after = verify(
      store.client,
      { bucket, key: "k" },
      { ring: retired },
      { ...verifyOptions, versions: true },
    );
    expect((await Array.fromAsync(after)).map(({ status }) => status)).toEqual(["done", "failed"]);
  });

  it("leaves an object as others write it meanwhile", async () => {
    const bucket = await store.bucket();
    await store.put({ bucket, key: "k" }, "before");
    const ring = meanwhile(newRing, async () => store.put({ bucket, key: "k" }, "written by others"));
    const [outcome] = Object.values(
      await statuses(rewrap(store.client, { bucket, key: "k" }, { ring }, rewrapOptions)),
    );
    expect(outcome).toBe("PreconditionFailed");
    expect(await metadataOf(bucket, "k")).toContain("k=old;");
    expect(
      await statuses(verify(store.client, { bucket, key: "k" }, { ring: newRing }, verifyOptions)),
    ).toEqual({ k: "done" });
  });

  it("says of each object that the ring does not open why, and goes on", async () => {
    const bucket = await store.bucket();
    await store.put({ bucket, key: "1" }, "one");
    await store.client.send(new CopyObjectCommand({ Bucket: bucket, Key: "2", CopySource: `${bucket}/1` }));
    await store.client.send(
      new PutObjectCommand({
        Bucket: bucket,
        Key: "3",
        Body: "x",
        Metadata: { "s3kit-enc": "v=2;k=old;w=AA" },
      }),
    );
    await store.put({ bucket, key: "4" }, "four");
    expect(
      await statuses(rewrap(store.client, { bucket, key: "" }, { ring: newRing }, rewrapOptions)),
    ).toEqual({
      "1": "done",
      "2": "WrongKey",
      "3": "UnknownFormat",
      "4": "done",
    });
  });

  it("under another namespace stays under it", async () => {
    const bucket = await store.bucket();
    await store.put({ bucket, key: "k" }, "replica");
    const copy = await store.bucket();
    await store.client.send(new CopyObjectCommand({ Bucket: copy, Key: "k", CopySource: `${bucket}/k` }));
    const encryption = { ring: newRing, namespace: bucket };
    expect(
      await statuses(rewrap(store.client, { bucket: copy, key: "" }, encryption, rewrapOptions)),
    ).toEqual({ k: "done" });
    expect(
      await statuses(verify(store.client, { bucket: copy, key: "" }, encryption, verifyOptions)),
    ).toEqual({ k: "done" });
    expect(
      await statuses(verify(store.client, { bucket: copy, key: "" }, { ring: newRing }, verifyOptions)),
    ).toEqual({ k: "WrongKey" });
  });
});

describe("rebinding", () => {
  it("takes a renamed prefix to its new names, once, and refuses wrong old names", async () => {
    const bucket = await store.bucket();
    const moved = await store.bucket();
    for (const key of ["x/1", "x/y/2"]) {
      await store.put({ bucket, key }, key);
      const Key = key.replace("x/", "z/");
      await store.client.send(new CopyObjectCommand({ Bucket: moved, Key, CopySource: `${bucket}/${key}` }));
    }
    const run = (from: { namespace: string; key: string }) =>
      statuses(
        rebind(store.client, { bucket: moved, key: "z/" }, { ring: oldRing }, { ...rewrapOptions, from }),
      );
    expect(await run({ namespace: bucket, key: "w/" })).toEqual({ "z/1": "WrongKey", "z/y/2": "WrongKey" });
    expect(await run({ namespace: bucket, key: "x/" })).toEqual({ "z/1": "done", "z/y/2": "done" });
    expect(await run({ namespace: bucket, key: "x/" })).toEqual({ "z/1": "current", "z/y/2": "current" });
    expect(
      await statuses(verify(store.client, { bucket: moved, key: "" }, { ring: oldRing }, verifyOptions)),
    ).toEqual({
      "z/1": "done",
      "z/y/2": "done",
    });
  });
});

describe("reencrypting", () => {
  it("writes small and large objects anew, readable as before", async () => {
    const bucket = await store.bucket();
    const large = randomBytes(17 * 1024 * 1024 + 3);
    await store.put({ bucket, key: "large" }, large);
    await store.put({ bucket, key: "small" }, "small");
    await store.put({ bucket, key: "empty" }, "");
    const before = await Promise.all(["large", "small"].map((key) => bodyOf(store.client, bucket, key)));
    const outcome = await statuses(
      reencrypt(store.client, { bucket, key: "" }, { ring: newRing }, reencryptOptions),
    );
    expect(outcome).toEqual({ empty: "done", large: "done", small: "done" });
    const after = await Promise.all(["large", "small"].map((key) => bodyOf(store.client, bucket, key)));
    after.forEach((body, index) => expect(body.equals(before[index] ?? body)).toBe(false));
    expect(await metadataOf(bucket, "large")).toContain("k=new;");
    expect(
      await statuses(verify(store.client, { bucket, key: "" }, { ring: newRing }, verifyOptions)),
    ).toEqual(outcome);
  });

  it("leaves an object as others write it meanwhile, and no upload behind", async () => {
    const bucket = await store.bucket();
    await store.put({ bucket, key: "k" }, randomBytes(9 * 1024 * 1024));
    const ring = meanwhile(newRing, async () => store.put({ bucket, key: "k" }, "written by others"));
    expect(await statuses(reencrypt(store.client, { bucket, key: "k" }, { ring }, reencryptOptions))).toEqual(
      { k: "PreconditionFailed" },
    );
    expect((await bodyOf(store.client, bucket, "k")).length).toBe("written by others".length + 256);
    const { Uploads = [] } = await store.client.send(new ListMultipartUploadsCommand({ Bucket: bucket }));
    expect(Uploads).toEqual([]);
  });

  it("does not write a damaged object anew", async () => {
    const bucket = await store.bucket();
    await store.put({ bucket, key: "k" }, randomBytes(100_000));
    await damage(store.client, bucket, "k", 70_000);
    const before = await bodyOf(store.client, bucket, "k");
    expect(
      await statuses(reencrypt(store.client, { bucket, key: "k" }, { ring: newRing }, reencryptOptions)),
    ).toEqual({ k: "Damaged" });
    expect((await bodyOf(store.client, bucket, "k")).equals(before)).toBe(true);
  });
});

describe("verifying", () => {
  it("finds damage anywhere; a quick look finds only what is at the end and in the key", async () => {
    const bucket = await store.bucket();
    const size = 6 * 1024 * 1024;
    for (const key of ["content", "fine", "end"]) await store.put({ bucket, key }, randomBytes(size));
    await damage(store.client, bucket, "content", 3_000_000);
    const { length } = await bodyOf(store.client, bucket, "end");
    await damage(store.client, bucket, "end", length - 100);
    expect(
      await statuses(verify(store.client, { bucket, key: "" }, { ring: oldRing }, verifyOptions)),
    ).toEqual({
      content: "Damaged",
      end: "Damaged",
      fine: "done",
    });
    expect(
      await statuses(
        verify(store.client, { bucket, key: "" }, { ring: oldRing }, { ...verifyOptions, quick: true }),
      ),
    ).toEqual({
      content: "done",
      end: "Damaged",
      fine: "done",
    });
  });

  it("finds an object that got the metadata of another", async () => {
    const bucket = await store.bucket();
    for (const key of ["1", "2"]) await store.put({ bucket, key }, key.repeat(1000));
    const Metadata = { "s3kit-enc": (await metadataOf(bucket, "1")) ?? "" };
    const Body = await bodyOf(store.client, bucket, "2");
    await store.client.send(new PutObjectCommand({ Bucket: bucket, Key: "1", Body, Metadata }));
    expect(
      await statuses(verify(store.client, { bucket, key: "1" }, { ring: oldRing }, verifyOptions)),
    ).toEqual({ "1": "Damaged" });
  });
});

describe("checking a ring", () => {
  const foreign = ringOf(withKey(undefined, "foreign", newLocalEntry(new Date())));

  it("looks at objects all over a bucket, not at its beginning alone", async () => {
    const bucket = await store.bucket();
    for (let index = 0; index < 120; index += 1)
      await store.put({ bucket, key: `a${index.toString().padStart(3, "0")}` }, "a");
    await store.put({ bucket, key: "zebra" }, "z", foreign);
    const check = await checkRing(store.client, bucket, { ring: oldRing }, signal);
    expect(check.keys.map(({ keyId, failed }) => [keyId, failed])).toEqual([
      ["old", 0],
      ["foreign", 1],
    ]);
    expect(check.sampled).toBeLessThan(60);
    expect(() => assertRingOpens(check)).toThrow("has no key foreign");
  });

  it("minds no single object that was renamed, and nothing in an empty or missing bucket", async () => {
    const bucket = await store.bucket();
    await store.put({ bucket, key: "1" }, "one");
    await store.client.send(new CopyObjectCommand({ Bucket: bucket, Key: "2", CopySource: `${bucket}/1` }));
    const check = await checkRing(store.client, bucket, { ring: oldRing }, signal);
    expect(check.keys).toMatchObject([{ keyId: "old", opened: 1, failed: 1 }]);
    expect(() => assertRingOpens(check)).not.toThrow();
    for (const other of [await store.bucket(), "no-such-bucket"]) {
      const nothing = await checkRing(store.client, other, { ring: oldRing }, signal);
      expect(nothing).toMatchObject({ sampled: 0, keys: [] });
      expect(() => assertRingOpens(nothing)).not.toThrow();
    }
  });

  it("refuses one whose key has the right id and the wrong bytes", async () => {
    const bucket = await store.bucket();
    await store.put({ bucket, key: "1" }, "one");
    const impostor = ringOf(withKey(undefined, "old", newLocalEntry(new Date())));
    const check = await checkRing(store.client, bucket, { ring: impostor }, signal);
    expect(() => assertRingOpens(check)).toThrow("another key or under another name");
  });
});

describe("an archived object", () => {
  it.each<[Record<string, string>, boolean]>([
    [{}, false],
    [{ "x-amz-storage-class": "STANDARD_IA" }, false],
    [{ "x-amz-storage-class": "GLACIER_IR" }, false],
    [{ "x-amz-storage-class": "GLACIER" }, true],
    [{ "x-amz-storage-class": "DEEP_ARCHIVE", "x-amz-restore": 'ongoing-request="true"' }, true],
    [
      { "x-amz-storage-class": "DEEP_ARCHIVE", "x-amz-restore": 'ongoing-request="false", expiry-date="x"' },
      false,
    ],
    [{ "x-amz-storage-class": "INTELLIGENT_TIERING", "x-amz-archive-status": "ARCHIVE_ACCESS" }, true],
  ])("by the headers %j: %s", (headers, expected) => {
    expect(isArchived(headers)).toBe(expected);
  });
});

it("a bucket that began to keep versions is rewrapped like others", async () => {
  const bucket = await store.bucket();
  await store.put({ bucket, key: "k" }, "content");
  const VersioningConfiguration = { Status: "Enabled" } as const;
  await store.client.send(new PutBucketVersioningCommand({ Bucket: bucket, VersioningConfiguration }));
  expect(await statuses(rewrap(store.client, { bucket, key: "" }, { ring: newRing }, rewrapOptions))).toEqual(
    { k: "done" },
  );
  expect(await metadataOf(bucket, "k")).toContain("k=new;");
});

/** A ring that lets others act once, just after an object's key was opened. */
function meanwhile(ring: KeyRing, act: () => Promise<void>): KeyRing {
  let acted = false;
  return {
    ...ring,
    unwrap: async (metadata, name) => {
      const objectKey = await ring.unwrap(metadata, name);
      if (!acted) {
        acted = true;
        await act();
      }
      return objectKey;
    },
  };
}
