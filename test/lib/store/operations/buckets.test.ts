import { expect, test } from "vitest";
import {
  CreateBucketCommand,
  DeleteBucketCommand,
  GetBucketAclCommand,
  GetBucketLocationCommand,
  HeadBucketCommand,
  ListBucketsCommand,
  ListObjectsV2Command,
  PutObjectCommand,
} from "@aws-sdk/client-s3";
import { element, elements, runningStore } from "../running-store.js";

test("a bucket is made, found and deleted", async () => {
  await using store = await runningStore();
  const made = await store.send({ method: "PUT", target: "/photos" });
  expect(made).toMatchObject({ status: 200, headers: { location: "/photos" } });

  const head = await store.send({ method: "HEAD", target: "/photos" });
  expect(head).toMatchObject({ status: 200, headers: { "x-amz-bucket-region": "us-east-1" } });
  const location = await store.client.send(new GetBucketLocationCommand({ Bucket: "photos" }));
  expect(location.LocationConstraint).toBeUndefined();

  const gone = await store.send({ method: "DELETE", target: "/photos" });
  expect(gone.status).toBe(204);
  await expect(store.client.send(new HeadBucketCommand({ Bucket: "photos" }))).rejects.toMatchObject({
    $metadata: { httpStatusCode: 404 },
  });
});

test("a bucket keeps the region of its LocationConstraint", async () => {
  await using store = await runningStore();
  const CreateBucketConfiguration = { LocationConstraint: "eu-central-1" } as const;
  await store.client.send(new CreateBucketCommand({ Bucket: "photos", CreateBucketConfiguration }));
  const location = await store.client.send(new GetBucketLocationCommand({ Bucket: "photos" }));
  expect(location.LocationConstraint).toBe("eu-central-1");
  const listed = await store.client.send(new ListBucketsCommand({ BucketRegion: "eu-central-1" }));
  expect(listed.Buckets).toMatchObject([{ Name: "photos", BucketRegion: "eu-central-1" }]);
});

test("outside us-east-1 a bucket that exists cannot be made again", async () => {
  await using store = await runningStore();
  const Bucket = await store.createBucket();
  const inEurope = { CreateBucketConfiguration: { LocationConstraint: "eu-central-1" } } as const;
  await expect(store.client.send(new CreateBucketCommand({ Bucket, ...inEurope }))).rejects.toMatchObject({
    name: "BucketAlreadyOwnedByYou",
    $metadata: { httpStatusCode: 409 },
  });
  await store.client.send(new CreateBucketCommand({ Bucket: "europe", ...inEurope }));
  await expect(store.client.send(new CreateBucketCommand({ Bucket: "europe" }))).rejects.toMatchObject({
    name: "BucketAlreadyOwnedByYou",
  });
});

test("in us-east-1 a bucket may be made again: its objects stay, its ACL is reset", async () => {
  await using store = await runningStore();
  const Bucket = "again";
  await store.client.send(new CreateBucketCommand({ Bucket, ACL: "public-read" }));
  await store.client.send(new PutObjectCommand({ Bucket, Key: "a", Body: "a" }));
  await store.client.send(new CreateBucketCommand({ Bucket }));
  expect((await store.client.send(new GetBucketAclCommand({ Bucket }))).Grants).toHaveLength(1);
  expect((await store.client.send(new ListObjectsV2Command({ Bucket }))).KeyCount).toBe(1);
});

test("a bucket with objects cannot be deleted", async () => {
  await using store = await runningStore();
  const Bucket = await store.createBucket();
  await store.client.send(new PutObjectCommand({ Bucket, Key: "a", Body: "a" }));
  await expect(store.client.send(new DeleteBucketCommand({ Bucket }))).rejects.toMatchObject({
    name: "BucketNotEmpty",
    $metadata: { httpStatusCode: 409 },
  });
});

test.each([
  "ab",
  "Upper",
  "under_score",
  "-dash",
  "dash-",
  "two..dots",
  "192.168.0.1",
  "xn--bucket",
  "bucket-s3alias",
  "a".repeat(64),
])("%s is no name for a bucket", async (name) => {
  await using store = await runningStore();
  const answer = await store.send({ method: "PUT", target: `/${name}` });
  expect(answer.status).toBe(400);
  expect(element(answer.text, "Code")).toBe("InvalidBucketName");
});

test("buckets are listed by prefix and in pages", async () => {
  await using store = await runningStore();
  for (const name of ["log-a", "log-b", "log-c", "photos"]) await store.createBucket(name);
  const first = await store.client.send(new ListBucketsCommand({ Prefix: "log-", MaxBuckets: 2 }));
  expect(first.Buckets?.map(({ Name }) => Name)).toEqual(["log-a", "log-b"]);
  const { ContinuationToken } = first;
  expect(ContinuationToken).toBeDefined();
  const rest = await store.client.send(
    new ListBucketsCommand({ Prefix: "log-", MaxBuckets: 2, ContinuationToken }),
  );
  expect(rest.Buckets?.map(({ Name }) => Name)).toEqual(["log-c"]);
  expect(rest.ContinuationToken).toBeUndefined();
  expect(rest.Owner?.ID).toMatch(/^[0-9a-f]{64}$/);
});

test("a bucket that is not there is NoSuchBucket for every operation on it", async () => {
  await using store = await runningStore();
  const targets = [
    "/none",
    "/none?list-type=2",
    "/none?versioning",
    "/none?policy",
    "/none/key",
    "/none?uploads",
  ];
  for (const target of targets) {
    const answer = await store.send({ method: "GET", target });
    expect([target, answer.status, element(answer.text, "Code")]).toEqual([target, 404, "NoSuchBucket"]);
    expect(element(answer.text, "BucketName")).toBe("none");
  }
});

test("a bucket can be addressed by host name", async () => {
  await using store = await runningStore({ hostSuffixes: ["s3.example.org"] });
  await store.createBucket("photos");
  const headers = { host: "photos.s3.example.org" };
  expect(await store.send({ method: "PUT", target: "/a/b", headers, body: "hello" })).toMatchObject({
    status: 200,
  });
  const inLocalhost = { host: `photos.localhost:${store.port.toString()}` };
  const read = await store.send({ method: "GET", target: "/a/b", headers: inLocalhost });
  expect(read.text).toBe("hello");
  const list = await store.send({ method: "GET", target: "/?list-type=2", headers: inLocalhost });
  expect(elements(list.text, "Key")).toEqual(["a/b"]);
});
