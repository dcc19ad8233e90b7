import { beforeEach, expect, test } from "vitest";
import {
  CopyObjectCommand,
  DeleteObjectCommand,
  DeleteObjectsCommand,
  GetBucketVersioningCommand,
  ListObjectVersionsCommand,
  PutBucketVersioningCommand,
  PutObjectCommand,
} from "@aws-sdk/client-s3";
import { element, runningStore } from "../running-store.js";

let store: Awaited<ReturnType<typeof runningStore>>;
const Bucket = "bucket";
const Key = "a";

beforeEach(async () => {
  store = await runningStore();
  await store.createBucket(Bucket);
  return () => store[Symbol.asyncDispose]();
});

const setVersioning = (Status: "Enabled" | "Suspended") =>
  store.client.send(new PutBucketVersioningCommand({ Bucket, VersioningConfiguration: { Status } }));

async function put(Body: string): Promise<string | undefined> {
  const { VersionId } = await store.client.send(new PutObjectCommand({ Bucket, Key, Body }));
  return VersionId;
}

const read = (versionId?: string) =>
  store.send({
    method: "GET",
    target: `/bucket/a${versionId === undefined ? "" : `?versionId=${versionId}`}`,
  });

const listed = () => store.client.send(new ListObjectVersionsCommand({ Bucket }));

test("a bucket that never had versions says so, and answers no version ids", async () => {
  expect((await store.client.send(new GetBucketVersioningCommand({ Bucket }))).Status).toBeUndefined();
  expect(await put("one")).toBeUndefined();
  expect((await read()).headers["x-amz-version-id"]).toBeUndefined();
  expect((await listed()).Versions).toMatchObject([{ Key, VersionId: "null", IsLatest: true }]);
});

test("every version stays until it is deleted by its id", async () => {
  await put("before versions");
  await setVersioning("Enabled");
  const [one, two] = [await put("one"), await put("two")];
  expect(one).not.toBe(two);
  expect((await read()).text).toBe("two");
  expect((await read(one)).text).toBe("one");
  expect((await read("null")).text).toBe("before versions");
  expect((await read()).headers["x-amz-version-id"]).toBe(two);

  await store.client.send(new DeleteObjectCommand({ Bucket, Key, VersionId: two }));
  expect((await read()).text).toBe("one");
  expect((await read(two)).status).toBe(404);
  const { Versions } = await listed();
  expect(Versions?.map(({ VersionId, IsLatest }) => [VersionId, IsLatest])).toEqual([
    [one, true],
    ["null", false],
  ]);
});

test("a delete marker hides the key until it is removed", async () => {
  await setVersioning("Enabled");
  const one = await put("one");
  const deleted = await store.client.send(new DeleteObjectCommand({ Bucket, Key }));
  expect(deleted.DeleteMarker).toBe(true);
  const marker = deleted.VersionId ?? "";

  const hidden = await read();
  expect([hidden.status, element(hidden.text, "Code"), hidden.headers["x-amz-delete-marker"]]).toEqual([
    404,
    "NoSuchKey",
    "true",
  ]);
  expect(hidden.headers["x-amz-version-id"]).toBe(marker);
  const named = await read(marker);
  expect([named.status, named.headers["allow"], named.headers["x-amz-delete-marker"]]).toEqual([
    405,
    "DELETE",
    "true",
  ]);
  expect(named.headers["last-modified"]).toBeDefined();
  expect((await read(one)).text).toBe("one");
  const page = await listed();
  expect(page.DeleteMarkers).toMatchObject([{ Key, VersionId: marker, IsLatest: true }]);
  expect(page.Versions).toMatchObject([{ Key, VersionId: one, IsLatest: false }]);
  expect((await store.send({ method: "GET", target: "/bucket?list-type=2" })).text).not.toContain(
    "<Contents>",
  );

  const undone = await store.client.send(new DeleteObjectCommand({ Bucket, Key, VersionId: marker }));
  expect(undone).toMatchObject({ DeleteMarker: true, VersionId: marker });
  expect((await read()).text).toBe("one");
});

