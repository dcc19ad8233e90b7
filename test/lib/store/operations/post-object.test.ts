import { createHmac } from "node:crypto";
import { beforeEach, expect, test } from "vitest";
import { GetObjectTaggingCommand } from "@aws-sdk/client-s3";
import { element, KEY, runningStore } from "../running-store.js";

let store: Awaited<ReturnType<typeof runningStore>>;

beforeEach(async () => {
  store = await runningStore();
  await store.createBucket();
  return () => store[Symbol.asyncDispose]();
});

type Condition = Readonly<Record<string, string>> | readonly (string | number)[];

/** The signed fields of a form, by SigV4 as AWS's "POST policy" pages describe it. */
function signedFields(conditions: readonly Condition[], expiresInMs = 60_000): Record<string, string> {
  const date = new Date().toISOString().replaceAll(/[-:]|\.\d+/g, "");
  const scope = [date.slice(0, 8), "us-east-1", "s3", "aws4_request"];
  const fields = {
    "x-amz-algorithm": "AWS4-HMAC-SHA256",
    "x-amz-credential": [KEY.accessKeyId, ...scope].join("/"),
    "x-amz-date": date,
  };
  const own = Object.entries(fields).map(([name, value]) => ({ [name]: value }));
  const expiration = new Date(Date.now() + expiresInMs).toISOString();
  const policy = Buffer.from(JSON.stringify({ expiration, conditions: [...conditions, ...own] })).toString(
    "base64",
  );
  const hmac = (key: string | Buffer, text: string) => createHmac("sha256", key).update(text).digest();
  const key = scope.reduce<string | Buffer>(hmac, `AWS4${KEY.secretAccessKey}`);
  return { ...fields, policy, "x-amz-signature": hmac(key, policy).toString("hex") };
}

async function post(
  fields: Record<string, string>,
  content = "hello",
  fileName = "notes.txt",
): Promise<Response> {
  const form = new FormData();
  for (const [name, value] of Object.entries(fields)) form.set(name, value);
  form.set("file", new Blob([content]), fileName);
  return fetch(`${store.endpoint}/bucket`, { method: "POST", body: form, redirect: "manual" });
}

const BASE: readonly Condition[] = [{ bucket: "bucket" }, ["starts-with", "$key", "up/"]];

test("a signed form uploads its file, with what its fields say", async () => {
  const conditions = [
    ...BASE,
    { acl: "public-read" },
    ["starts-with", "$Content-Type", "text/"],
    ["starts-with", "$x-amz-meta-colour", ""],
    ["starts-with", "$tagging", ""],
  ];
  const answer = await post({
    key: "up/${filename}",
    acl: "public-read",
    "Content-Type": "text/plain",
    "x-amz-meta-colour": "blau-ü",
    tagging: "<Tagging><TagSet><Tag><Key>a</Key><Value>1</Value></Tag></TagSet></Tagging>",
    ...signedFields(conditions),
  });
  expect(answer.status).toBe(204);
  expect(answer.headers.get("etag")).toBe('"5d41402abc4b2a76b9719d911017c592"');
  expect(answer.headers.get("location")).toBe(`${store.endpoint}/bucket/up%2Fnotes.txt`);
  const got = await fetch(`${store.endpoint}/bucket/up/notes.txt`);
  expect([got.status, await got.text(), got.headers.get("content-type")]).toEqual([
    200,
    "hello",
    "text/plain",
  ]);
  const colour = Buffer.from(got.headers.get("x-amz-meta-colour") ?? "", "latin1").toString("utf8");
  expect(colour).toBe("blau-ü");
  const tags = await store.client.send(
    new GetObjectTaggingCommand({ Bucket: "bucket", Key: "up/notes.txt" }),
  );
  expect(tags.TagSet).toEqual([{ Key: "a", Value: "1" }]);
});

