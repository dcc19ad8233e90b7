import { PassThrough } from "node:stream";
import { describe, expect, it, onTestFinished, vi } from "vitest";
import { openAccessLog } from "../../../../src/lib/proxy/operations/access-log.js";
import {
  createOperations,
  type OperationsOptions,
} from "../../../../src/lib/proxy/operations/create-operations.js";
import type { Handler } from "../../../../src/lib/wire/exchange.js";
import { createS3Server } from "../../../../src/lib/wire/http/create-s3-server.js";
import { S3Error } from "../../../../src/lib/wire/s3-error.js";

const SIGNED = "X-Amz-Signature=feedfeed&X-Amz-Security-Token=secretsecret";

describe("probes", () => {
  it("find a proxy alive and ready without a signature", async () => {
    const { get } = await start({});
    expect(await get("/-/health")).toMatchObject({ status: 200, text: "ok\n" });
    expect(await get("/-/ready")).toMatchObject({ status: 200, text: "ready\n" });
    expect(await get("/-/nothing")).toMatchObject({ status: 404 });
    expect((await fetch(await urlOf(get, "/-/health"), { method: "POST" })).status).toBe(405);
  });

  it("find it not ready while its store does not answer, without saying where that is", async () => {
    const ping = vi.fn(async () => Promise.reject(new Error("connect ECONNREFUSED 10.0.0.7:7480")));
    const { get } = await start({ ping });
    const answers = await Promise.all([get("/-/ready"), get("/-/ready"), get("/-/ready")]);
    expect(answers.map(({ status }) => status)).toEqual([503, 503, 503]);
    expect(answers[0].text).toBe("not ready: the store behind this proxy does not answer\n");
    expect(ping).toHaveBeenCalledTimes(1);
    expect(await get("/-/health")).toMatchObject({ status: 200 });
  });

  it("are answered in time by a proxy whose store hangs", async () => {
    const { get } = await start({
      ping: async (signal) =>
        new Promise((_, reject) => {
          signal.addEventListener("abort", () => {
            reject(signal.reason as Error);
          });
        }),
    });
    const startedMs = performance.now();
    expect(await get("/-/ready")).toMatchObject({ status: 503 });
    expect(performance.now() - startedMs).toBeLessThan(2000);
  });

  it("find it not ready as soon as it drains, and alive all the same", async () => {
    const { get, operations } = await start({});
    operations.beginDraining();
    expect(await get("/-/ready")).toMatchObject({ status: 503, text: "not ready: shutting down\n" });
    expect(await get("/-/health")).toMatchObject({ status: 200 });
  });
});

describe("metrics", () => {
  it("count requests, refusals, bytes and hooks, and not the probes", async () => {
    const { get, operations } = await start({});
    await get("/photos/a.jpg");
    await get("/photos/refused");
    operations.observeHook({
      requestId: "0",
      event: "preUploadBeforeCheck",
      hook: "scan",
      outcome: "refused",
      reason: "bad",
      durationMs: 30,
    });
    await get("/-/health");
    const { text } = await get("/-/metrics");
    const lines = text.split("\n");
    expect(lines).toEqual(
      expect.arrayContaining([
        's3kit_proxy_requests_total{operation="GetObject",status="200"} 1',
        's3kit_proxy_requests_total{operation="GetObject",status="403"} 1',
        's3kit_proxy_refused_requests_total{code="AccessDenied"} 1',
        's3kit_proxy_request_duration_seconds_count{operation="GetObject"} 2',
        's3kit_proxy_hook_calls_total{event="preUploadBeforeCheck",hook="scan",outcome="refused"} 1',
        's3kit_proxy_hook_duration_seconds_bucket{le="0.05",event="preUploadBeforeCheck",hook="scan"} 1',
        "s3kit_proxy_requests_under_way 0",
      ]),
    );
    expect(text).not.toContain('operation="none"');
    expect(Number(/sent_bytes_total\{operation="GetObject"\} (\d+)/.exec(text)?.[1])).toBeGreaterThan(200);
    expect(text).not.toContain("photos");
  });

  it("of several processes are added up", async () => {
    const other = createOperations({ ping: answering });
    const { get } = await start({
      gatherSnapshots: async (own) => [own, await other.snapshot(), own],
    });
    await get("/photos/a.jpg");
    const { text } = await get("/-/metrics");
    expect(text).toContain('s3kit_proxy_requests_total{operation="GetObject",status="200"} 2');
  });
});

describe("the access log", () => {
  it("has one line a request: who, what, how much, how long, and what hooks said; no query and no header", async () => {
    const { get, log, observe } = await start({}, true);
    observe("scan");
    await get(`/photos/a%20b.jpg?${SIGNED}`, { authorization: "AWS4-HMAC-SHA256 nonsense" });
    await get("/-/health");
    await get("/photos/refused");
    const lines = await log();
    expect(lines).toMatchObject([
      { method: "GET", status: 400, bucket: "photos", key: "a b.jpg", remoteAddress: "127.0.0.1" },
      { operation: "GetObject", status: 403, errorCode: "AccessDenied", key: "refused" },
    ]);
    expect(lines[1]).toMatchObject({ hooks: [{ hook: "scan", outcome: "passed", ms: 1.5 }] });
    expect(lines[1]?.["requestId"]).toMatch(/^[0-9A-F]{16}$/);
    expect(lines[1]?.["ms"]).toBeGreaterThan(0);
    expect(JSON.stringify(lines)).not.toMatch(/feedfeed|secretsecret|nonsense/);
  });
});

const answering = async (): Promise<void> => Promise.resolve();

interface Answered {
  readonly status: number;
  readonly text: string;
}

async function start(options: Partial<OperationsOptions>, withLog = false) {
  const stream = new PassThrough();
  const accessLog = withLog ? await openAccessLog({ stream }) : undefined;
  const operations = createOperations({ ping: answering, accessLog, ...options });
  let hook: string | undefined;
  const handler: Handler = async ({ key, requestId }) => {
    const outcome = { event: "preRequest", outcome: "passed", reason: undefined, durationMs: 1.5 } as const;
    if (hook !== undefined) operations.observeHook({ requestId, hook, ...outcome });
    if (key === "refused") throw new S3Error("AccessDenied", "No");
    return Promise.resolve({ status: 200, headers: {}, body: "hello" });
  };
  const secrets = async (): Promise<undefined> => Promise.resolve(undefined);
  const server = createS3Server({ handler, secrets, timeouts: { shutdownMs: 100 }, ...operations.server });
  const { port } = await server.listen("127.0.0.1", 0);
  onTestFinished(async () => server.close());
  const get = async (
    path: string,
    headers: Record<string, string> = {},
  ): Promise<Answered & { url: string }> => {
    const url = `http://127.0.0.1:${port.toString()}${path}`;
    const response = await fetch(url, { headers });
    return { status: response.status, text: await response.text(), url };
  };
  const log = async (): Promise<Record<string, unknown>[]> => {
    await accessLog?.close();
    const lines = String(stream.read() ?? "").split("\n");
    return lines.filter(Boolean).map((line) => JSON.parse(line) as Record<string, unknown>);
  };
  const observe = (name: string): void => {
    hook = name;
  };
  return { get, operations, log, observe };
}

async function urlOf(get: (path: string) => Promise<{ url: string }>, path: string): Promise<string> {
  return (await get(path)).url;
}
