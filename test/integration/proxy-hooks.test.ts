import { randomBytes } from "node:crypto";
import { writeFile } from "node:fs/promises";
import path from "node:path";
import {
  CompleteMultipartUploadCommand,
  CreateMultipartUploadCommand,
  GetObjectCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  S3Client,
  UploadPartCommand,
} from "@aws-sdk/client-s3";
import { afterAll, beforeAll, expect, test } from "vitest";
import { hookFolder } from "../lib/proxy/hooks/hook-folder.js";
import { startTestProxy, type TestProxy } from "./support/test-proxy.js";
import { expected } from "./store-differences.js";
import { Workbench } from "./support/workbench.js";

const MIB = 1024 * 1024;
const ON = `import { on } from "s3kit/hooks";\n`;

/** Refuses what holds EVIL, and hangs, throws or crashes on demand. */
const HOOKS = `${ON}
on("preUploadBeforeCheck", { timeoutMs: 6000 }, async function scan({ key }, content) {
  let tail = "";
  for await (const chunk of content) {
    const text = tail + chunk.toString("latin1");
    if (text.includes("EVIL")) return { pass: false, reason: "evil" };
    tail = text.slice(-3);
  }
  if (key === "hangs") await new Promise(() => {});
  if (key === "throws") throw new Error("internal detail");
  if (key === "crashes") { setTimeout(() => { throw new Error("crash"); }, 1); await new Promise(() => {}); }
  return { pass: true };
});`;

const bench = new Workbench();
beforeAll(() => bench.open());
afterAll(() => bench.close());

function clientOf({ endpoint, region, accessKeyId, secretAccessKey }: TestProxy): S3Client {
  const credentials = { accessKeyId, secretAccessKey };
  return new S3Client({ endpoint, region, credentials, forcePathStyle: true, maxAttempts: 1 });
}

/** A proxy in front of the test's store that loads these hook files. */
async function hookedProxy(files: Readonly<Record<string, string>>, multipart: "parts" | "whole" = "parts") {
  const folder = await hookFolder(files);
  const config = path.join(folder.dir, "proxy.json");
  await writeFile(config, JSON.stringify({ hooks: { multipart } }));
  const words = ["--hooks", folder.dir, "--config", config];
  const proxy = await startTestProxy(bench.store, { words });
  const client = clientOf(proxy);
  return {
    ...proxy,
    folder,
    client,
    put: async (Bucket: string, Key: string, Body: Buffer | string) =>
      client.send(new PutObjectCommand({ Bucket, Key, Body })).then(
        () => "stored",
        (error: Error) => error.message,
      ),
    async [Symbol.asyncDispose](): Promise<void> {
      client.destroy();
      await proxy.close();
      await folder[Symbol.asyncDispose]();
    },
  };
}

test("A hook file in any folder checks uploads; what it refuses, or fails at, is not in the store", async () => {
  const Bucket = await bench.bucket();
  await using proxy = await hookedProxy({ "scan.js": HOOKS });
  const large = randomBytes(20 * MIB);
  expect(await proxy.put(Bucket, "good", "good")).toBe("stored");
  expect(await proxy.put(Bucket, "large", large)).toBe("stored");
  expect(await proxy.put(Bucket, "evil", "EVIL")).toBe("Refused by hook scan: evil");
  expect(await proxy.put(Bucket, "evil-at-the-end", Buffer.concat([large, Buffer.from("EVIL")]))).toBe(
    "Refused by hook scan: evil",
  );
  expect(await proxy.put(Bucket, "hangs", large)).toBe("Hook scan failed: it did not finish within 6000 ms");
  expect(await proxy.put(Bucket, "throws", large)).toBe("Hook scan failed: it gave no verdict");
  expect(await proxy.put(Bucket, "crashes", large)).toBe("Hook scan failed: it gave no verdict");
  const { Contents = [] } = await bench.client.send(new ListObjectsV2Command({ Bucket }));
  expect(Contents.map(({ Key, Size }) => [Key, Size])).toEqual([
    ["good", 4],
    ["large", large.length],
  ]);
  expect(proxy.stderr()).toContain("internal detail");
});