test("the form says how success is answered", async () => {
  const status = [...BASE, { success_action_status: "201" }];
  const created = await post({ key: "up/a", success_action_status: "201", ...signedFields(status) });
  expect(created.status).toBe(201);
  const document = await created.text();
  expect(document).toContain("<PostResponse><Location>");
  expect([element(document, "Bucket"), element(document, "Key")]).toEqual(["bucket", "up/a"]);

  const target = "https://app.example.org/done?x=1";
  const redirect = [...BASE, { success_action_redirect: target }];
  const sent = await post({ key: "up/a b", success_action_redirect: target, ...signedFields(redirect) });
  expect(sent.status).toBe(303);
  const location = new URL(sent.headers.get("location") ?? "");
  expect(Object.fromEntries(location.searchParams)).toEqual({
    x: "1",
    bucket: "bucket",
    key: "up/a b",
    etag: '"5d41402abc4b2a76b9719d911017c592"',
  });
});

test.each([
  ["a key outside the policy", { key: "down/a" }, BASE, 403, "AccessDenied"],
  ["a field that the policy does not name", { key: "up/a", acl: "public-read" }, BASE, 403, "AccessDenied"],
  [
    "a file that is too long",
    { key: "up/a" },
    [...BASE, ["content-length-range", 0, 4]],
    400,
    "EntityTooLarge",
  ],
  [
    "a file that is too short",
    { key: "up/a" },
    [...BASE, ["content-length-range", 6, 9]],
    400,
    "EntityTooSmall",
  ],
  ["no key", {}, BASE, 400, "InvalidArgument"],
] as const)("a form with %s is refused and stores nothing", async (_, fields, conditions, status, code) => {
  const answer = await post({ ...fields, ...signedFields(conditions as readonly Condition[]) });
  expect([answer.status, element(await answer.text(), "Code")]).toEqual([status, code]);
  const list = await store.send({ method: "GET", target: "/bucket?list-type=2" });
  expect(list.text).toContain("<KeyCount>0</KeyCount>");
});

test.each([
  ["Content-Type", "text/plain\r\nx-evil: 1"],
  ["x-amz-meta-colour", "blue\u0001"],
  ["x-amz-meta-my colour", "blue"],
  ["x-amz-meta-färbung", "blau"],
])("a form whose field %s holds what no header can is refused and stores nothing", async (name, value) => {
  const conditions: Condition[] = [...BASE, ["starts-with", `$${name}`, ""]];
  const answer = await post({ key: "up/a", [name]: value, ...signedFields(conditions) });
  expect([answer.status, element(await answer.text(), "Code")]).toEqual([400, "InvalidArgument"]);
  expect((await store.send({ method: "GET", target: "/bucket/up/a" })).status).toBe(404);
});

test("a form with an expired policy, a wrong signature or none is denied", async () => {
  expect((await post({ key: "up/a", ...signedFields(BASE, -1000) })).status).toBe(403);
  expect((await post({ key: "up/a", ...signedFields(BASE), "x-amz-signature": "0".repeat(64) })).status).toBe(
    403,
  );
  expect((await post({ key: "up/a" })).status).toBe(403);
});

test("a form whose policy names no bucket is denied: it would be good for all of them", async () => {
  const conditions = BASE.filter((condition) => !("bucket" in condition));
  const answer = await post({ key: "up/a", ...signedFields(conditions) });
  expect([answer.status, await answer.text()]).toEqual([
    403,
    expect.stringContaining("Extra input fields: bucket"),
  ]);
});

test("a form without a signature is for buckets that everybody may write to", async () => {
  await store.send({ method: "PUT", target: "/bucket?acl", headers: { "x-amz-acl": "public-read-write" } });
  expect((await post({ key: "up/a" })).status).toBe(204);
  expect((await post({ key: "up/b", acl: "public-read" })).status).toBe(204);
  expect((await store.send({ method: "GET", target: "/bucket/up/b", anonymous: true })).status).toBe(200);
});
