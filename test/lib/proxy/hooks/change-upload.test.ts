import { createHash, randomBytes } from "node:crypto";
import { readdir } from "node:fs/promises";
import { tmpdir } from "node:os";
import { afterEach, expect, test } from "vitest";
import type { HookContent } from "../../../../src/lib/proxy/hooks/hook-api.js";
import { element } from "../../store/running-store.js";
import { contentOf } from "./content-of.js";
import { hookedStore, hookOn } from "./hooked-store.js";

const MIB = 1024 * 1024;

async function* upperCase(content: HookContent): AsyncGenerator<Buffer> {
  for await (const chunk of content) yield Buffer.from(chunk.toString("latin1").toUpperCase(), "latin1");
}

afterEach(async () => {
  const left = (await readdir(tmpdir())).filter((name) => name.startsWith("s3kit-spool-"));
  expect(left).toEqual([]);
});

test("preUploadUnsafe hooks run after all of preUploadBeforeCheck have passed, and see the same content", async () => {
  const order: string[] = [];
  const content = randomBytes(3 * MIB);
  await using store = await hookedStore([
    hookOn("preUploadUnsafe", { name: "look" }, async ({ sizeBytes }, bytes) => {
      order.push(
        `look ${sizeBytes?.toString() ?? ""} ${(await contentOf(bytes)).equals(content).toString()}`,
      );
      return { pass: true };
    }),
    hookOn("preUploadBeforeCheck", { name: "scan" }, async (_context, bytes) => {
      await contentOf(bytes);
      order.push("scan");
      return { pass: true };
    }),
  ]);
  expect((await store.put("a", content)).status).toBe(200);
  expect(order).toEqual(["scan", `look ${content.length.toString()} true`]);
  expect(store.stored("a")?.etag).toBe(createHash("md5").update(content).digest("hex"));
});

test("They do not run when a check has refused", async () => {
  let isCalled = false;
  await using store = await hookedStore([
    hookOn("preUploadUnsafe", { name: "look" }, () => {
      isCalled = true;
      return { pass: true };
    }),
    hookOn("preUploadBeforeCheck", { name: "scan" }, () => ({ pass: false, reason: "bad" })),
  ]);
  expect((await store.put("a", "content")).status).toBe(403);
  expect([isCalled, store.stored("a")]).toEqual([false, undefined]);
});

test("Their refusal leaves nothing in the store", async () => {
  await using store = await hookedStore([
    hookOn("preUploadUnsafe", { name: "look" }, async (_context, bytes) => {
      await contentOf(bytes);
      return { pass: false, reason: "not a picture" };
    }),
  ]);
  const answer = await store.put("a", randomBytes(MIB));
  expect([answer.status, element(answer.text, "HookReason")]).toEqual([403, "not a picture"]);
  expect(store.stored("a")).toBeUndefined();
});

test("Blocking hooks run one after the other, each with what the one before it left", async () => {
  const order: string[] = [];
  const step = (name: string, pos: number, suffix: string) =>
    hookOn("preUploadUnsafe", { name, pos, blocking: true }, async ({ sizeBytes }, content) => {
      const text = (await contentOf(content)).toString();
      order.push(`${name}: ${text} (${sizeBytes?.toString() ?? ""})`);
      return {
        pass: true,
        content: (async function* () {
          yield Buffer.from(text + suffix);
        })(),
      };
    });
  await using store = await hookedStore([step("second", 2, "-2"), step("first", 1, "-1")]);
  expect((await store.put("a", "x")).status).toBe(200);
  expect(order).toEqual(["first: x (1)", "second: x-1 (3)"]);
  expect((await store.get("a")).text).toBe("x-1-2");
});

test("Blocking hooks that change nothing leave all of the content, however much of it they read", async () => {
  const content = randomBytes(2 * MIB);
  const peek = hookOn(
    "preUploadBeforeCheck",
    { name: "peek", blocking: true, pos: 1 },
    async (_context, bytes) => {
      for await (const chunk of bytes) return { pass: chunk.length > 0, reason: "empty" };
      return { pass: true };
    },
  );
  await using store = await hookedStore([peek, { ...peek, name: "again", pos: 2 }]);
  expect((await store.put("a", content)).status).toBe(200);
  expect(store.stored("a")?.etag).toBe(createHash("md5").update(content).digest("hex"));
});

