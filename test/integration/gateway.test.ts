import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { GetObjectCommand } from "@aws-sdk/client-s3";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { startListening } from "./support/listening-program.js";
import { startTestProxy, type TestProxy } from "./support/test-proxy.js";
import { THROUGH_PROXY } from "./support/test-store.js";
import { useWorkbench, type Run } from "./support/workbench.js";

const bench = useWorkbench();

/** Run the program as somebody with a folder of settings of his own, and nothing else to connect with. */
async function as(who: string, words: readonly string[], input = ""): Promise<Run> {
  const folder = path.join(bench.folder, who);
  await mkdir(folder, { recursive: true });
  const nothing = { AWS_ENDPOINT_URL: "", AWS_ACCESS_KEY_ID: "", AWS_SECRET_ACCESS_KEY: "" };
  return bench.run([...words, "--json"], { input, env: { ...nothing, S3KIT_CONFIG_DIR: folder } });
}

async function answer(run: Promise<Run>): Promise<Record<string, unknown>> {
  const { exitCode, lines, stderr } = await run;
  expect({ exitCode, stderr: exitCode === 0 ? "" : stderr }).toEqual({ exitCode: 0, stderr: "" });
  return lines.at(-1) ?? {};
}

/** Log in with the gateway's own key, make two users, and log them in, too. */
async function populate({ endpoint, accessKeyId, secretAccessKey }: TestProxy): Promise<void> {
  const login = async (who: string, key: Record<string, unknown>) =>
    answer(
      as(
        who,
        ["login", endpoint, "--access-key-id", String(key["accessKeyId"])],
        String(key["secretAccessKey"]),
      ),
    );
  await login("root", { accessKeyId, secretAccessKey });
  for (const name of ["alice", "bob"]) await login(name, await answer(as("root", ["user", "create", name])));
}

/** A gateway is a proxy itself. */
describe.skipIf(THROUGH_PROXY)("a gateway that encrypts", () => {
  let gateway: TestProxy;
  let control = "";
  let data = "";

  beforeAll(async () => {
    control = await bench.bucket();
    data = await bench.bucket();
    const ring = path.join(bench.folder, "ring.json");
    expect(await bench.run(["key", "generate", "--ring", ring])).toMatchObject({ exitCode: 0 });
    const config = {
      gateway: { control: `s3://${control}` },
      // The store may be others', too.
      encryption: { mode: "off", ring: "ring.json", rules: [{ bucket: data, mode: "required" }] },
    };
    const file = path.join(bench.folder, "proxy.json");
    await writeFile(file, JSON.stringify(config), { mode: 0o600 });
    gateway = await startTestProxy(bench.store, { words: ["--config", file] });
    await populate(gateway);
    const place = ["--bucket", data, "--prefix", "lab"];
    await answer(as("root", ["workspace", "create", "lab", "--owner", "alice", ...place]));
  });

  afterAll(async () => gateway?.close());

  test("stores nothing readable, and gives all of it to those who may read", async () => {
    const text = "of great secrecy. ".repeat(5000);
    await answer(as("alice", ["cp", "-", "workspace:lab/secret.txt"], text));
    expect(await as("alice", ["cat", "workspace:lab/secret.txt"])).toMatchObject({ stdout: text });
    const listed = await as("alice", ["ls", "--recursive", "workspace:lab"]);
    expect(listed.lines).toMatchObject([{ key: "lab/secret.txt", sizeBytes: text.length }, {}]);
    const stored = await bench.client.send(new GetObjectCommand({ Bucket: data, Key: "lab/secret.txt" }));
    expect(await stored.Body?.transformToString("latin1")).not.toContain("secrecy");
    expect(await as("bob", ["cat", `s3://${data}/lab/secret.txt`])).toMatchObject({ exitCode: 5 });
  });

  test("serves share links decrypted, in parts, as often as they say, until they are revoked", async () => {
    await answer(as("alice", ["cp", "-", "workspace:lab/report.txt"], "0123456789".repeat(9000)));
    const words = [
      "share",
      "link",
      `s3://${data}/lab/report.txt`,
      "--expires",
      "90d",
      "--max-downloads",
      "3",
    ];
    const { url, id } = await answer(as("alice", words));
    const get = async (headers: Record<string, string> = {}) => fetch(String(url), { headers });
    const page = await get({ accept: "text/html" });
    expect(await page.text()).toMatch(/<bdi>report\.txt<\/bdi>[\s\S]*90\.0 KB · 3 downloads left · until/);
    const part = await get({ range: "bytes=70000-70004" });
    expect([part.status, await part.text()]).toEqual([206, "01234"]);
    const whole = await get();
    expect([whole.status, (await whole.text()).length]).toEqual([200, 90_000]);
    await answer(as("alice", ["share", "unlink", String(id)]));
    expect((await get()).status).toBe(404);
  });

  test("shows nobody the registry that is in the store behind it", async () => {
    await bench.put(control, { "beside.txt": "x" });
    const listed = await as("root", ["ls", "--recursive", `s3://${control}/`]);
    expect(listed.lines.map(({ key }) => key)).toEqual(["beside.txt", undefined]);
    const entry = ".s3kit/registry/log/000000000001.json";
    expect(await bench.text(control, entry)).toContain("s3kit.registry.v1");
    expect(await as("root", ["cat", `s3://${control}/${entry}`])).toMatchObject({ exitCode: 5 });
    expect(await as("root", ["rm", `s3://${control}/${entry}`, "--yes"])).not.toMatchObject({ exitCode: 0 });
    expect(await bench.text(control, entry)).toContain("s3kit.registry.v1");
  });
});

test("a gateway starts from nothing: it makes its store, its key ring, its bucket, and knows its own key", async () => {
  const folder = await mkdtemp(path.join(tmpdir(), "s3kit-fresh-"));
  const key = { accessKeyId: "FRESHKEY", secretAccessKey: "fresh/secret" };
  const words = ["proxy", "serve", "--port", "0", "--embedded", path.join(folder, "store"), "--gateway"];
  const pair = ["--key", `${key.accessKeyId}:${key.secretAccessKey}`];
  const env = { HOME: folder, S3KIT_CONFIG_DIR: path.join(folder, "settings") };
  const gateway = await startListening([...words, "--control", "s3://registry", ...pair], env);
  try {
    expect(gateway.stderr()).toMatch(/Made the key ring .*ring\.json/);
    await answer(
      as("fresh", ["login", gateway.endpoint, "--access-key-id", key.accessKeyId], key.secretAccessKey),
    );
    expect(await answer(as("fresh", ["user", "create", "dora"]))).toMatchObject({ name: "dora" });
    expect((await as("fresh", ["audit"])).lines).toMatchObject([
      { action: "user create", target: "dora" },
      {},
    ]);
  } finally {
    gateway.kill("SIGTERM");
    expect(await gateway.ended()).toBe(0);
    await rm(folder, { recursive: true });
  }
});

test.each([
  [["--gateway"], "A gateway needs the bucket of its registry"],
  [["--control", "s3://b"], "--control is about a gateway"],
  [["--gateway", "--control", "s3://b/prefix"], "in a bucket, not below a prefix"],
  [["--gateway", "--control", "b"], "Not an S3 URI"],
  [["--gateway", "--control", "s3://b", "--gateway-url", "s3.example.org"], "s3.example.org"],
])("proxy serve %j is told what is wrong", async (words, message) => {
  const run = await bench.run(["proxy", "serve", "--port", "0", ...words, "--key", "A:b", "--json"]);
  expect(run).toMatchObject({ exitCode: 2, error: { message: expect.stringContaining(message) } });
});