test("suspended versioning keeps old versions and writes the null one over", async () => {
  await setVersioning("Enabled");
  const one = await put("one");
  await setVersioning("Suspended");
  expect(await put("null one")).toBe("null");
  expect(await put("null two")).toBe("null");
  expect((await read()).text).toBe("null two");
  expect((await read(one)).text).toBe("one");
  expect((await listed()).Versions).toHaveLength(2);
  const deleted = await store.client.send(new DeleteObjectCommand({ Bucket, Key }));
  expect(deleted).toMatchObject({ DeleteMarker: true, VersionId: "null" });
  expect((await listed()).Versions?.map(({ VersionId }) => VersionId)).toEqual([one]);
});

test("an old version is brought back by copying it onto its key", async () => {
  await setVersioning("Enabled");
  const [one] = [await put("one"), await put("two")];
  const CopySource = `${Bucket}/${Key}?versionId=${one ?? ""}`;
  const copied = await store.client.send(new CopyObjectCommand({ Bucket, Key, CopySource }));
  expect(copied.CopySourceVersionId).toBe(one);
  expect((await read()).text).toBe("one");
});

test("DeleteObjects makes markers, and removes versions that are named", async () => {
  await setVersioning("Enabled");
  const one = await put("one");
  const marked = await store.client.send(
    new DeleteObjectsCommand({ Bucket, Delete: { Objects: [{ Key }] } }),
  );
  expect(marked.Deleted).toMatchObject([{ Key, DeleteMarker: true }]);
  const DeleteMarkerVersionId = marked.Deleted?.[0]?.DeleteMarkerVersionId;
  const removed = await store.client.send(
    new DeleteObjectsCommand({
      Bucket,
      Delete: {
        Objects: [
          { Key, VersionId: DeleteMarkerVersionId },
          { Key, VersionId: one },
        ],
      },
    }),
  );
  expect(removed.Deleted).toMatchObject([{ DeleteMarker: true, DeleteMarkerVersionId }, { VersionId: one }]);
  expect((await listed()).Versions).toBeUndefined();
});

test("versions are listed in pages, newest first under each key", async () => {
  await setVersioning("Enabled");
  const ids = [await put("1"), await put("2"), await put("3")].reverse();
  await store.client.send(new PutObjectCommand({ Bucket, Key: "b/c", Body: "x" }));
  const seen: (string | undefined)[] = [];
  let KeyMarker: string | undefined;
  let VersionIdMarker: string | undefined;
  do {
    const page = await store.client.send(
      new ListObjectVersionsCommand({ Bucket, MaxKeys: 1, Delimiter: "/", KeyMarker, VersionIdMarker }),
    );
    seen.push(...(page.Versions ?? []).map(({ VersionId }) => VersionId));
    seen.push(...(page.CommonPrefixes ?? []).map(({ Prefix }) => Prefix));
    ({ NextKeyMarker: KeyMarker, NextVersionIdMarker: VersionIdMarker } = page);
  } while (KeyMarker !== undefined);
  expect(seen).toEqual([...ids, "b/"]);
  const alone = await store.send({ method: "GET", target: "/bucket?versions&version-id-marker=x" });
  expect([alone.status, element(alone.text, "Code")]).toEqual([400, "InvalidArgument"]);
});

test.each([
  ["?versionId=", 400, "InvalidArgument"],
  ["?versionId=made-up", 404, "NoSuchVersion"],
])("a read of a%s is refused", async (query, status, code) => {
  await put("one");
  const answer = await store.send({ method: "GET", target: `/bucket/a${query}` });
  expect([answer.status, element(answer.text, "Code")]).toEqual([status, code]);
});

test("a conditional write counts a delete marker as nothing", async () => {
  await setVersioning("Enabled");
  await put("one");
  await store.client.send(new DeleteObjectCommand({ Bucket, Key }));
  await expect(
    store.client.send(new PutObjectCommand({ Bucket, Key, Body: "x", IfMatch: "*" })),
  ).rejects.toMatchObject({ name: "NoSuchKey" });
  const remarked = await store.send({ method: "DELETE", target: "/bucket/a", headers: { "if-match": "*" } });
  expect(remarked.status).toBe(412);
  await store.client.send(new PutObjectCommand({ Bucket, Key, Body: "x", IfNoneMatch: "*" }));
});
