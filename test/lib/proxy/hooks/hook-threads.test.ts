import { createHash, randomBytes } from "node:crypto";
import { threadId } from "node:worker_threads";
import { expect, test } from "vitest";
import { element } from "../../store/running-store.js";
import { hookFolder, IMPORT_ON } from "./hook-folder.js";
import { hookedStore } from "./hooked-store.js";

const MIB = 1024 * 1024;

/** The embedded store behind the hooks of one file. */
async function threadedStore(text: string) {
  const folder = await hookFolder({ "a.mjs": IMPORT_ON + text });
  const store = await hookedStore(await folder.load());
  return {
    ...store,
    async [Symbol.asyncDispose](): Promise<void> {
      await store[Symbol.asyncDispose]();
      await folder[Symbol.asyncDispose]();
    },
  };
}

test("A hook with worker: true runs in another thread, with its content and its context", async () => {
  await using store = await threadedStore(`
    import { createHash } from "node:crypto";
    import { threadId } from "node:worker_threads";
    on("preUploadBeforeCheck", { worker: true }, async function scan({ key, metadata }, content) {
      const hash = createHash("sha256");
      for await (const chunk of content) hash.update(chunk);
      return { pass: false, reason: [threadId !== ${threadId.toString()}, key, metadata.a, hash.digest("hex")].join(" ") };
    });`);
  const content = randomBytes(5 * MIB);
  const answer = await store.put("a", content, { "x-amz-meta-a": "b" });
  const hash = createHash("sha256").update(content).digest("hex");
  expect(element(answer.text, "HookReason")).toBe(`true a b ${hash}`);
  expect(store.stored("a")).toBeUndefined();
});

test("A thread that computes for ever is ended, and the proxy goes on meanwhile", async () => {
  await using store = await threadedStore(`
    on("preUploadBeforeCheck", { worker: true, timeoutMs: 3000 }, async function busy({ key }, content) {
      if (key === "busy") for (;;) ;
      for await (const chunk of content);
      return { pass: true };
    });`);
  const busy = store.put("busy", "content");
  expect((await store.put("a", "content")).status).toBe(200);
  const answer = await busy;
  expect([answer.status, element(answer.text, "HookName")]).toEqual([403, "busy"]);
  expect((await store.put("b", "content")).status).toBe(200);
});

test.each([
  ["throws", `throw new Error("broken")`],
  [
    "throws out of a timer",
    `setTimeout(() => { throw new Error("broken") }, 1); await new Promise(() => {})`,
  ],
  ["ends itself", `process.exit(0)`],
  ["leaves a rejection behind", `Promise.reject(new Error("broken")); await new Promise(() => {})`],
  ["takes all memory", `const all = []; for (;;) all.push(new Array(1e6).fill(Math.random()))`],
])("A hook in a thread that %s refuses its own request alone", async (_what, statement) => {
  await using store = await threadedStore(`
    on("preUploadBeforeCheck", { worker: true, timeoutMs: 15000 }, async function broken({ key }, content) {
      if (key === "broken") { ${statement}; }
      for await (const chunk of content);
      return { pass: true };
    });`);
  const answer = await store.put("broken", "content");
  expect([answer.status, element(answer.text, "HookName")]).toEqual([403, "broken"]);
  expect(store.stored("broken")).toBeUndefined();
  expect((await store.put("a", randomBytes(MIB))).status).toBe(200);
});

test("A hook in a thread may change content", async () => {
  await using store = await threadedStore(`
    async function* upperCase(content) {
      for await (const chunk of content) yield Buffer.from(chunk.toString("latin1").toUpperCase(), "latin1");
    }
    on("preUploadUnsafe", { worker: true, blocking: true, pos: 1 }, function shout(context, content) {
      return { pass: true, content: upperCase(content) };
    });
    on("preUploadUnsafe", { worker: true, blocking: true, pos: 2 }, async function check({ key, sizeBytes }) {
      return { pass: true };
    });`);
  const content = Buffer.from("content ".repeat(100_000));
  expect((await store.put("a", content)).status).toBe(200);
  expect((await store.get("a")).text).toBe(content.toString().toUpperCase());
});

test("More calls than threads wait for each other", async () => {
  await using store = await threadedStore(`
    on("preUploadBeforeCheck", { worker: true }, async function slow(context, content) {
      for await (const chunk of content);
      await new Promise((resolve) => setTimeout(resolve, 20));
      return { pass: true };
    });`);
  const answers = await Promise.all(
    Array.from({ length: 12 }, async (_, at) => store.put(`k${at.toString()}`, "content")),
  );
  expect(answers.map(({ status }) => status)).toEqual(Array.from({ length: 12 }, () => 200));
});