test("Content that hooks change on its way in and out is changed in the store, and whole for the client", async () => {
  const Bucket = await bench.bucket();
  await using proxy = await hookedProxy({
    "compress.mjs": `${ON}
      import { Readable } from "node:stream";
      import { createGunzip, createGzip } from "node:zlib";
      on("preUploadUnsafe", { blocking: true, pos: 1 }, function compress(context, content) {
        return { pass: true, content: Readable.from(content).compose(createGzip()) };
      });
      on("postRetrieve", { blocking: true, pos: 1 }, function decompress(context, content) {
        return { pass: true, content: Readable.from(content).compose(createGunzip()) };
      });`,
  });
  const text = "line of a log\n".repeat(1_000_000);
  expect(await proxy.put(Bucket, "log", text)).toBe("stored");
  const stored = await bench.client.send(new GetObjectCommand({ Bucket, Key: "log" }));
  expect(stored.ContentLength).toBeLessThan(text.length / 10);
  await stored.Body?.transformToByteArray();
  const { Body } = await proxy.client.send(new GetObjectCommand({ Bucket, Key: "log" }));
  expect(await Body?.transformToString()).toBe(text);
});

test("Hook files may use built-in hooks by importing them", async () => {
  const Bucket = await bench.bucket();
  await using proxy = await hookedProxy({
    "limits.mjs": `
      import { use } from "s3kit/hooks";
      import { limits } from "s3kit/hooks/built-in";
      use(limits({ maxBytes: 3 }));`,
  });
  expect(await proxy.put(Bucket, "a", "abc")).toBe("stored");
  expect(await proxy.put(Bucket, "b", "abcd")).toContain("hook limits");
});

test("SIGHUP loads hooks anew; hooks that cannot be loaded leave the old ones in place", async () => {
  const Bucket = await bench.bucket();
  await using proxy = await hookedProxy({
    "a.mjs": `${ON}on("preRequest", function open() { return { pass: true }; });`,
  });
  expect(await proxy.put(Bucket, "a", "a")).toBe("stored");
  await proxy.folder.write(
    "a.mjs",
    `${ON}on("preRequest", function closed() { return { pass: false, reason: "closed" }; });`,
  );
  proxy.kill("SIGHUP");
  await expect
    .poll(async () => proxy.put(Bucket, "a", "a"), { timeout: 5000 })
    .toBe("Refused by hook closed: closed");
  await proxy.folder.write("a.mjs", `${ON}on(`);
  proxy.kill("SIGHUP");
  await expect.poll(() => proxy.stderr(), { timeout: 5000 }).toContain("a.mjs:2");
  expect(await proxy.put(Bucket, "a", "a")).toBe("Refused by hook closed: closed");
});

test("A hook file that does not parse stops the proxy at its start, and its line is named", async () => {
  await using folder = await hookFolder({ "a.mjs": `${ON}let b = = 3;` });
  const words = [
    "proxy",
    "serve",
    "--port",
    "0",
    "--embedded",
    path.join(bench.folder, "unused"),
    "--hooks",
    folder.dir,
  ];
  const { exitCode, stdout, stderr } = await bench.run([...words, "--key", "KEYKEY:secretsecret"]);
  expect([exitCode, stdout]).toEqual([8, ""]);
  expect(stderr).toMatch(/a\.mjs:2: SyntaxError/);
});

