import { randomBytes } from "node:crypto";
import { setTimeout as delay } from "node:timers/promises";
import {
  CompleteMultipartUploadCommand,
  CreateMultipartUploadCommand,
  DeleteObjectCommand,
  GetObjectCommand,
  HeadObjectCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  S3Client,
  UploadPartCommand,
} from "@aws-sdk/client-s3";
import { expect, test } from "vitest";
import { download } from "../integration/support/large-objects.js";
import { converse, sendAndVanish, signedHead } from "../integration/support/raw-request.js";
import { startTestProxy, type TestProxy } from "../integration/support/test-proxy.js";
import { useWorkbench } from "../integration/support/workbench.js";
import { hookFolder } from "../lib/proxy/hooks/hook-folder.js";

const MIB = 1024 * 1024;
const CLIENTS = 12;
const WARM_UP_MS = 30_000;
const LOAD_MS = 120_000;
/** What a process may grow by once it is warm: the noise of the collector. */
const GROWTH_MIB = 30;

const HOOKS = `import { on } from "s3kit/hooks";
on("preUploadBeforeCheck", async function count(context, content) {
  let bytes = 0;
  for await (const chunk of content) bytes += chunk.length;
  return bytes === 13 ? { pass: false, reason: "unlucky" } : { pass: true };
});
on("postUpload", async function after() {});`;

const bench = useWorkbench();

test("minutes of everything that clients do, good and bad, leave memory and files as they were", async () => {
  const bucket = await bench.bucket();
  await using folder = await hookFolder({ "count.mjs": HOOKS });
  const proxy = await startTestProxy(bench.store, { words: ["--hooks", folder.dir, "--access-log", "none"] });
  try {
    const deadline = new AbortController();
    const counts = { requests: 0 };
    const clients = Array.from({ length: CLIENTS }, (_, number) =>
      loadFrom(number, bucket, proxy, counts, deadline.signal),
    );
    await delay(WARM_UP_MS);
    const warm = await proxy.memoryMiB();
    await delay(LOAD_MS);
    deadline.abort();
    await Promise.all(clients);
    await delay(3000);
    const { now, peak } = await proxy.memoryMiB();
    process.stderr.write(
      `${counts.requests.toString()} requests; MiB warm ${warm.now.toFixed(0)}, at the end ${now.toFixed(0)}, peak ${peak.toFixed(0)}\n`,
    );
    expect(counts.requests).toBeGreaterThan(2000);
    expect(peak).toBeLessThan(220);
    expect(now).toBeLessThan(warm.peak + GROWTH_MIB);
    // Connections to the store that are kept for later, and those that the program always has.
    expect(await proxy.openFiles()).toBeLessThan(120);
  } finally {
    await proxy.close();
  }
});

async function loadFrom(
  number: number,
  Bucket: string,
  proxy: TestProxy,
  counts: { requests: number },
  signal: AbortSignal,
): Promise<void> {
  const { endpoint, region, accessKeyId, secretAccessKey } = proxy;
  const credentials = { accessKeyId, secretAccessKey };
  const client = new S3Client({ endpoint, region, credentials, forcePathStyle: true, maxAttempts: 1 });
  const jobs = jobsOf(client, { Bucket, Key: `k${number.toString()}` }, proxy);
  await jobs[0]?.();
  for (let turn = number; !signal.aborted; turn += 1) {
    await jobs[turn % jobs.length]?.();
    counts.requests += 1;
  }
  client.destroy();
}

function jobsOf(client: S3Client, at: { readonly Bucket: string; readonly Key: string }, proxy: TestProxy) {
  const target = `/${at.Bucket}/${at.Key}`;
  return [
    async () => client.send(new PutObjectCommand({ ...at, Body: randomBytes(4096) })),
    async () => (await client.send(new GetObjectCommand(at))).Body?.transformToByteArray(),
    async () => client.send(new HeadObjectCommand(at)),
    async () => client.send(new ListObjectsV2Command({ Bucket: at.Bucket })),
    async () =>
      expect(client.send(new PutObjectCommand({ ...at, Body: "thirteen byte" }))).rejects.toThrow("unlucky"),
    async () => client.send(new PutObjectCommand({ ...at, Body: randomBytes(2 * MIB) })),
    async () => (await download(proxy, target)).destroy(),
    async () => uploadInParts(client, at),
    async () =>
      sendAndVanish(
        proxy.endpoint,
        Buffer.from(`${signedHead(proxy, "PUT", target, { "content-length": "10000000" })}cut`),
      ),
    async () =>
      converse(proxy.endpoint, signedHead({ ...proxy, secretAccessKey: "wrong" }, "GET", target), {
        silentMs: 100,
      }),
    async () => converse(proxy.endpoint, "GET / HTTP/1.1\r\nhost: x y\r\nbroken\r\n\r\n", { silentMs: 100 }),
    async () => client.send(new DeleteObjectCommand({ ...at, Key: `${at.Key}-gone` })),
    async () => client.send(new PutObjectCommand({ ...at, Body: randomBytes(100) })),
  ];
}

async function uploadInParts(
  client: S3Client,
  at: { readonly Bucket: string; readonly Key: string },
): Promise<void> {
  const upload = { Bucket: at.Bucket, Key: `${at.Key}-parts` };
  const { UploadId } = await client.send(new CreateMultipartUploadCommand(upload));
  const sizes = [5 * MIB, 1000];
  const Parts = await Promise.all(
    sizes.map(async (size, index) => {
      const PartNumber = index + 1;
      const part = new UploadPartCommand({ ...upload, UploadId, PartNumber, Body: randomBytes(size) });
      return { PartNumber, ETag: (await client.send(part)).ETag };
    }),
  );
  await client.send(new CompleteMultipartUploadCommand({ ...upload, UploadId, MultipartUpload: { Parts } }));
}
