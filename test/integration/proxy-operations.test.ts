import { execFile } from "node:child_process";
import { access, readFile, writeFile } from "node:fs/promises";
import { createServer } from "node:http";
import { request } from "node:https";
import path from "node:path";
import { Readable } from "node:stream";
import { text } from "node:stream/consumers";
import { setTimeout as delay } from "node:timers/promises";
import { promisify } from "node:util";
import { GetObjectCommand, ListObjectsV2Command, PutObjectCommand, S3Client } from "@aws-sdk/client-s3";
import { execa } from "execa";
import { describe, expect, onTestFinished, test } from "vitest";
import { CLAMD, EICAR, startClamd } from "../lib/proxy/hooks/built-in/clamd-process.js";
import { startListening } from "./support/listening-program.js";
import { startTestProxy, type TestProxy, type TestProxyOptions } from "./support/test-proxy.js";
import { useWorkbench } from "./support/workbench.js";

const bench = useWorkbench();

async function startProxy(...words: readonly string[]): Promise<TestProxy> {
  const options: TestProxyOptions = { words };
  const proxy = await startTestProxy(bench.store, options);
  onTestFinished(async () => proxy.close());
  return proxy;
}

function clientOf({ endpoint, region, accessKeyId, secretAccessKey }: TestProxy): S3Client {
  const client = new S3Client({
    endpoint,
    region,
    forcePathStyle: true,
    maxAttempts: 1,
    credentials: { accessKeyId, secretAccessKey },
  });
  onTestFinished(() => {
    client.destroy();
  });
  return client;
}

async function put(client: S3Client, bucket: string, key: string, body: string | Buffer): Promise<void> {
  await client.send(new PutObjectCommand({ Bucket: bucket, Key: key, Body: body }));
}

async function read(client: S3Client, bucket: string, key: string): Promise<string> {
  const { Body } = await client.send(new GetObjectCommand({ Bucket: bucket, Key: key }));
  return (await Body?.transformToString()) ?? "";
}

async function fetchText(url: string): Promise<{ status: number; body: string }> {
  const response = await fetch(url);
  return { status: response.status, body: await response.text() };
}

async function requestsCounted(proxy: TestProxy): Promise<number> {
  const { body } = await fetchText(`${proxy.endpoint}/-/metrics`);
  const counts = [...body.matchAll(/^s3kit_proxy_requests_total\{.*\} (\d+)$/gm)];
  return counts.reduce((sum, [, count]) => sum + Number(count), 0);
}

async function configure(settings: object): Promise<string> {
  const file = path.join(bench.folder, "proxy.json");
  await writeFile(file, JSON.stringify(settings));
  return file;
}

describe("two proxies side by side", () => {
  test("on one store are one: what goes in by either comes out by both", async () => {
    const [one, other] = await Promise.all([startProxy(), startProxy()]);
    const bucket = await bench.bucket();
    const clients = [clientOf(one), clientOf(other)] as const;
    const keys = Array.from({ length: 20 }, (_, index) => `k${index.toString().padStart(2, "0")}`);
    for (const [index, key] of keys.entries())
      await put(clients[index % 2 === 0 ? 0 : 1], bucket, key, `of ${key}`);
    for (const [index, key] of keys.entries())
      expect(await read(clients[index % 2 === 0 ? 1 : 0], bucket, key)).toBe(`of ${key}`);
    const { Contents = [] } = await clients[1].send(new ListObjectsV2Command({ Bucket: bucket }));
    expect(Contents.map(({ Key }) => Key)).toEqual(keys);
  });

  test("with one of them stopped, the other goes on alone", async () => {
    const [one, other] = await Promise.all([startProxy(), startProxy()]);
    const bucket = await bench.bucket();
    await put(clientOf(one), bucket, "k", "v");
    one.kill("SIGTERM");
    expect(await one.ended()).toBe(0);
    expect(await read(clientOf(other), bucket, "k")).toBe("v");
  });
});

