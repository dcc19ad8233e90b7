import { randomBytes } from "node:crypto";
import { request as httpRequest } from "node:http";
import { expect, test } from "vitest";
import { GetObjectCommand } from "@aws-sdk/client-s3";
import type { HookContent } from "../../../../src/lib/proxy/hooks/hook-api.js";
import { element, KEY } from "../../store/running-store.js";
import { signRequest } from "../../../../src/lib/wire/auth/sign-request.js";
import { contentOf } from "./content-of.js";
import { hookedStore, hookOn } from "./hooked-store.js";

const MIB = 1024 * 1024;

async function* reversedCase(content: HookContent): AsyncGenerator<Buffer> {
  for await (const chunk of content) yield Buffer.from(chunk.toString("latin1").toUpperCase(), "latin1");
}

/** Bytes that came before the connection ended, and whether they were all that was declared. */
async function download(endpoint: string, target: string) {
  const { host, hostname, port } = new URL(endpoint);
  const input = {
    method: "GET",
    rawPath: target,
    query: "",
    headers: { host },
    payloadHash: "UNSIGNED-PAYLOAD",
  };
  const headers = signRequest(input, KEY, "us-east-1", "s3", new Date());
  return new Promise<{ status: number; bytes: number; isComplete: boolean }>((resolve, reject) => {
    const outgoing = httpRequest({ hostname, port, path: target, headers, agent: false }, (incoming) => {
      let bytes = 0;
      incoming.on("data", (chunk: Buffer) => (bytes += chunk.length));
      incoming.on("error", () => undefined);
      incoming.on("close", () =>
        resolve({ status: incoming.statusCode ?? 0, bytes, isComplete: incoming.complete }),
      );
    });
    outgoing.on("error", reject);
    outgoing.end();
  });
}

test("Hooks of postRetrieve see what is downloaded while it streams", async () => {
  const content = randomBytes(4 * MIB);
  const seen: boolean[] = [];
  const look = (name: string) =>
    hookOn("postRetrieve", { name }, async ({ sizeBytes, etag, key }, bytes) => {
      seen.push(
        (await contentOf(bytes)).equals(content) &&
          sizeBytes === content.length &&
          etag !== "" &&
          key === "a",
      );
      return { pass: true };
    });
  await using store = await hookedStore([look("one"), look("two")]);
  await store.put("a", content);
  const { Body, ContentLength } = await store.client.send(
    new GetObjectCommand({ Bucket: "bucket", Key: "a" }),
  );
  expect(ContentLength).toBe(content.length);
  expect(Buffer.from((await Body?.transformToByteArray()) ?? []).equals(content)).toBe(true);
  expect(seen).toEqual([true, true]);
});

test("A refusal of a small object is an error, and of a large one cuts it off before its end", async () => {
  const scan = hookOn("postRetrieve", { name: "scan" }, async (_context, content) => {
    await contentOf(content);
    return { pass: false, reason: "infected since" };
  });
  await using store = await hookedStore([scan]);
  await store.put("small", "content");
  await store.put("large", randomBytes(4 * MIB));
  const small = await store.get("small");
  expect([small.status, element(small.text, "HookReason")]).toEqual([403, "infected since"]);
  const large = await download(store.endpoint, "/bucket/large");
  expect(large).toMatchObject({ status: 200, isComplete: false });
  expect(large.bytes).toBeLessThan(4 * MIB);
});

test("A blocking hook decides before the client gets a byte, and the content is whole again after it", async () => {
  const content = randomBytes(3 * MIB);
  const scan = hookOn("postRetrieve", { name: "scan", blocking: true }, async ({ key }, bytes) => {
    const all = await contentOf(bytes);
    return key === "bad" ? { pass: false, reason: `${all.length.toString()} bad bytes` } : { pass: true };
  });
  const peek = hookOn("postRetrieve", { name: "peek", blocking: true }, async (_context, bytes) => {
    for await (const chunk of bytes) return { pass: chunk.length > 0, reason: "" };
    return { pass: true };
  });
  await using store = await hookedStore([scan, peek]);
  await store.put("good", content);
  await store.put("bad", content);
  const { Body } = await store.client.send(new GetObjectCommand({ Bucket: "bucket", Key: "good" }));
  expect(Buffer.from((await Body?.transformToByteArray()) ?? []).equals(content)).toBe(true);
  const refused = await store.get("bad");
  expect([refused.status, element(refused.text, "HookReason")]).toEqual([
    403,
    `${content.length.toString()} bad bytes`,
  ]);
});

test("A blocking hook may put other content in place of it, which has no length, checksum or ranges", async () => {
  const shout = hookOn("postRetrieve", { name: "shout", blocking: true }, (_context, content) => ({
    pass: true,
    content: reversedCase(content),
  }));
  const seen: string[] = [];
  const look = hookOn("postRetrieve", { name: "look" }, async ({ sizeBytes }, content) => {
    seen.push(`${(await contentOf(content)).toString()} ${String(sizeBytes)}`);
    return { pass: true };
  });
  await using store = await hookedStore([shout, look]);
  await store.put("a", "content");
  const answer = await store.get("a", { "x-amz-checksum-mode": "ENABLED" });
  expect([answer.status, answer.text]).toEqual([200, "CONTENT"]);
  expect(answer.headers["content-length"]).toBeUndefined();
  expect(Object.keys(answer.headers).filter((name) => name.startsWith("x-amz-checksum"))).toEqual([]);
  expect(seen).toEqual(["CONTENT undefined"]);
  const part = await store.get("a", { range: "bytes=0-1" });
  expect([part.status, element(part.text, "Code")]).toEqual([501, "NotImplemented"]);
});

test.each([
  [
    "breaks off",
    async function* () {
      yield Buffer.alloc(300_000);
      throw new Error("broken");
    },
  ],
  [
    "gives nothing any more",
    async function* () {
      yield Buffer.alloc(300_000);
      await new Promise(() => undefined);
    },
  ],
])("Other content that %s does not look complete to the client", async (_what, content) => {
  const changes = hookOn("postRetrieve", { name: "changes", blocking: true, timeoutMs: 200 }, () => ({
    pass: true,
    content: content(),
  }));
  await using store = await hookedStore([changes]);
  await store.put("a", "content");
  expect((await download(store.endpoint, "/bucket/a")).isComplete).toBe(false);
});

test("A hook that fails refuses the download, or lets it pass when it is told to", async () => {
  const broken = (onError: "refuse" | "pass") =>
    hookOn("postRetrieve", { name: "broken", onError }, () => {
      throw new Error("broken");
    });
  for (const [onError, status] of [
    ["refuse", 403],
    ["pass", 200],
  ] as const) {
    await using store = await hookedStore([broken(onError)]);
    await store.put("a", "content");
    expect((await store.get("a")).status).toBe(status);
  }
});

test("Answers without content, and other operations, have no postRetrieve", async () => {
  await using store = await hookedStore([
    hookOn("postRetrieve", { name: "no" }, () => ({ pass: false, reason: "no" })),
  ]);
  await store.put("a", "content");
  const { headers } = await store.send({ method: "HEAD", target: "/bucket/a" });
  expect((await store.get("a", { "if-none-match": headers["etag"] ?? "" })).status).toBe(304);
  expect((await store.get("none")).status).toBe(404);
  expect((await store.send({ method: "GET", target: "/bucket" })).status).toBe(200);
  expect(store.outcomes).toEqual([]);
});
