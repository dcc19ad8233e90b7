import { beforeEach, expect, test } from "vitest";
import { GetBucketPolicyStatusCommand, PutBucketPolicyCommand, PutObjectCommand } from "@aws-sdk/client-s3";
import { element, runningStore } from "../running-store.js";

let store: Awaited<ReturnType<typeof runningStore>>;
const Bucket = "bucket";

beforeEach(async () => {
  store = await runningStore();
  await store.createBucket(Bucket);
  await store.client.send(new PutObjectCommand({ Bucket, Key: "public/a", Body: "hello" }));
  await store.client.send(new PutObjectCommand({ Bucket, Key: "private/a", Body: "secret" }));
  return () => store[Symbol.asyncDispose]();
});

interface Statement {
  readonly Effect?: "Allow" | "Deny";
  readonly Action: string | readonly string[];
  readonly Resource: string | readonly string[];
  readonly Condition?: object;
}

const setPolicy = (...statements: readonly Statement[]) =>
  store.client.send(
    new PutBucketPolicyCommand({
      Bucket,
      Policy: JSON.stringify({
        Version: "2012-10-17",
        Statement: statements.map((statement) => ({ Effect: "Allow", Principal: "*", ...statement })),
      }),
    }),
  );

const anonymous = async (method: string, target: string, headers = {}, body = "") => {
  const answer = await store.send({ method, target, headers, body, anonymous: true });
  return answer.status;
};

const READ_PUBLIC = { Action: "s3:GetObject", Resource: "arn:aws:s3:::bucket/public/*" };

test.each([
  ["GET", "/"],
  ["GET", "/bucket"],
  ["GET", "/bucket?policy"],
  ["GET", "/bucket/public/a"],
  ["HEAD", "/bucket/public/a"],
  ["GET", "/bucket/none"],
  ["GET", "/bucket/public/a?tagging"],
  ["PUT", "/bucket/new"],
  ["PUT", "/bucket?policy"],
  ["PUT", "/new-bucket"],
  ["DELETE", "/bucket/public/a"],
  ["DELETE", "/bucket"],
  ["POST", "/bucket/new?uploads"],
])("without a key, %s %s is denied by default", async (method, target) => {
  expect(await anonymous(method, target)).toBe(403);
});

test("without a key, a batch deletes nothing and says so key by key", async () => {
  const body = "<Delete><Object><Key>public/a</Key></Object></Delete>";
  const answer = await store.send({ method: "POST", target: "/bucket?delete", body, anonymous: true });
  expect([answer.status, element(answer.text, "Code")]).toEqual([200, "AccessDenied"]);
  expect((await store.send({ method: "GET", target: "/bucket/public/a" })).text).toBe("hello");
});

test("a policy opens what it names, and nothing else", async () => {
  await setPolicy(READ_PUBLIC);
  expect(await anonymous("GET", "/bucket/public/a")).toBe(200);
  expect(await anonymous("GET", "/bucket/private/a")).toBe(403);
  expect(await anonymous("GET", "/bucket/public/none")).toBe(404);
  expect(await anonymous("GET", "/bucket?list-type=2")).toBe(403);
  expect(await anonymous("PUT", "/bucket/public/a", {}, "x")).toBe(403);
  const status = await store.client.send(new GetBucketPolicyStatusCommand({ Bucket }));
  expect(status.PolicyStatus?.IsPublic).toBe(true);
  expect((await store.send({ method: "DELETE", target: "/bucket?policy" })).status).toBe(204);
  expect(await anonymous("GET", "/bucket/public/a")).toBe(403);
});

test("a policy's conditions count", async () => {
  await setPolicy({ ...READ_PUBLIC, Condition: { StringEquals: { "aws:Referer": "http://example.org/" } } });
  expect(await anonymous("GET", "/bucket/public/a")).toBe(403);
  expect(await anonymous("GET", "/bucket/public/a", { referer: "http://example.org/" })).toBe(200);
});

test("a copy needs the right to read its source", async () => {
  await setPolicy(READ_PUBLIC, { Action: "s3:PutObject", Resource: "arn:aws:s3:::bucket/public/*" });
  const from = (key: string) => ({ "x-amz-copy-source": `bucket/${key}` });
  expect(await anonymous("PUT", "/bucket/public/copy", from("public/a"))).toBe(200);
  expect(await anonymous("PUT", "/bucket/public/copy", from("private/a"))).toBe(403);
});