describe("workers", () => {
  test("serve one port together, count together, and are replaced when they die", async () => {
    const logFile = path.join(bench.folder, "workers.log");
    const proxy = await startProxy("--workers", "2", "--access-log", logFile);
    const bucket = await bench.bucket({ k: "v" });
    const client = clientOf(proxy);
    for (let count = 0; count < 20; count += 1) expect(await read(client, bucket, "k")).toBe("v");
    expect(await requestsCounted(proxy)).toBe(20);
    expect((await readFile(logFile, "utf8")).trimEnd().split("\n")).toHaveLength(20);
    const youngest = (await processesWith(logFile)).at(-1) ?? 0;
    process.kill(youngest, "SIGKILL");
    await expect.poll(() => proxy.stderr()).toContain(`Worker ${youngest.toString()} ended (SIGKILL)`);
    await expect.poll(async () => processesWith(logFile), { timeout: 10_000 }).toHaveLength(3);
    expect(await read(client, bucket, "k")).toBe("v");
    proxy.kill("SIGTERM");
    expect(await proxy.ended()).toBe(0);
    expect(await processesWith(logFile)).toEqual([]);
  });

  test("cannot share an embedded store", async () => {
    const folder = path.join(bench.folder, "embedded");
    const run = await bench.run(["proxy", "serve", "--port", "0", "--embedded", folder, "--workers", "2"]);
    expect(run).toMatchObject({ exitCode: 2 });
    expect(run.stderr).toContain("embedded store");
  });
});

/** Processes whose command line holds a word, the oldest first. */
async function processesWith(word: string): Promise<readonly number[]> {
  const { stdout } = await execa("pgrep", ["-f", "--", word], { reject: false });
  return stdout.split("\n").filter(Boolean).map(Number);
}

describe("SIGTERM", () => {
  test("first says that it is not ready, still serves, and lets what is under way finish", async () => {
    const proxy = await startProxy("--drain-delay", "2");
    const bucket = await bench.bucket({ k: "v" });
    const client = clientOf(proxy);
    expect(await fetchText(`${proxy.endpoint}/-/ready`)).toMatchObject({ status: 200 });
    proxy.kill("SIGTERM");
    await expect.poll(async () => (await fetchText(`${proxy.endpoint}/-/ready`)).status).toBe(503);
    expect(await fetchText(`${proxy.endpoint}/-/health`)).toMatchObject({ status: 200 });
    expect(await read(client, bucket, "k")).toBe("v");
    const slow = slowUpload(client, bucket, 3000);
    expect(await proxy.ended()).toBe(0);
    await slow;
    expect(await bench.text(bucket, "slow")).toHaveLength(10);
  });
});

/** Ten bytes that take their time. */
async function slowUpload(client: S3Client, bucket: string, ms: number): Promise<void> {
  async function* slowly(): AsyncGenerator<Buffer> {
    for (let sent = 0; sent < 10; sent += 1) {
      await delay(ms / 10);
      yield Buffer.from("x");
    }
  }
  const Body = Readable.from(slowly(), { objectMode: false });
  await client.send(new PutObjectCommand({ Bucket: bucket, Key: "slow", Body, ContentLength: 10 }));
}

describe("SIGHUP", () => {
  test("reads keys, hooks and the log's file anew; a mistake leaves them as they were", async () => {
    const secretAccessKey = "another secret";
    const key = (accessKeyId: string) => ({ accessKeyId, secretAccessKey });
    const log = path.join(bench.folder, "hup.log");
    const file = await configure({ keys: [key("FIRST")], accessLog: log });
    const { endpoint, region } = bench.store;
    const proxy = await startListening(
      ["proxy", "serve", "--port", "0", "--upstream", endpoint, "--config", file],
      {
        ...bench.environment(),
      },
    );
    onTestFinished(() => {
      proxy.kill("SIGKILL");
    });
    const bucket = await bench.bucket({ k: "v" });
    const readAs = async (accessKeyId: string): Promise<string> =>
      read(clientOf({ ...proxy, region, ...key(accessKeyId), close: async () => {} }), bucket, "k");
    expect(await readAs("FIRST")).toBe("v");
    await expect(readAs("SECOND")).rejects.toThrow(/does not exist/);

    await configure({ keys: [key("SECOND")], accessLog: log, hooks: { limits: { extensions: ["txt"] } } });
    proxy.kill("SIGHUP");
    await expect.poll(() => proxy.stderr()).toContain("read anew");
    expect(await readAs("SECOND")).toBe("v");
    await expect(readAs("FIRST")).rejects.toThrow(/does not exist/);
    const client = clientOf({ ...proxy, region, ...key("SECOND"), close: async () => {} });
    await expect(put(client, bucket, "a.exe", "x")).rejects.toThrow(
      "Refused by hook limits: only txt may be uploaded",
    );
    await put(client, bucket, "a.txt", "x");

    await configure({ keys: [key("THIRD")], accessLog: log, hooks: { limits: { keyPattern: "(" } } });
    proxy.kill("SIGHUP");
    await expect.poll(() => proxy.stderr()).toContain("stay as they were");
    expect(await readAs("SECOND")).toBe("v");
    await expect(readAs("THIRD")).rejects.toThrow(/does not exist/);
    proxy.kill("SIGTERM");
    expect(await proxy.ended()).toBe(0);
  });
});

