import { setTimeout as sleep } from "node:timers/promises";
import { expect, test } from "vitest";
import { HeadObjectCommand } from "@aws-sdk/client-s3";
import { element } from "../../store/running-store.js";
import { hookedStore, hookOn } from "./hooked-store.js";

test("preRequest hooks see every operation, and may refuse it", async () => {
  const seen: string[] = [];
  const guard = hookOn("preRequest", { name: "guard" }, ({ operation, key }) => {
    seen.push(operation);
    return key === "locked" ? { pass: false, reason: "locked" } : { pass: true };
  });
  await using store = await hookedStore([guard]);
  seen.length = 0;
  await store.put("a", "content");
  await store.get("a");
  await store.send({ method: "GET", target: "/bucket?list-type=2" });
  const refused = await store.send({ method: "DELETE", target: "/bucket/locked" });
  expect(seen).toEqual(["PutObject", "GetObject", "ListObjectsV2", "DeleteObject"]);
  expect([refused.status, element(refused.text, "HookName")]).toEqual([403, "guard"]);
});

test("preRequest hooks run one after the other, and may change metadata", async () => {
  const onPut = (name: string, pos: number, change: (metadata: Metadata, keyId: string) => Metadata) =>
    hookOn("preRequest", { name, pos }, ({ operation, metadata, accessKeyId = "" }) =>
      operation === "PutObject" ? { pass: true, metadata: change(metadata, accessKeyId) } : { pass: true },
    );
  await using store = await hookedStore([
    onPut("rename", 2, ({ uploader = "" }) => ({ by: `${uploader} (Zoë)` })),
    onPut("stamp", 1, (metadata, uploader) => ({ ...metadata, uploader })),
  ]);
  await store.put("a", "content", { "x-amz-meta-old": "gone" });
  const { Metadata } = await store.client.send(new HeadObjectCommand({ Bucket: "bucket", Key: "a" }));
  expect(Object.keys(Metadata ?? {})).toEqual(["by"]);
  expect(Buffer.from(Metadata?.["by"] ?? "", "latin1").toString("utf8")).toBe("AKIDEXAMPLE (Zoë)");
});

type Metadata = Readonly<Record<string, string>>;

test.each<[string, "PUT" | "GET", Metadata]>([
  ["for an operation that takes none", "GET", { a: "b" }],
  ["of a name that no header can have", "PUT", { "a b": "c" }],
  ["with a line break", "PUT", { a: "b\r\nx-amz-acl: public-read" }],
])("Metadata %s is an error, not lost", async (_what, method, metadata) => {
  const stamp = hookOn("preRequest", { name: "stamp" }, ({ key }) =>
    key === "a" ? { pass: true, metadata } : { pass: true },
  );
  await using store = await hookedStore([stamp]);
  const answer = await store.send({ method, target: "/bucket/a" });
  expect([answer.status, element(answer.text, "HookName")]).toEqual([403, "stamp"]);
  expect(store.stored("a")).toBeUndefined();
});

test("postUpload runs after the answer, with what was stored, and cannot change it", async () => {
  const told: unknown[] = [];
  const release = Promise.withResolvers<void>();
  const slow = hookOn("postUpload", { name: "slow" }, async ({ key, etag, sizeBytes }) => {
    await release.promise;
    told.push([key, etag, sizeBytes]);
    return { pass: false, reason: "too late" };
  });
  await using store = await hookedStore([slow]);
  const answer = await store.put("a", "content");
  expect([answer.status, told.length]).toEqual([200, 0]);
  release.resolve();
  await expect.poll(() => told).toEqual([["a", answer.headers["etag"]?.replaceAll('"', ""), 7]]);
  await expect.poll(() => store.outcomes).toMatchObject([{ event: "postUpload", outcome: "refused" }]);
  expect((await store.get("a")).text).toBe("content");
});

test("It does not run for uploads that failed, nor for parts, and once for a finished one", async () => {
  const told: string[] = [];
  const tell = hookOn("postUpload", { name: "tell" }, ({ operation }) => {
    told.push(operation);
    return { pass: true };
  });
  await using store = await hookedStore([tell]);
  await store.put("a", "content", { "content-md5": "AAAAAAAAAAAAAAAAAAAAAA==" });
  const created = await store.send({ method: "POST", target: "/bucket/b?uploads=" });
  const uploadId = element(created.text, "UploadId") ?? "";
  const part = await store.send({
    method: "PUT",
    target: `/bucket/b?partNumber=1&uploadId=${uploadId}`,
    body: "part",
  });
  const complete = async (etag: string) =>
    store.send({
      method: "POST",
      target: `/bucket/b?uploadId=${uploadId}`,
      body: `<CompleteMultipartUpload><Part><PartNumber>1</PartNumber><ETag>${etag}</ETag></Part></CompleteMultipartUpload>`,
    });
  await complete('"00000000000000000000000000000000"');
  await complete(part.headers["etag"] ?? "");
  await store.send({ method: "PUT", target: "/bucket/c", headers: { "x-amz-copy-source": "/bucket/b" } });
  await sleep(20);
  expect(told).toEqual(["CompleteMultipartUpload", "CopyObject"]);
});

test("Closing waits for what runs behind the answers", async () => {
  let isDone = false;
  {
    await using store = await hookedStore([
      hookOn("postUpload", { name: "slow" }, async () => {
        await sleep(100);
        isDone = true;
        return { pass: true };
      }),
    ]);
    await store.put("a", "content");
    await sleep(5);
  }
  expect(isDone).toBe(true);
});
