import { PutBucketCorsCommand } from "@aws-sdk/client-s3";
import { afterEach, describe, expect, test } from "vitest";
import { NO_BROWSER, skipReason, useBrowser } from "./support/browser.js";
import { PROGRAM } from "./support/program.js";
import { startServer, type ServerProcess } from "./support/server-process.js";
import { startSlowProxy } from "./support/slow-proxy.js";
import { useWorkbench } from "./support/workbench.js";

const bench = useWorkbench();
const servers: ServerProcess[] = [];

afterEach(async () => {
  for (const server of servers.splice(0)) await server.stop();
});

interface Listening {
  readonly endpoint: string;
  readonly url: string;
}

async function serve(
  words: readonly string[],
  env: Readonly<Record<string, string>> = {},
): Promise<Listening & { readonly server: ServerProcess }> {
  const all = [PROGRAM, "presign", "serve-upload", ...words, "--port", "0", "--json"];
  const server = startServer(all, { ...bench.environment(), ...env });
  servers.push(server);
  return { server, ...(JSON.parse(await server.line(/"listening"/)) as Listening) };
}

async function corsRules(bucket: string): Promise<readonly { readonly ID?: string }[]> {
  const run = await bench.run(["cors", "get", `s3://${bucket}`, "--json"]);
  return (run.exitCode === 0 ? run.lines[0]?.["CORSRules"] : []) as { readonly ID?: string }[];
}

const ask = (url: string, what: string, body: object, headers = { "content-type": "application/json" }) =>
  fetch(`${url}${what}`, { method: "POST", headers, body: JSON.stringify(body) });

const PICTURE = { name: "a.PNG", type: "image/png", sizeBytes: 3 };

describe("the server behind the page", () => {
  test("asks for CORS rules, adds one only when told to, and takes it away again", async () => {
    const bucket = await bench.bucket();
    const refused = await bench.run([
      "presign",
      "serve-upload",
      `s3://${bucket}/in/`,
      "--port",
      "0",
      "--json",
    ]);
    expect(refused).toMatchObject({ exitCode: 6, stdout: "", error: { code: "CorsRefused" } });
    expect(await corsRules(bucket)).toEqual([]);

    const own = { ID: "own", AllowedMethods: ["GET"], AllowedOrigins: ["https://a.example"] };
    await bench.client.send(
      new PutBucketCorsCommand({ Bucket: bucket, CORSConfiguration: { CORSRules: [own] } }),
    );
    const { server, endpoint } = await serve([`s3://${bucket}/in/`, "--set-cors"]);
    expect(new Set((await corsRules(bucket)).map(({ ID }) => ID))).toEqual(
      new Set(["own", `s3kit-upload-${endpoint}`]),
    );
    expect(await server.stop()).toBe(0);
    expect((await corsRules(bucket)).map(({ ID }) => ID)).toEqual(["own"]);
  });

  test("answers nobody who does not know the page's address", async () => {
    const bucket = await bench.bucket();
    const { endpoint, url } = await serve([`s3://${bucket}/in/`, "--set-cors"]);
    expect((await fetch(endpoint)).status).toBe(404);
    expect((await ask(`${endpoint}/${"x".repeat(32)}/`, "form", PICTURE)).status).toBe(404);
    expect((await ask(url, "other", PICTURE)).status).toBe(404);
    expect((await ask(url, "form", PICTURE, { "content-type": "text/plain" })).status).toBe(400);
    expect((await ask(url, "form", { name: "a" })).status).toBe(400);
    expect((await ask(url, "form", { ...PICTURE, name: "n".repeat(20_000) })).status).toBe(400);
    expect((await ask(url, "done", { key: "in/never-signed" })).status).toBe(400);
    const page = await fetch(url);
    expect(page.headers.get("content-security-policy")).toContain("default-src 'none'");
    const html = await page.text();
    for (const secret of [bench.store.secretAccessKey, bench.store.accessKeyId])
      expect(html).not.toContain(secret);
  });

  test("signs forms that hold each file to what was said of it", async () => {
    const bucket = await bench.bucket();
    const limits = ["--max-size", "10", "--type", "image/*"];
    const { url } = await serve([`s3://${bucket}/in/`, "--set-cors", ...limits]);
    expect((await ask(url, "form", { ...PICTURE, sizeBytes: 11 })).status).toBe(400);
    expect((await ask(url, "form", { ...PICTURE, type: "text/html" })).status).toBe(400);
    const answer = await ask(url, "form", PICTURE);
    const form = (await answer.json()) as { url: string; key: string; fields: Record<string, string> };
    expect(form.key).toMatch(/^in\/[0-9a-f-]{36}\.png$/);

    const post = async (fields: Record<string, string>, content: string): Promise<number> => {
      const body = new FormData();
      for (const [name, value] of Object.entries(fields)) body.append(name, value);
      body.append("file", new Blob([content]), "x");
      return (await fetch(form.url, { method: "POST", body })).status;
    };
    expect([400, 403]).toContain(await post(form.fields, "four"));
    expect([400, 403]).toContain(await post({ ...form.fields, key: "in/other" }, "123"));
    expect([400, 403]).toContain(await post({ ...form.fields, "Content-Type": "text/html" }, "123"));
    expect(await bench.keys(bucket)).toEqual([]);
    expect(await post(form.fields, "123")).toBe(204);
    expect(await bench.keys(bucket)).toEqual([form.key]);
  });
});