describe("HTTPS", () => {
  test("is served with a certificate and its key, and with the next one after SIGHUP", async () => {
    const [cert, key] = [path.join(bench.folder, "cert.pem"), path.join(bench.folder, "key.pem")];
    await makeCertificate(cert, key);
    const proxy = await startProxy("--tls-cert", cert, "--tls-key", key);
    expect(proxy.endpoint).toMatch(/^https:/);
    const first = await readFile(cert, "utf8");
    expect(await readyOver(proxy, first)).toBe("ready\n");
    await makeCertificate(cert, key);
    proxy.kill("SIGHUP");
    await expect.poll(() => proxy.stderr()).toContain("read anew");
    expect(await readyOver(proxy, await readFile(cert, "utf8"))).toBe("ready\n");
    await expect(readyOver(proxy, first)).rejects.toThrow(/certificate|signature/);
  });

  const makeCertificate = async (cert: string, key: string): Promise<void> => {
    const kind = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "2"];
    const subject = ["-subj", "/CN=localhost", "-addext", "subjectAltName=IP:127.0.0.1"];
    await promisify(execFile)("openssl", ["req", "-x509", ...kind, "-keyout", key, "-out", cert, ...subject]);
  };

  const readyOver = async ({ endpoint }: TestProxy, ca: string): Promise<string> =>
    new Promise((resolve, reject) => {
      request(`${endpoint}/-/ready`, { ca, agent: false }, (response) => {
        text(response).then(resolve, reject);
      })
        .on("error", reject)
        .end();
    });

  test("without a certificate and a key that can be used is refused in words", async () => {
    const garbage = path.join(bench.folder, "garbage.pem");
    await writeFile(garbage, "-----BEGIN NOTHING-----\n");
    const serveWith = async (file: string) => {
      const words = ["proxy", "serve", "--port", "0", "--tls-cert", file, "--tls-key", file];
      return bench.run([...words, "--json"]);
    };
    const missing = await serveWith("/nonexistent.pem");
    expect(missing).toMatchObject({ exitCode: 8, error: { code: "TlsFileUnreadable" } });
    expect(await serveWith(garbage)).toMatchObject({ exitCode: 8, error: { code: "TlsFileInvalid" } });
  });
});

describe("proxy status", () => {
  test("tells of requests and hooks", async () => {
    const file = await configure({ hooks: { limits: { maxBytes: 3 }, mime: {} } });
    const proxy = await startProxy("--config", file);
    const bucket = await bench.bucket();
    const client = clientOf(proxy);
    await put(client, bucket, "k", "v");
    await expect(put(client, bucket, "k", "large")).rejects.toThrow("larger than 3 bytes");
    const run = await bench.run(["proxy", "status", "--endpoint", proxy.endpoint, "--json"]);
    expect(run.exitCode).toBe(0);
    expect(run.lines).toMatchObject([
      {
        type: "proxy-status",
        ready: true,
        requests: 2,
        errors: 1,
        operations: [{ operation: "PutObject", requests: 2, errors: 1 }],
        hooks: expect.arrayContaining([
          expect.objectContaining({ event: "preRequest", hook: "limits", passed: 1, refused: 1, failed: 0 }),
          expect.objectContaining({ event: "preUploadBeforeCheck", hook: "mime", passed: 1 }),
        ]) as unknown,
      },
    ]);
    const human = await bench.run(["proxy", "status", "--endpoint", proxy.endpoint]);
    expect(human.stdout).toMatch(/: ready\n2 requests, 1 answered with an error/);
  });

  test("says so when nothing answers, or something else does", async () => {
    const nothing = await bench.run(["proxy", "status", "--endpoint", "http://127.0.0.1:9", "--json"]);
    expect(nothing).toMatchObject({ exitCode: 7, error: { code: "ProxyUnreachable" } });
    const other = createServer((_, response) => response.end("hello"));
    await new Promise<void>((resolve) => other.listen(0, "127.0.0.1", resolve));
    onTestFinished(() => {
      other.close();
    });
    const { port } = other.address() as { port: number };
    const words = ["proxy", "status", "--endpoint", `http://127.0.0.1:${port.toString()}`, "--json"];
    expect(await bench.run(words)).toMatchObject({ exitCode: 8, error: { code: "NoProxy" } });
  });
});

