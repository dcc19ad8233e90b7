import { randomBytes } from "node:crypto";
import { request as httpRequest } from "node:http";
import { buffer } from "node:stream/consumers";
import { setTimeout as sleep } from "node:timers/promises";
import { expect, test } from "vitest";
import { element, KEY } from "../../store/running-store.js";
import { signRequest } from "../../../../src/lib/wire/auth/sign-request.js";
import { contentOf } from "./content-of.js";
import { hookedStore, hookOn } from "./hooked-store.js";

const MIB = 1024 * 1024;

const reading = (name: string, sink: (bytes: Buffer) => void) =>
  hookOn("preUploadBeforeCheck", { name }, async (_context, content) => {
    sink(await contentOf(content));
    return { pass: true };
  });

test("All hooks of preUploadBeforeCheck see all of the content, and it is stored", async () => {
  const seen: Buffer[] = [];
  const hooks = ["one", "two", "three"].map((name) => reading(name, (bytes) => seen.push(bytes)));
  await using store = await hookedStore(hooks);
  const content = randomBytes(3 * MIB + 17);
  expect((await store.put("a", content)).status).toBe(200);
  expect(seen.map((bytes) => bytes.equals(content))).toEqual([true, true, true]);
  expect(store.stored("a")?.sizeBytes).toBe(content.length);
  expect(new Set(store.outcomes.map(({ hook, outcome }) => `${hook} ${outcome}`))).toEqual(
    new Set(["one passed", "two passed", "three passed"]),
  );
});

test("They run at the same time", async () => {
  const both = Promise.withResolvers<void>();
  let running = 0;
  const meeting = (name: string) =>
    hookOn("preUploadBeforeCheck", { name, timeoutMs: 5000 }, async (_context, content) => {
      running += 1;
      if (running === 2) both.resolve();
      await both.promise;
      await contentOf(content);
      return { pass: true };
    });
  await using store = await hookedStore([meeting("one"), meeting("two")]);
  expect((await store.put("a", "content")).status).toBe(200);
});

for (const [size, content] of [
  ["an empty object", Buffer.alloc(0)],
  ["a small object", Buffer.from("content")],
  ["a large object", randomBytes(4 * MIB)],
] as const) {
  test(`A refusal of ${size} is answered with the hook's name and reason, and nothing is stored`, async () => {
    const refusing = hookOn("preUploadBeforeCheck", {}, async function scan(_context, bytes) {
      await contentOf(bytes);
      return { pass: false, reason: "found <something>" };
    });
    await using store = await hookedStore([refusing]);
    const answer = await store.put("a", content);
    expect(answer.status).toBe(403);
    expect(element(answer.text, "Code")).toBe("AccessDenied");
    expect(element(answer.text, "Message")).toBe("Refused by hook scan: found &lt;something&gt;");
    expect(element(answer.text, "HookName")).toBe("scan");
    expect(store.stored("a")).toBeUndefined();
    expect(store.outcomes).toMatchObject([{ hook: "scan", outcome: "refused", reason: "found <something>" }]);
  });
}

test("A refusal keeps the object that was there before", async () => {
  const refusing = hookOn("preUploadBeforeCheck", { name: "small" }, ({ sizeBytes = 0 }) =>
    sizeBytes > 10 ? { pass: false, reason: "too much" } : { pass: true },
  );
  await using store = await hookedStore([refusing]);
  await store.put("a", "old");
  expect((await store.put("a", "something new")).status).toBe(403);
  expect((await store.get("a")).text).toBe("old");
});

test("One refusal among hooks that pass is enough, and ends the others", async () => {
  const ended = Promise.withResolvers<string>();
  const patient = hookOn("preUploadBeforeCheck", { name: "patient" }, async ({ signal }, content) => {
    signal.addEventListener("abort", () => ended.resolve("aborted"));
    await contentOf(content);
    await new Promise(() => undefined);
    return { pass: true };
  });
  const refusing = hookOn("preUploadBeforeCheck", { name: "refusing" }, () => ({
    pass: false,
    reason: "no",
  }));
  await using store = await hookedStore([patient, refusing]);
  expect((await store.put("a", randomBytes(MIB))).status).toBe(403);
  expect(await ended.promise).toBe("aborted");
  expect(store.stored("a")).toBeUndefined();
});