// What runs in the page is text: this file is checked against the types of Node alone.
const DROP_A_FILE = `{
  const dataTransfer = new DataTransfer();
  dataTransfer.items.add(new File(["dropped"], "d.txt", { type: "text/plain" }));
  document.body.dispatchEvent(new DragEvent("drop", { dataTransfer, bubbles: true, cancelable: true }));
}`;

describe.skipIf(NO_BROWSER !== undefined)(`the page in a browser${skipReason()}`, () => {
  const browser = useBrowser();

  const file = (name: string, mimeType: string, content: string | Buffer) => ({
    name,
    mimeType,
    buffer: Buffer.from(content),
  });

  test("uploads what it may, says why not what it may not, and the files are in the store", async () => {
    const bucket = await bench.bucket();
    const { server, url } = await serve([
      `s3://${bucket}/in/`,
      "--set-cors",
      "--max-size",
      "1M",
      "--type",
      "text/*",
    ]);
    const page = await browser.open(url);
    await page.setInputFiles("#files", [
      file("größe.txt", "text/plain", "hello"),
      file("two.csv", "text/csv", "a,b"),
      file("x.png", "image/png", "no"),
      file("big.txt", "text/plain", Buffer.alloc(2_000_000)),
    ]);
    await page.locator('li[data-state="done"]').nth(1).waitFor();
    expect(await page.locator('li[data-state="failed"] .state').allTextContents()).toEqual([
      "not of an accepted type (text/*)",
      "larger than 1.0 MiB",
    ]);
    const keys = await bench.keys(bucket);
    const texts = await Promise.all(keys.map((key) => bench.text(bucket, key)));
    expect(new Set(texts)).toEqual(new Set(["a,b", "hello"]));
    await Promise.all([server.line(/größe\.txt/), server.line(/two\.csv/)]);
    const reports = server.lines.slice(1).map((line) => JSON.parse(line) as Record<string, unknown>);
    const told = reports.map(({ type, name, key }) => [type, name, keys.includes(String(key))]);
    expect(told).toHaveLength(2);
    expect(told).toEqual(
      expect.arrayContaining([
        ["uploaded", "größe.txt", true],
        ["uploaded", "two.csv", true],
      ]),
    );
  });

  test("takes what is dropped on it", async () => {
    const bucket = await bench.bucket();
    const { url } = await serve([`s3://${bucket}/in/`, "--set-cors"]);
    const page = await browser.open(url);
    await page.evaluate(DROP_A_FILE);
    await page.waitForSelector('li[data-state="done"]');
    const [key = ""] = await bench.keys(bucket);
    expect(await bench.text(bucket, key)).toBe("dropped");
  });

  test("shows progress, and a cancelled upload leaves nothing behind", async () => {
    const bucket = await bench.bucket();
    const line = await startSlowProxy(bench.store.endpoint, { bytesPerSecond: 400_000 });
    try {
      const { url } = await serve([`s3://${bucket}/in/`, "--set-cors"], { AWS_ENDPOINT_URL: line.endpoint });
      const page = await browser.open(url);
      await page.setInputFiles("#files", file("slow.bin", "application/x", Buffer.alloc(8_000_000)));
      await page.getByText(/^[1-9]\d* %$/).waitFor();
      await page.getByRole("button", { name: "Cancel slow.bin" }).click();
      expect(await page.locator("li .state").textContent()).toBe("cancelled: nothing was stored");
      line.speedUp();
      await page.setInputFiles("#files", file("next.txt", "text/plain", "after"));
      await page.waitForSelector('li[data-state="done"]');
      const keys = await bench.keys(bucket);
      expect(await Promise.all(keys.map((key) => bench.text(bucket, key)))).toEqual(["after"]);
    } finally {
      await line.close();
    }
  });
});