describe("a proxy that cannot start", () => {
  test("for want of its ring leaves nothing behind", async () => {
    const [store, home] = [path.join(bench.folder, "never-made"), path.join(bench.folder, "new-home")];
    const words = ["proxy", "serve", "--port", "0", "--embedded", store, "--encrypt", "required"];
    const env = { HOME: home, S3KIT_CONFIG_DIR: home };
    const run = await bench.run([...words, "--ring", path.join(home, "none.json"), "--json"], { env });
    expect(run).toMatchObject({ exitCode: 4, error: { code: "NoKeyRing" } });
    await expect(access(store)).rejects.toThrow("ENOENT");
    await expect(access(home)).rejects.toThrow("ENOENT");
  });
});

describe("proxy requests", () => {
  test("tells keys without limits what was asked of late, over all workers, and nobody else", async () => {
    const file = await configure({
      hooks: { limits: { maxBytes: 3 } },
      keys: [
        { accessKeyId: "READER", secretAccessKey: "reader-secret", readOnly: true },
        { accessKeyId: "PROXYKEY", secretAccessKey: "proxy/secret+with=signs" },
      ],
    });
    const proxy = await startProxy("--config", file, "--workers", "2");
    const bucket = await bench.bucket();
    const client = clientOf(proxy);
    await put(client, bucket, "k", "v");
    await expect(put(client, bucket, "k", "large")).rejects.toThrow("larger than 3 bytes");
    const ask = async (accessKeyId: string, secret: string) =>
      bench.run(["proxy", "requests", "--endpoint", proxy.endpoint, "--json"], {
        env: { AWS_ACCESS_KEY_ID: accessKeyId, AWS_SECRET_ACCESS_KEY: secret },
      });
    const run = await ask(proxy.accessKeyId, proxy.secretAccessKey);
    expect(run.lines).toMatchObject([
      { type: "request", operation: "PutObject", bucket, key: "k", status: 200 },
      { type: "request", status: 403, hooks: [{ hook: "limits", outcome: "refused" }] },
    ]);
    expect(await ask("READER", "reader-secret")).toMatchObject({
      exitCode: 5,
      error: { code: "ProxyKeyLimited" },
    });
    expect((await fetchText(`${proxy.endpoint}/-/requests`)).status).toBe(403);
  });
});

describe.skipIf(CLAMD === undefined)("clamav in the proxy (skipped where clamd is not installed)", () => {
  test("keeps the test virus out of the store, and says which it was", async () => {
    const clamd = await startClamd(CLAMD ?? "");
    onTestFinished(async () => clamd.stop());
    const file = await configure({ hooks: { clamav: { ...clamd.socket, maxBytes: 1_000_000 } } });
    const log = path.join(bench.folder, "clamav.log");
    const proxy = await startProxy("--config", file, "--access-log", log);
    const bucket = await bench.bucket();
    const client = clientOf(proxy);
    await put(client, bucket, "clean", Buffer.alloc(900_000));
    await expect(put(client, bucket, "virus", EICAR)).rejects.toThrow("Own.Test.Eicar.UNOFFICIAL found");
    await expect(put(client, bucket, "large", Buffer.alloc(1_000_001))).rejects.toThrow(/larger/);
    await clamd.stop();
    await expect(put(client, bucket, "unscanned", "x")).rejects.toThrow(/clamav failed/);
    expect(await bench.keys(bucket)).toEqual(["clean"]);
    const lines = (await readFile(log, "utf8")).trimEnd().split("\n");
    const outcomes = lines.map(
      (line) => JSON.parse(line) as { hooks?: { outcome: string; reason?: string }[] },
    );
    expect(outcomes.map(({ hooks = [] }) => hooks.map(({ outcome }) => outcome).join())).toEqual([
      "passed",
      "refused",
      "failed",
      "failed",
    ]);
    expect(lines.join("\n")).not.toContain(proxy.secretAccessKey);
  });
});