test("An early refusal is answered while the client still sends", async () => {
  const refusing = hookOn("preUploadBeforeCheck", { name: "hasty" }, async (_context, content) => {
    for await (const chunk of content) return { pass: false, reason: `saw ${chunk.length > 0 ? "it" : ""}` };
    return { pass: true };
  });
  await using store = await hookedStore([refusing]);
  const answer = await slowPut(store.endpoint, "/bucket/a", 50 * MIB, Buffer.from("x"));
  expect(answer).toMatchObject({ status: 403 });
  expect(answer.text).toContain("<HookName>hasty</HookName>");
  expect(store.stored("a")).toBeUndefined();
});

/** Announce `declaredBytes`, send `first`, and then nothing more until the answer is there. */
async function slowPut(endpoint: string, target: string, declaredBytes: number, first: Buffer) {
  const { host, hostname, port } = new URL(endpoint);
  const headers = signRequest(
    {
      method: "PUT",
      rawPath: target,
      query: "",
      headers: {
        host,
        "content-length": declaredBytes.toString(),
        "x-amz-content-sha256": "UNSIGNED-PAYLOAD",
      },
      payloadHash: "UNSIGNED-PAYLOAD",
    },
    KEY,
    "us-east-1",
    "s3",
    new Date(),
  );
  return new Promise<{ status: number; text: string }>((resolve, reject) => {
    const outgoing = httpRequest(
      { hostname, port, method: "PUT", path: target, headers, agent: false },
      (incoming) => {
        buffer(incoming).then((content) => {
          resolve({ status: incoming.statusCode ?? 0, text: content.toString() });
          outgoing.destroy();
        }, reject);
      },
    );
    outgoing.on("error", reject);
    outgoing.write(first);
  });
}

test.each([
  [
    "throws",
    () => {
      throw new Error("secret detail");
    },
  ],
  ["rejects", async () => Promise.reject(new Error("secret detail"))],
  ["gives no verdict", (() => undefined) as never],
  ["hangs", async () => new Promise<never>(() => undefined)],
])("A hook that %s refuses the upload, and tells the client nothing of why", async (_what, hook) => {
  await using store = await hookedStore([
    hookOn("preUploadBeforeCheck", { name: "broken", timeoutMs: 100 }, hook),
  ]);
  const answer = await store.put("a", randomBytes(2 * MIB));
  expect(answer.status).toBe(403);
  expect(element(answer.text, "HookName")).toBe("broken");
  expect(answer.text).not.toContain("secret");
  expect(store.stored("a")).toBeUndefined();
  expect(store.outcomes).toMatchObject([{ hook: "broken", outcome: "failed" }]);
  expect(store.errors).toHaveLength(1);
});

test("With onError pass a hook that fails refuses nothing", async () => {
  await using store = await hookedStore([
    hookOn("preUploadBeforeCheck", { name: "broken", onError: "pass" }, () => {
      throw new Error("broken");
    }),
    hookOn(
      "preUploadBeforeCheck",
      { name: "hanging", onError: "pass", timeoutMs: 50 },
      async (_context, _content) => new Promise<never>(() => undefined),
    ),
  ]);
  expect((await store.put("a", randomBytes(2 * MIB))).status).toBe(200);
  expect(store.stored("a")?.sizeBytes).toBe(2 * MIB);
  expect(store.outcomes.map(({ outcome }) => outcome)).toEqual(["failed", "failed"]);
});

test("A hook that stops reading does not hold up the others", async () => {
  let seenBytes = 0;
  const leaving = hookOn("preUploadBeforeCheck", { name: "leaving" }, async ({ signal }, content) => {
    for await (const _chunk of content) break;
    await new Promise((resolve) => signal.addEventListener("abort", resolve));
    return { pass: true };
  });
  const reads = reading("reads", (bytes) => {
    seenBytes = bytes.length;
  });
  await using store = await hookedStore([{ ...leaving, timeoutMs: 1500 }, reads]);
  expect((await store.put("a", randomBytes(4 * MIB))).status).toBe(403);
  expect(seenBytes).toBe(4 * MIB);
});