test("an explicit deny binds the owner too, except for the policy itself", async () => {
  await setPolicy({
    Effect: "Deny",
    Action: "s3:*",
    Resource: ["arn:aws:s3:::bucket", "arn:aws:s3:::bucket/*"],
  });
  expect((await store.send({ method: "GET", target: "/bucket/public/a" })).status).toBe(403);
  expect((await store.send({ method: "GET", target: "/bucket?policy" })).status).toBe(200);
  expect((await store.send({ method: "DELETE", target: "/bucket?policy" })).status).toBe(204);
  expect((await store.send({ method: "GET", target: "/bucket/public/a" })).status).toBe(200);
});

test("ACLs let everybody read an object, or a bucket's names", async () => {
  const acl = { "x-amz-acl": "public-read" };
  await store.send({ method: "PUT", target: "/bucket/public/a?acl", headers: acl });
  expect(await anonymous("GET", "/bucket/public/a")).toBe(200);
  expect(await anonymous("GET", "/bucket/private/a")).toBe(403);
  expect(await anonymous("GET", "/bucket")).toBe(403);
  await store.send({ method: "PUT", target: "/bucket?acl", headers: acl });
  expect(await anonymous("GET", "/bucket")).toBe(200);
  expect(await anonymous("GET", "/bucket/private/a")).toBe(403);
  expect(await anonymous("GET", "/bucket/none")).toBe(404);
  expect(await anonymous("PUT", "/bucket/new", {}, "x")).toBe(403);
  await store.send({ method: "PUT", target: "/bucket?acl", headers: { "x-amz-acl": "public-read-write" } });
  expect(await anonymous("PUT", "/bucket/new", {}, "x")).toBe(200);
  expect(await anonymous("GET", "/bucket/new")).toBe(403);
  expect(await anonymous("PUT", "/bucket/new", acl, "x")).toBe(200);
  expect(await anonymous("GET", "/bucket/new")).toBe(200);
});

test.each([
  { "x-amz-acl": "public-read" },
  { "x-amz-grant-read": 'uri="http://acs.amazonaws.com/groups/global/AllUsers"' },
])("the right to write by policy is not the right to set an ACL: %j", async (headers) => {
  await setPolicy({ Action: "s3:PutObject", Resource: "arn:aws:s3:::bucket/public/*" });
  expect(await anonymous("PUT", "/bucket/public/new", {}, "x")).toBe(200);
  expect(await anonymous("PUT", "/bucket/public/new", headers, "x")).toBe(403);
});

const block = (name: string) =>
  store.send({
    method: "PUT",
    target: "/bucket?publicAccessBlock",
    body: `<PublicAccessBlockConfiguration><${name}>true</${name}></PublicAccessBlockConfiguration>`,
  });

test("a public access block closes what ACLs and policies opened", async () => {
  await store.send({
    method: "PUT",
    target: "/bucket/private/a?acl",
    headers: { "x-amz-acl": "public-read" },
  });
  await setPolicy(READ_PUBLIC);
  await block("IgnorePublicAcls");
  expect(await anonymous("GET", "/bucket/private/a")).toBe(403);
  expect(await anonymous("GET", "/bucket/public/a")).toBe(200);
  await block("RestrictPublicBuckets");
  expect(await anonymous("GET", "/bucket/private/a")).toBe(200);
  expect(await anonymous("GET", "/bucket/public/a")).toBe(403);
});

test("a public access block refuses new public ACLs and policies", async () => {
  await block("BlockPublicAcls");
  const headers = { "x-amz-acl": "public-read" };
  expect((await store.send({ method: "PUT", target: "/bucket/public/a?acl", headers })).status).toBe(403);
  expect((await store.send({ method: "PUT", target: "/bucket/b", headers, body: "x" })).status).toBe(403);
  await setPolicy(READ_PUBLIC);
  await block("BlockPublicPolicy");
  await expect(setPolicy(READ_PUBLIC)).rejects.toMatchObject({ name: "AccessDenied" });
});
