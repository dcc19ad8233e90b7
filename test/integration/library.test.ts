import { execFile } from "node:child_process";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { describe, expect, test } from "vitest";
import * as library from "../../src/index.js";
import { NO_BROWSER, skipReason, useBrowser } from "./support/browser.js";
import { startServer } from "./support/server-process.js";
import { useWorkbench } from "./support/workbench.js";

const bench = useWorkbench();
const ROOT = fileURLToPath(new URL("../..", import.meta.url));

/** Import the built package by its name, and print the URL of every module that was loaded. */
const LIST_MODULES = `
  import { registerHooks } from "node:module";
  const seen = [];
  registerHooks({ load(url, context, next) { seen.push(url); return next(url, context); } });
  await import("s3kit");
  console.log(JSON.stringify(seen));
`;

describe("the package", () => {
  test("loads neither oclif nor Ink", async () => {
    const words = ["--input-type=module", "--eval", LIST_MODULES];
    const { stdout } = await promisify(execFile)(process.execPath, words, { cwd: ROOT });
    const modules = JSON.parse(stdout) as readonly string[];
    expect(modules.some((url) => url.endsWith("/dist/index.js"))).toBe(true);
    expect(modules.filter((url) => /node_modules\/(@oclif|oclif|ink|react)\//.test(url))).toEqual([]);
  });

  test("has a reference that tells what it does now", async () => {
    const script = path.join(ROOT, "scripts", "write-api-docs.mjs");
    await promisify(execFile)(process.execPath, [script, "--check"], { cwd: ROOT });
  });

  test("does what a backend needs, from making a bucket to deleting what is in it", async () => {
    const { endpoint, region, accessKeyId, secretAccessKey } = bench.store;
    const client = await library.createClient({
      endpoint,
      region,
      credentials: { accessKeyId, secretAccessKey },
    });
    const bucket = bench.bucketName();
    expect(
      await library.createBucket(client, { bucket, versioning: false, objectLock: false }),
    ).toMatchObject({
      created: true,
    });
    const rules = library.corsPreset("browser-upload", ["https://app.example"]);
    await library.setCors(client, bucket, rules);
    expect(await library.getCors(client, bucket)).toMatchObject([
      { allowedOrigins: ["https://app.example"] },
    ]);
    expect(await library.uploadObject(client, { bucket, key: "k", body: "text" })).toEqual({ sizeBytes: 4 });
    expect(await library.headObject(client, { bucket, key: "k" })).toMatchObject({ sizeBytes: 4 });
    const { url } = await library.presignObject(client, {
      method: "GET",
      bucket,
      key: "k",
      expiresInSeconds: 60,
    });
    expect(await (await fetch(url)).text()).toBe("text");
    const missing = library.translateError(
      await library.headObject(client, { bucket, key: "none" }).catch((error: unknown) => error),
    );
    expect(missing).toBeInstanceOf(library.NotFoundError);
    const batches = await Array.fromAsync(library.deleteObjects(client, { bucket, objects: [{ key: "k" }] }));
    expect(batches).toMatchObject([{ failed: [] }]);
    client.destroy();
  });
});

describe.skipIf(NO_BROWSER !== undefined)(`the example${skipReason()}`, () => {
  const browser = useBrowser();

  test("uploads a picture from its page, and shows where it is", async () => {
    const bucket = bench.bucketName();
    const env = { ...bench.environment(), BUCKET: bucket, PORT: "0" };
    const server = startServer([path.join(ROOT, "examples", "upload", "server.mjs")], env);
    try {
      const origin = (await server.line(/^listening on/)).replace("listening on ", "");
      const page = await browser.open(origin);
      const buffer = Buffer.from("picture");
      await page.setInputFiles("#file", { name: "cat.png", mimeType: "image/png", buffer });
      const link = page.getByRole("link", { name: "cat.png" });
      const url = (await link.getAttribute("href")) ?? "";
      expect(await (await fetch(url)).text()).toBe("picture");
      expect(await bench.keys(bucket)).toHaveLength(1);
    } finally {
      expect(await server.stop()).toBe(0);
    }
  });
});
