import { Readable } from "node:stream";
import Pool from "undici/lib/dispatcher/pool.js";
import { expect, test } from "vitest";
import type { RequestBody, S3Request } from "../../../../src/lib/wire/exchange.js";
import { forwardRequest, type ForwardContext } from "../../../../src/lib/proxy/upstream/forward-request.js";
import { MemoryBudget } from "../../../../src/lib/proxy/upstream/memory-budget.js";
import { DEFAULT_UPSTREAM_TIMEOUTS, StallWatch } from "../../../../src/lib/proxy/upstream/stall-watch.js";
import { KEY } from "../../store/running-store.js";
import { fakeUpstream } from "../fake-upstream.js";

/** What forwarding needs, with a store whose buckets are in regions and whose credentials run out. */
function contextFor(endpoint: string, budgetBytes = 1000) {
  const { origin, host } = new URL(endpoint);
  const pool = new Pool(origin);
  const watch = new StallWatch(DEFAULT_UPSTREAM_TIMEOUTS);
  const regions = new Map<string, string>();
  let refreshed = 0;
  const context: ForwardContext = {
    session: {
      clockOffsetMs: 0,
      credentials: async (forceRefresh) => {
        if (forceRefresh) refreshed += 1;
        return Promise.resolve({ ...KEY, sessionToken: `token-${refreshed.toString()}` });
      },
      target: async (bucket = "") =>
        Promise.resolve({
          pool,
          origin,
          host,
          secure: false,
          basePath: `/${bucket}`,
          region: regions.get(bucket) ?? "us-east-1",
          service: "s3",
        }),
      redirect: (bucket, region) => {
        if (regions.get(bucket) === region) return false;
        regions.set(bucket, region);
        return true;
      },
      close: async () => pool.close(),
    },
    budget: new MemoryBudget(budgetBytes),
    takesTrailers: false,
    watch,
    timeouts: DEFAULT_UPSTREAM_TIMEOUTS,
    onFailure: () => undefined,
  };
  return {
    context,
    async [Symbol.asyncDispose](): Promise<void> {
      watch.stop();
      await pool.destroy();
    },
  };
}

function put(content: string): S3Request {
  return {
    requestId: "R",
    operation: "PutObject",
    method: "PUT",
    rawTarget: "/bucket/k",
    bucket: "bucket",
    key: "k",
    query: new Map(),
    headers: { "content-length": content.length.toString() },
    formFields: undefined,
    caller: { kind: "signed", accessKeyId: "C", scheme: "header" },
    remoteAddress: "127.0.0.1",
    secure: false,
    signal: new AbortController().signal,
    openBody: (): RequestBody => ({
      stream: Readable.from([Buffer.from(content)], { objectMode: false }),
      sizeBytes: content.length,
      declaredChecksum: undefined,
      digests: new Map(),
    }),
  };
}

const regionOf = (authorization: string | undefined) => /\/\d{8}\/([^/]+)\/s3/.exec(authorization ?? "")?.[1];

test.each([301, 307, 400])(
  "a bucket of another region, told by %i, is found there from then on",
  async (status) => {
    await using upstream = await fakeUpstream((request, response) => {
      request.resume();
      const isRight = regionOf(request.headers.authorization) === "eu-west-1";
      const headers = { "x-amz-bucket-region": "eu-west-1", location: "http://elsewhere.invalid/" };
      request.on("end", () => response.writeHead(isRight ? 200 : status, headers).end());
    });
    await using forwarding = contextFor(upstream.endpoint);
    expect((await forwardRequest(put("content"), forwarding.context)).status).toBe(200);
    expect((await forwardRequest(put("content"), forwarding.context)).status).toBe(200);
    expect(upstream.seen.map(({ headers }) => regionOf(headers.authorization))).toEqual([
      "us-east-1",
      "eu-west-1",
      "eu-west-1",
    ]);
  },
);

test("what was streamed into the wrong region is asked for again", async () => {
  await using upstream = await fakeUpstream((request, response) => {
    request.resume();
    request.on("end", () => response.writeHead(301, { "x-amz-bucket-region": "eu-west-1" }).end());
  });
  await using forwarding = contextFor(upstream.endpoint, 0);
  await expect(forwardRequest(put("content"), forwarding.context)).rejects.toMatchObject({
    code: "SlowDown",
  });
});

test("a redirect that cannot be followed does not lead the client past the proxy", async () => {
  await using upstream = await fakeUpstream((request, response) => {
    request.resume();
    request.on("end", () => response.writeHead(307, { location: "http://elsewhere.invalid/" }).end());
  });
  await using forwarding = contextFor(upstream.endpoint);
  const answer = await forwardRequest(put("content"), forwarding.context);
  expect(answer.status).toBe(307);
  expect(answer.headers).not.toHaveProperty("location");
});

test("credentials that ran out are fetched anew, once", async () => {
  await using upstream = await fakeUpstream((request, response) => {
    request.resume();
    const isFresh = request.headers["x-amz-security-token"] === "token-1";
    request.on("end", () =>
      isFresh ? response.end() : response.writeHead(400).end("<Error><Code>ExpiredToken</Code></Error>"),
    );
  });
  await using forwarding = contextFor(upstream.endpoint);
  expect((await forwardRequest(put("content"), forwarding.context)).status).toBe(200);
  expect(upstream.seen).toHaveLength(2);
});

test.each(["..", ".", "a/b", "", "arn:aws:s3:::b"])(
  "the bucket name %j never becomes part of a path",
  async (bucket) => {
    await using upstream = await fakeUpstream((_request, response) => response.end());
    await using forwarding = contextFor(upstream.endpoint);
    const request = { ...put("content"), bucket };
    await expect(forwardRequest(request, forwarding.context)).rejects.toMatchObject({
      code: "InvalidBucketName",
    });
    expect(upstream.seen).toEqual([]);
  },
);

test("memory for second tries is given back, whatever came of them", async () => {
  await using upstream = await fakeUpstream((request, response) => {
    request.resume();
    request.on("end", () => response.writeHead(upstream.seen.length % 2 === 0 ? 500 : 404).end());
  });
  await using forwarding = contextFor(upstream.endpoint, 7);
  for (let turn = 0; turn < 3; turn += 1) await forwardRequest(put("content"), forwarding.context);
  expect(forwarding.context.budget.take(7)).toBe(true);
});