test("The slowest reader sets the pace: no more than its buffer is held for it", async () => {
  let readBytes = 0;
  let aheadBytes = 0;
  let fastBytes = 0;
  const slow = hookOn("preUploadBeforeCheck", { name: "slow" }, async (_context, content) => {
    for await (const chunk of content) {
      readBytes += chunk.length;
      await sleep(1);
      aheadBytes = Math.max(aheadBytes, fastBytes - readBytes);
    }
    return { pass: true };
  });
  const fast = hookOn("preUploadBeforeCheck", { name: "fast" }, async (_context, content) => {
    for await (const chunk of content) fastBytes += chunk.length;
    return { pass: true };
  });
  await using store = await hookedStore([slow, fast]);
  expect((await store.put("a", randomBytes(16 * MIB))).status).toBe(200);
  expect([readBytes, fastBytes]).toEqual([16 * MIB, 16 * MIB]);
  expect(aheadBytes).toBeLessThan(MIB);
});

test("Waiting for a slow client does not count against a hook's time", async () => {
  await using store = await hookedStore([{ ...reading("reads", () => undefined), timeoutMs: 600 }]);
  const content = Buffer.alloc(12, "x");
  const answer = await dripPut(store.endpoint, "/bucket/a", content, 100);
  expect(answer.status).toBe(200);
  expect(store.outcomes[0]?.durationMs).toBeGreaterThan(1000);
});

async function dripPut(endpoint: string, target: string, content: Buffer, pauseMs: number) {
  const { host, hostname, port } = new URL(endpoint);
  const headers = signRequest(
    {
      method: "PUT",
      rawPath: target,
      query: "",
      headers: { host, "content-length": content.length.toString() },
      payloadHash: "UNSIGNED-PAYLOAD",
    },
    KEY,
    "us-east-1",
    "s3",
    new Date(),
  );
  return new Promise<{ status: number }>((resolve, reject) => {
    const outgoing = httpRequest(
      { hostname, port, method: "PUT", path: target, headers, agent: false },
      (incoming) => {
        buffer(incoming).then(() => resolve({ status: incoming.statusCode ?? 0 }), reject);
      },
    );
    outgoing.on("error", reject);
    void (async () => {
      for (const byte of content) {
        outgoing.write(Buffer.of(byte));
        await sleep(pauseMs);
      }
      outgoing.end();
    })();
  });
}

test("A client that goes away ends its hooks, and nothing is stored", async () => {
  const ended = Promise.withResolvers<unknown>();
  const hook = hookOn("preUploadBeforeCheck", { name: "reads" }, async (_context, content) => {
    try {
      await contentOf(content);
    } catch (error) {
      ended.resolve(error);
    }
    return { pass: true };
  });
  await using store = await hookedStore([hook]);
  const { hostname, port } = new URL(store.endpoint);
  const headers = signRequest(
    {
      method: "PUT",
      rawPath: "/bucket/a",
      query: "",
      headers: { host: `${hostname}:${port}`, "content-length": "1000000" },
      payloadHash: "UNSIGNED-PAYLOAD",
    },
    KEY,
    "us-east-1",
    "s3",
    new Date(),
  );
  const outgoing = httpRequest({ hostname, port, method: "PUT", path: "/bucket/a", headers, agent: false });
  outgoing.on("error", () => undefined);
  outgoing.write(Buffer.alloc(1000));
  await sleep(50);
  outgoing.destroy();
  expect(await ended.promise).toBeInstanceOf(Error);
  expect(store.stored("a")).toBeUndefined();
});

test("Content that turns out wrong fails the hooks' reading, and is answered in S3's words", async () => {
  const ends: string[] = [];
  const hook = hookOn("preUploadBeforeCheck", { name: "reads" }, async (_context, content) => {
    await contentOf(content).then(
      () => ends.push("ended"),
      () => ends.push("failed"),
    );
    return { pass: true };
  });
  await using store = await hookedStore([hook]);
  const answer = await store.put("a", "content", { "content-md5": "AAAAAAAAAAAAAAAAAAAAAA==" });
  expect(element(answer.text, "Code")).toBe("BadDigest");
  await expect.poll(() => ends).toEqual(["failed"]);
  expect(store.stored("a")).toBeUndefined();
});

test("Content larger than a hook takes is refused before it is sent, or passed by", async () => {
  let calls = 0;
  const limited = (onError: "refuse" | "pass") =>
    hookOn("preUploadBeforeCheck", { name: "limited", maxBytes: 10, onError }, async (_context, content) => {
      calls += 1;
      await contentOf(content);
      return { pass: true };
    });
  {
    await using store = await hookedStore([limited("refuse")]);
    const answer = await store.put("a", "eleven bytes");
    expect(answer.status).toBe(400);
    expect(element(answer.text, "Code")).toBe("EntityTooLarge");
    expect(store.stored("a")).toBeUndefined();
    expect((await store.put("a", "ten bytes.")).status).toBe(200);
  }
  {
    await using store = await hookedStore([limited("pass")]);
    expect((await store.put("a", "eleven bytes")).status).toBe(200);
  }
  expect(calls).toBe(1);
});

