import { execFile } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { promisify } from "node:util";
import { GetObjectCommand, PutObjectCommand } from "@aws-sdk/client-s3";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import type { ConnectionSettings } from "../../../src/lib/config/connection-settings.js";
import { createClient } from "../../../src/lib/s3/create-client.js";
import { deferClient } from "../../../src/lib/s3/defer-client.js";
import { directRequest } from "../../../src/lib/s3/direct/direct-request.js";
import { directSession } from "../../../src/lib/s3/direct/direct-session.js";
import { startStore, type RunningStore } from "../../../src/lib/store/start-store.js";
import { isSameStore } from "../../../src/lib/transfer/same-store.js";
import { storeName } from "../../../src/lib/transfer/store-name.js";

const KEYS = { accessKeyId: "AKIDEXAMPLE", secretAccessKey: "secret" };

let dir: string;
let store: RunningStore;
let settings: ConnectionSettings;

beforeAll(async () => {
  // The SDK looks at these where the settings mean AWS.
  vi.stubEnv("AWS_ENDPOINT_URL", undefined);
  vi.stubEnv("AWS_ENDPOINT_URL_S3", undefined);
  dir = await mkdtemp(path.join(tmpdir(), "s3kit-defer-"));
  store = await startStore({ dir, host: "127.0.0.1", port: 0, keys: [KEYS] });
  settings = settingsFor(store.endpoint);
  await directRequest(deferClient(settings), { method: "PUT", bucket: "things" });
});

afterAll(async () => {
  vi.unstubAllEnvs();
  await store.close();
  await rm(dir, { recursive: true });
});

function settingsFor(
  endpoint: string | undefined,
  more: Partial<ConnectionSettings> = {},
): ConnectionSettings {
  return {
    profile: undefined,
    endpoint,
    region: "us-east-1",
    pathStyle: true,
    credentials: KEYS,
    checksums: "when_required",
    ...more,
  };
}

test("commands of the SDK and requests past it are sent alike", async () => {
  const client = deferClient(settings);
  await client.send(new PutObjectCommand({ Bucket: "things", Key: "a b", Body: "content" }));
  const { body } = await directRequest(client, { method: "GET", bucket: "things", key: "a b" });
  expect(body.toString()).toBe("content");
  client.destroy();
});

test("what the store refuses comes out of send as the SDK's error", async () => {
  const client = deferClient(settings);
  const asked = client.send(new GetObjectCommand({ Bucket: "things", Key: "none" }));
  await expect(asked).rejects.toMatchObject({ name: "NoSuchKey", $metadata: { httpStatusCode: 404 } });
});

test("a provider of credentials is asked once for many requests", async () => {
  let asked = 0;
  const credentials = async () => {
    asked += 1;
    return Promise.resolve(KEYS);
  };
  const client = deferClient({ ...settings, credentials });
  for (let count = 0; count < 3; count += 1) await directRequest(client, { method: "GET", bucket: "things" });
  expect(asked).toBe(1);
});

test.each([
  ["an endpoint", "http://127.0.0.1:9000", {}],
  ["an endpoint below a path", "https://store.example.org/s3", {}],
  ["an endpoint of IPv6", "http://[::1]:9000", {}],
  ["virtual hosts", "https://store.example.org", { pathStyle: false }],
  ["AWS", undefined, { pathStyle: false, region: "eu-west-1" }],
  ["AWS in path style", undefined, { region: "eu-west-1" }],
  ["an endpoint of AWS", "https://s3.eu-west-1.amazonaws.com", { region: "eu-west-1" }],
])("of %s it goes where the SDK goes", async (_name, endpoint, more) => {
  const wanted = settingsFor(endpoint, more);
  const [deferred, own] = [deferClient(wanted), await createClient(wanted)];
  expect(await storeName(deferred)).toBe(await storeName(own));
  expect(await isSameStore(deferred, own)).toBe(true);
  for (const bucket of [undefined, "things", "with.dots"]) {
    const target = await (await directSession(deferred)).target(bucket);
    expect(`${target.origin}${target.basePath}`).toBe(await sentBy(await createClient(wanted), bucket));
  }
});

/** Where a client of the SDK sends a request for an object of the bucket, or for the list of buckets. */
async function sentBy(client: Awaited<ReturnType<typeof createClient>>, bucket: string | undefined) {
  const { ListBucketsCommand, HeadObjectCommand } = await import("@aws-sdk/client-s3");
  let url = "";
  client.middlewareStack.add(
    () => async (args) => {
      const { protocol, hostname, port, path } = args.request as Record<string, string | undefined>;
      url = `${protocol ?? ""}//${hostname ?? ""}${port === undefined ? "" : `:${port}`}${path ?? ""}`;
      throw Object.assign(new Error("far enough"), { name: "Stopped" });
    },
    { step: "finalizeRequest", priority: "low", name: "stop" },
  );
  const sent =
    bucket === undefined
      ? client.send(new ListBucketsCommand({}))
      : client.send(new HeadObjectCommand({ Bucket: bucket, Key: "key" }));
  await expect(sent).rejects.toThrow("far enough");
  return url.replace(/\/(key)?(\?.*)?$/, "");
}

test("listing past it loads nothing of the SDK", async () => {
  const root = path.join(import.meta.dirname, "..", "..", "..");
  const script = `
    import { registerHooks } from "node:module";
    const loaded = [];
    registerHooks({ load: (url, context, next) => (loaded.push(url), next(url, context)) });
    const { run } = await import(${JSON.stringify(path.join(root, "dist", "lib", "cli", "run.js"))});
    process.on("exit", () => process.stderr.write(loaded.filter((url) => url.includes("@aws-sdk")).join(" ")));
    await run(["ls", "s3://things"], ${JSON.stringify(`file://${root}/bin/run.js`)});`;
  const env = {
    PATH: process.env["PATH"],
    HOME: dir,
    AWS_ENDPOINT_URL: store.endpoint,
    AWS_ACCESS_KEY_ID: KEYS.accessKeyId,
    AWS_SECRET_ACCESS_KEY: KEYS.secretAccessKey,
  };
  const { stderr } = await promisify(execFile)(process.execPath, ["--input-type=module", "-e", script], {
    env,
  });
  expect(stderr).toBe("");
});