test("Hooks are written, listed and tried by commands", async () => {
  const env = { S3KIT_CONFIG_DIR: path.join(bench.folder, "config") };
  const written = await bench.run(["proxy", "hooks", "new", "no-empty-files", "--json"], { env });
  const file = path.join(env.S3KIT_CONFIG_DIR, "hooks", "no-empty-files.ts");
  expect(written.lines).toEqual([{ type: "hook", path: file, event: "preUploadBeforeCheck" }]);
  expect((await bench.run(["proxy", "hooks", "new", "no-empty-files"], { env })).exitCode).toBe(6);

  const listed = await bench.run(["proxy", "hooks", "list", "--json"], { env });
  expect(listed.lines).toMatchObject([
    { type: "hook", event: "preUploadBeforeCheck", name: "noEmptyFiles", source: `${file}:4` },
    { type: "summary", hooks: 1 },
  ]);
  expect((await bench.run(["proxy", "hooks", "list"], { env })).stdout).toContain("noEmptyFiles");

  const config = path.join(bench.folder, "proxy.json");
  await writeFile(config, `{ "hooks": { "limits": { "maxBytes": 3 } } }`);
  const all = await bench.run(["proxy", "hooks", "list", "--config", config, "--json"], { env });
  expect(all.lines.map(({ source }) => source)).toContain("built-in");
  expect(all.lines.map(({ name }) => name)).toContain("noEmptyFiles");

  const full = path.join(bench.folder, "full");
  const empty = path.join(bench.folder, "empty");
  await writeFile(full, "content");
  await writeFile(empty, "");
  const trial = async (content: string) =>
    bench.run(["proxy", "hooks", "test", content, "--event", "preUploadBeforeCheck"], { env });
  expect(await trial(full)).toMatchObject({
    exitCode: 0,
    stdout: expect.stringMatching(/^passed .*noEmptyFiles\n$/),
  });
  expect(await trial(empty)).toMatchObject({
    exitCode: 5,
    stdout: expect.stringContaining("empty is empty"),
  });
  expect((await trial("/nowhere")).exitCode).toBe(4);
});

test("Uploads in parts that are checked as a whole are refused for what lies across two parts, and end as ever else", async () => {
  const Bucket = await bench.bucket();
  await using proxy = await hookedProxy({ "scan.mjs": HOOKS }, "whole");
  const upload = async (Key: string, parts: readonly Buffer[]) => {
    const at = { Bucket, Key };
    const { UploadId } = await proxy.client.send(new CreateMultipartUploadCommand(at));
    const Parts = await Promise.all(
      parts.map(async (Body, index) => {
        const PartNumber = index + 1;
        const part = new UploadPartCommand({ ...at, UploadId, PartNumber, Body });
        return { PartNumber, ETag: (await proxy.client.send(part)).ETag };
      }),
    );
    const complete = new CompleteMultipartUploadCommand({ ...at, UploadId, MultipartUpload: { Parts } });
    return proxy.client.send(complete).then(
      () => "stored",
      (error: Error) => error.message,
    );
  };
  const content = randomBytes(12 * MIB);
  if (!expected("takes-reserved-keys")) {
    const refused = upload("good", [content]);
    await expect(refused).rejects.toThrow("could not be begun in quarantine: AccessDenied");
    return;
  }
  await upload("good", [content.subarray(0, 6 * MIB), content.subarray(6 * MIB)]);
  const split = [Buffer.concat([Buffer.alloc(5 * MIB), Buffer.from("EV")]), Buffer.from("IL")];
  expect(await upload("bad", split)).toBe("Refused by hook scan: evil");
  expect(await bench.keys(Bucket)).toEqual(["good"]);
  const { Body, ETag } = await proxy.client.send(new GetObjectCommand({ Bucket, Key: "good" }));
  expect(ETag).toMatch(/-2"$/);
  expect(content.equals(Buffer.from((await Body?.transformToByteArray()) ?? []))).toBe(true);
  const hidden = new GetObjectCommand({ Bucket, Key: ".s3kit/quarantine/x" });
  await expect(proxy.client.send(hidden)).rejects.toMatchObject({ name: "AccessDenied" });
});