test.each(["preUploadBeforeCheck", "preUploadUnsafe"] as const)(
  "A hook of preUploadBeforeCheck that needs no content refuses before the client sends it (with %s)",
  async (event) => {
    const refusing = hookOn(
      "preUploadBeforeCheck",
      { name: "early", maxBytes: 10 },
      async (_context, content) => {
        await contentOf(content);
        return { pass: true };
      },
    );
    await using store = await hookedStore([
      refusing,
      hookOn(event, { name: "other" }, () => ({ pass: true })),
    ]);
    const { host, hostname, port } = new URL(store.endpoint);
    const headers = { host, "content-length": "10000000", expect: "100-continue" };
    const input = {
      method: "PUT",
      rawPath: "/bucket/a",
      query: "",
      headers,
      payloadHash: "UNSIGNED-PAYLOAD",
    };
    const signed = signRequest(input, KEY, "us-east-1", "s3", new Date());
    const answer = await new Promise((resolve, reject) => {
      let isAskedToSend = false;
      const outgoing = httpRequest({
        hostname,
        port,
        method: "PUT",
        path: "/bucket/a",
        headers: signed,
        agent: false,
      });
      outgoing.on("continue", () => (isAskedToSend = true));
      outgoing.on("error", reject);
      outgoing.on("response", ({ statusCode }) => {
        resolve({ statusCode, isAskedToSend });
        outgoing.destroy();
      });
      outgoing.flushHeaders();
    });
    expect(answer).toEqual({ statusCode: 400, isAskedToSend: false });
  },
);

test("Hooks are told what is uploaded, by whom, and cannot change it", async () => {
  const told: unknown[] = [];
  const hook = hookOn("preUploadBeforeCheck", { name: "looks" }, (context) => {
    told.push({ ...context, signal: undefined });
    expect(() => Object.assign(context, { key: "other" })).toThrow(TypeError);
    expect(() => Object.assign(context.metadata, { a: "b" })).toThrow(TypeError);
    return { pass: true };
  });
  await using store = await hookedStore([hook]);
  const name = Buffer.from("Zoë", "utf8").toString("latin1");
  await store.put("folder/a.txt", "content", { "content-type": "text/plain", "x-amz-meta-author": name });
  expect(told).toMatchObject([
    {
      event: "preUploadBeforeCheck",
      operation: "PutObject",
      bucket: "bucket",
      key: "folder/a.txt",
      sizeBytes: 7,
      contentType: "text/plain",
      metadata: { author: "Zoë" },
      accessKeyId: KEY.accessKeyId,
      remoteAddress: "127.0.0.1",
    },
  ]);
});

test("A store that takes an upload for done before its content was checked is not believed", async () => {
  const hook = hookOn("preUploadBeforeCheck", { name: "reads" }, async (_context, content) => {
    await contentOf(content);
    return { pass: true };
  });
  await using store = await hookedStore([hook], {
    stage: (next) => async (request) =>
      request.key === undefined ? next(request) : { status: 200, headers: { etag: '"x"' } },
  });
  expect((await store.put("a", "content")).status).toBe(500);
});

test("Content that comes by an operation of the store's own is checked too", async () => {
  let storedText: string | undefined;
  const scan = hookOn("preUploadBeforeCheck", { name: "scan" }, async ({ operation }, content) => {
    const text = (await contentOf(content)).toString();
    return text === "bad" ? { pass: false, reason: operation } : { pass: true };
  });
  await using store = await hookedStore([scan], {
    stage: (next) => async (request) => {
      if (request.operation !== "Unknown") return next(request);
      storedText = (await contentOf(request.openBody().stream)).toString();
      return { status: 200, headers: {} };
    },
  });
  const append = async (body: string) =>
    store.send({ method: "PUT", target: "/bucket/a?append&position=0", body });
  expect([(await append("bad")).status, storedText]).toEqual([403, undefined]);
  expect([(await append("good")).status, storedText]).toEqual([200, "good"]);
});