test("What the client said of content that was changed is not held against it", async () => {
  const shout = hookOn("preUploadUnsafe", { name: "shout", blocking: true }, (_context, content) => ({
    pass: true,
    content: upperCase(content),
  }));
  await using store = await hookedStore([shout]);
  const md5 = createHash("md5").update("content").digest("base64");
  const sha256 = createHash("sha256").update("content").digest("base64");
  const answer = await store.put("a", "content", { "content-md5": md5, "x-amz-checksum-sha256": sha256 });
  expect(answer.status).toBe(200);
  expect((await store.get("a")).text).toBe("CONTENT");
  const stored = createHash("sha256").update("CONTENT").digest("base64");
  expect(store.stored("a")?.checksum).toMatchObject({ algorithm: "SHA256", value: stored });
});

test.each([
  [
    "breaks off",
    async function* () {
      yield Buffer.from("half");
      throw new Error("broken");
    },
  ],
  [
    "never ends",
    async function* () {
      yield Buffer.from("half");
      await new Promise(() => undefined);
    },
  ],
])("New content that %s refuses the upload", async (_what, content) => {
  const changing = hookOn("preUploadUnsafe", { name: "changes", blocking: true, timeoutMs: 200 }, () => ({
    pass: true,
    content: content(),
  }));
  await using store = await hookedStore([changing]);
  const answer = await store.put("a", "content");
  expect([answer.status, element(answer.text, "HookName")]).toEqual([403, "changes"]);
  expect(store.stored("a")).toBeUndefined();
});

test("Only a blocking hook may change content", async () => {
  await using store = await hookedStore([
    hookOn("preUploadUnsafe", { name: "changes" }, (_context, content) => ({
      pass: true,
      content: upperCase(content),
    })),
  ]);
  expect((await store.put("a", "content")).status).toBe(403);
  expect(store.errors[0]).toMatchObject({ message: expect.stringContaining("blocking: true") });
});

test("Parts are checked each by itself", async () => {
  const seen: string[] = [];
  const scan = hookOn("preUploadBeforeCheck", { name: "scan" }, async ({ operation }, content) => {
    const text = (await contentOf(content)).toString();
    seen.push(`${operation} ${text}`);
    return text.includes("bad") ? { pass: false, reason: "bad" } : { pass: true };
  });
  await using store = await hookedStore([scan]);
  const created = await store.send({ method: "POST", target: "/bucket/a?uploads=" });
  const uploadId = element(created.text, "UploadId") ?? "";
  const part = async (partNumber: number, body: string) =>
    store.send({
      method: "PUT",
      target: `/bucket/a?partNumber=${partNumber.toString()}&uploadId=${uploadId}`,
      body,
    });
  expect((await part(1, "good")).status).toBe(200);
  expect((await part(2, "bad")).status).toBe(403);
  expect(seen).toEqual(["UploadPart good", "UploadPart bad"]);
  const parts = await store.send({ method: "GET", target: `/bucket/a?uploadId=${uploadId}` });
  expect(parts.text.match(/<Part>/g)).toHaveLength(1);
});

test("Uploads in parts can be refused where content is checked, and only there", async () => {
  const check = hookOn("preUploadBeforeCheck", { name: "scan" }, () => ({ pass: true }));
  const aside = hookOn("postUpload", { name: "tell" }, () => ({ pass: true }));
  {
    await using store = await hookedStore([check], { multipart: "refuse" });
    expect((await store.send({ method: "POST", target: "/bucket/a?uploads=" })).status).toBe(403);
    expect((await store.put("a", "content")).status).toBe(200);
  }
  await using store = await hookedStore([aside], { multipart: "refuse" });
  expect((await store.send({ method: "POST", target: "/bucket/a?uploads=" })).status).toBe(200);
});
