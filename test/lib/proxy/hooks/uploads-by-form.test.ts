import { expect, test } from "vitest";
import { presignForm } from "../../../../src/lib/presign/presign-form.js";
import { element } from "../../store/running-store.js";
import { contentOf } from "./content-of.js";
import { hookedStore, hookOn } from "./hooked-store.js";

async function post(store: Awaited<ReturnType<typeof hookedStore>>, key: string, content: string) {
  const metadata = { colour: "blau-ü" };
  const input = { bucket: "bucket", key, expiresInSeconds: 60, contentType: "text/plain", metadata };
  const { url, fields } = await presignForm(store.client, input);
  const form = new FormData();
  for (const [name, value] of Object.entries(fields)) form.set(name, value);
  form.set("file", new Blob([content]), "notes.txt");
  const answer = await fetch(url, { method: "POST", body: form });
  return { status: answer.status, text: await answer.text() };
}

test("A browser's form is an upload like any other, but that its size is not known beforehand", async () => {
  const seen: unknown[] = [];
  const scan = hookOn("preUploadBeforeCheck", { name: "scan", maxBytes: 10 }, async (context, content) => {
    const { operation, key, sizeBytes, contentType, metadata } = context;
    const text = (await contentOf(content)).toString();
    seen.push([operation, key, sizeBytes, contentType, metadata["colour"], text]);
    return text === "bad" ? { pass: false, reason: "bad" } : { pass: true };
  });
  await using store = await hookedStore([scan]);
  expect((await post(store, "good", "good")).status).toBe(204);
  expect(seen).toEqual([["PostObject", "good", undefined, "text/plain", "blau-ü", "good"]]);
  const refused = await post(store, "bad", "bad");
  expect([refused.status, element(refused.text, "HookName")]).toEqual([403, "scan"]);
  const large = await post(store, "large", "more than ten bytes");
  expect([large.status, element(large.text, "Code")]).toEqual([400, "EntityTooLarge"]);
  expect([store.stored("bad"), store.stored("large"), store.stored("good")?.sizeBytes]).toEqual([
    undefined,
    undefined,
    4,
  ]);
});

test("Hooks may change a form's metadata and content", async () => {
  await using store = await hookedStore([
    hookOn("preRequest", { name: "stamp" }, ({ operation, metadata }) =>
      operation === "PostObject" ? { pass: true, metadata: { ...metadata, by: "Zoë" } } : { pass: true },
    ),
    hookOn("preUploadUnsafe", { name: "shout", blocking: true }, async (_context, content) => {
      const text = (await contentOf(content)).toString().toUpperCase();
      return {
        pass: true,
        content: (async function* () {
          yield Buffer.from(text);
        })(),
      };
    }),
  ]);
  expect((await post(store, "a", "content")).status).toBe(204);
  const answer = await store.get("a");
  const header = (name: string) => Buffer.from(answer.headers[name] ?? "", "latin1").toString("utf8");
  expect([answer.text, header("x-amz-meta-by"), header("x-amz-meta-colour")]).toEqual([
    "CONTENT",
    "Zoë",
    "blau-ü",
  ]);
});
