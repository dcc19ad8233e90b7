import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { createServer, type AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { text } from "node:stream/consumers";
import { S3Client, CreateBucketCommand, ListBucketsCommand } from "@aws-sdk/client-s3";
import { execa } from "execa";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { PROGRAM } from "./store-process.js";

let folder: string;
const environment = () => ({
  PATH: process.env["PATH"] ?? "",
  HOME: folder,
  S3KIT_CONFIG_DIR: folder,
  NO_COLOR: "1",
});

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "s3kit-proxy-"));
});
afterEach(async () => rm(folder, { recursive: true, force: true }));

async function s3kit(...words: readonly string[]) {
  const { exitCode, stdout, stderr } = await execa(process.execPath, [PROGRAM, ...words], {
    reject: false,
    extendEnv: false,
    env: environment(),
    timeout: 15_000,
  });
  return { exitCode, stdout, stderr };
}

/** `proxy serve` until it is ready; SIGTERM ends it with the test. */
async function serve(...words: readonly string[]) {
  const child = spawn(process.execPath, [PROGRAM, "proxy", "serve", "--port", "0", ...words], {
    env: environment(),
    stdio: ["ignore", "pipe", "pipe"],
  });
  const stderr = text(child.stderr);
  const [firstLine] = (await once(createInterface({ input: child.stdout }), "line")) as [string];
  return {
    firstLine,
    endpoint: /http:\/\/[^"]+/.exec(firstLine)?.[0] ?? "",
    end: async () => {
      child.kill("SIGTERM");
      const [exitCode] = (await once(child, "exit")) as [number | null];
      return { exitCode, stderr: await stderr };
    },
  };
}

describe("proxy serve", () => {
  test("works with nothing configured: a store of its own, and a key that is shown once", async () => {
    const proxy = await serve();
    const { exitCode, stderr } = await (async () => {
      const kept = JSON.parse(await readFile(join(folder, "proxy-keys.json"), "utf8")) as Record<
        string,
        { secretAccessKey: string }
      >;
      const [[accessKeyId, { secretAccessKey }] = ["", { secretAccessKey: "" }]] = Object.entries(kept);
      const client = new S3Client({
        endpoint: proxy.endpoint,
        region: "us-east-1",
        forcePathStyle: true,
        credentials: { accessKeyId, secretAccessKey },
      });
      await client.send(new CreateBucketCommand({ Bucket: "bucket" }));
      expect((await client.send(new ListBucketsCommand({}))).Buckets).toHaveLength(1);
      client.destroy();
      const ended = await proxy.end();
      expect(ended.stderr).toContain(`export AWS_ACCESS_KEY_ID=${accessKeyId}`);
      expect(ended.stderr).toContain(`export AWS_SECRET_ACCESS_KEY=${secretAccessKey}`);
      return ended;
    })();
    expect(proxy.firstLine).toBe(`listening on ${proxy.endpoint}`);
    expect(exitCode).toBe(0);
    expect(stderr).toContain("embedded store");
    const again = await serve("--json");
    expect(JSON.parse(again.firstLine)).toEqual({ type: "listening", endpoint: again.endpoint });
    expect((await again.end()).stderr).not.toMatch(/SECRET_ACCESS_KEY=[0-9a-f]{40}/);
  });

  test.each([
    ["a port that is taken", async () => ["--port", await takenPort()], 6, "AddressInUse"],
    [
      "everyone's access from everywhere",
      () => ["--host", "0.0.0.0", "--anonymous"],
      8,
      "AnonymousNotLoopback",
    ],
    ["a profile that is not there", () => ["--upstream", "nobody"], 4, "NoSuchProfile"],
    ["a URL without credentials", () => ["--upstream", "http://127.0.0.1:9"], 5, "NoCredentials"],
    ["half a key", () => ["--key", "ID"], 2, "InvalidKeyPair"],
  ] as const)("refuses %s in words", async (_what, words, exitCode, code) => {
    const given = await words();
    const port = given[0] === "--port" ? [] : ["--port", "0"];
    const ended = await s3kit("proxy", "serve", ...port, ...given);
    expect(ended.exitCode).toBe(exitCode);
    expect(ended.stderr).toContain(code);
    expect(ended.stdout).toBe("");
  });
});

describe("proxy key", () => {
  test("makes, lists and removes keys; a secret is shown once", async () => {
    const added = await s3kit(
      "proxy",
      "key",
      "add",
      "--bucket",
      "a",
      "--bucket",
      "b-*",
      "--read-only",
      "--json",
    );
    const key = JSON.parse(added.stdout) as { accessKeyId: string; secretAccessKey: string };
    expect(key).toMatchObject({ type: "key", buckets: ["a", "b-*"], readOnly: true });
    const listed = await s3kit("proxy", "key", "list");
    expect(listed.stdout).toBe(`${key.accessKeyId}  a, b-*, reading only`);
    expect(listed.stdout + listed.stderr).not.toContain(key.secretAccessKey);
    expect((await s3kit("proxy", "key", "remove", key.accessKeyId)).exitCode).toBe(0);
    expect((await s3kit("proxy", "key", "remove", key.accessKeyId)).exitCode).toBe(4);
    expect((await s3kit("proxy", "key", "list", "--json")).stdout).toBe('{"type":"summary","keys":0}');
  });
});

async function takenPort(): Promise<string> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  server.unref();
  return (server.address() as AddressInfo).port.toString();
}
