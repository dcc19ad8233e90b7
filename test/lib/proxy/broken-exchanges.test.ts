import { createHash, randomBytes } from "node:crypto";
import { once } from "node:events";
import { request as httpRequest, type IncomingMessage } from "node:http";
import { connect } from "node:net";
import { text } from "node:stream/consumers";
import { setTimeout as delay } from "node:timers/promises";
import { CreateBucketCommand, GetObjectCommand, PutObjectCommand } from "@aws-sdk/client-s3";
import { describe, expect, test, vi } from "vitest";
import { signRequest } from "../../../src/lib/wire/auth/sign-request.js";
import { element } from "../store/running-store.js";
import { afterBody, fakeUpstream } from "./fake-upstream.js";
import { CLIENT_KEY, proxyBefore, runningProxy } from "./running-proxy.js";

const MIB = 1024 * 1024;
/** Small bodies are collected before they are sent on, large ones stream. */
const SIZES = [1000, 9 * MIB] as const;

describe.each(SIZES)("an upload of %i bytes that goes wrong leaves the old object in place", (sizeBytes) => {
  async function withOldObject() {
    const proxy = await runningProxy();
    await proxy.client.send(new CreateBucketCommand({ Bucket: "bucket" }));
    await proxy.client.send(new PutObjectCommand({ Bucket: "bucket", Key: "k", Body: "old" }));
    return proxy;
  }

  async function storedIn({ store }: Awaited<ReturnType<typeof withOldObject>>): Promise<string> {
    const got = await store.client.send(new GetObjectCommand({ Bucket: "bucket", Key: "k" }));
    return (await got.Body?.transformToString()) ?? "";
  }

  test.each([
    ["x-amz-checksum-crc32", "AAAAAA==", "BadDigest"],
    ["content-md5", createHash("md5").update("other").digest("base64"), "BadDigest"],
  ])("because of a wrong %s", async (name, value, code) => {
    await using proxy = await withOldObject();
    const answer = await proxy.send({
      method: "PUT",
      target: "/bucket/k",
      headers: { [name]: value },
      body: randomBytes(sizeBytes),
    });
    expect([answer.status, element(answer.text, "Code")]).toEqual([400, code]);
    expect(await storedIn(proxy)).toBe("old");
  });

  test("because its hash is not the one that was signed", async () => {
    await using proxy = await withOldObject();
    const content = randomBytes(sizeBytes);
    const headers = signedHeaders(proxy.endpoint, sha256("something else"), sizeBytes);
    const answer = await put(proxy.endpoint, headers, content);
    expect([answer.status, element(answer.text, "Code")]).toEqual([400, "XAmzContentSHA256Mismatch"]);
    expect(await storedIn(proxy)).toBe("old");
  });

  test("because a chunk's signature is wrong", async () => {
    await using proxy = await withOldObject();
    const body = Buffer.concat([
      Buffer.from(`${sizeBytes.toString(16)};chunk-signature=${"0".repeat(64)}\r\n`),
      randomBytes(sizeBytes),
      Buffer.from(`\r\n0;chunk-signature=${"0".repeat(64)}\r\n\r\n`),
    ]);
    const headers = signedHeaders(proxy.endpoint, "STREAMING-AWS4-HMAC-SHA256-PAYLOAD", body.length, {
      "content-encoding": "aws-chunked",
      "x-amz-decoded-content-length": sizeBytes.toString(),
    });
    const answer = await put(proxy.endpoint, headers, body);
    expect([answer.status, element(answer.text, "Code")]).toEqual([403, "SignatureDoesNotMatch"]);
    expect(await storedIn(proxy)).toBe("old");
  });

  test.each([0, 0.5, 0.999])("because the client goes away after %f of it", async (part) => {
    await using proxy = await withOldObject();
    const headers = signedHeaders(proxy.endpoint, "UNSIGNED-PAYLOAD", sizeBytes);
    const { hostname, port } = new URL(proxy.endpoint);
    const socket = connect({ host: hostname, port: Number(port) });
    const head = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`);
    socket.write(`PUT /bucket/k HTTP/1.1\r\n${head.join("")}\r\n`);
    socket.write(randomBytes(Math.floor(sizeBytes * part)));
    await delay(100);
    socket.destroy();
    await delay(200);
    expect(await storedIn(proxy)).toBe("old");
    expect(proxy.failures).toEqual([]);
  });
});

describe("a store that fails", () => {
  test("is not there: ServiceUnavailable, and a failure for the log", async () => {
    const upstream = await fakeUpstream(() => undefined);
    await upstream[Symbol.asyncDispose]();
    await using proxy = await proxyBefore(upstream.endpoint);
    const answer = await proxy.send({ method: "GET", target: "/bucket/k" });
    expect([answer.status, element(answer.text, "Code")]).toEqual([503, "ServiceUnavailable"]);
    expect(answer.text).not.toContain("ECONNREFUSED");
    expect(proxy.failures[0]).toMatchObject({ operation: "GetObject", bucket: "bucket" });
    expect(proxy.failures[0]?.message).toContain("ECONNREFUSED");
  });

  test.each([500, 503])("answers %i once: small uploads are sent again, whole", async (status) => {
    const content = randomBytes(5000);
    await using upstream = await fakeUpstream(
      afterBody((_request, response) => {
        response.writeHead(upstream.seen.length === 1 ? status : 200, { etag: '"e"' }).end();
      }),
    );
    await using proxy = await proxyBefore(upstream.endpoint);
    const answer = await proxy.send({ method: "PUT", target: "/bucket/k", body: content });
    expect(answer.status).toBe(200);
    expect(upstream.seen.map(({ body }) => body.equals(content))).toEqual([true, true]);
  });

  test("answers 500 again and again: the client gets its answer", async () => {
    await using upstream = await fakeUpstream(
      afterBody((_request, response) => {
        response
          .writeHead(500, { "content-type": "application/xml" })
          .end("<Error><Code>Oops</Code></Error>");
      }),
    );
    await using proxy = await proxyBefore(upstream.endpoint);
    const answer = await proxy.send({ method: "GET", target: "/bucket/k" });
    expect([answer.status, element(answer.text, "Code")]).toEqual([500, "Oops"]);
    expect(upstream.seen).toHaveLength(2);
  });

  test("cuts the connection of a small upload: sent again; of a large one: the client is asked to", async () => {
    await using upstream = await fakeUpstream((request, response) => {
      if (upstream.seen.length !== 2) request.once("data", () => request.socket.destroy());
      else request.on("end", () => response.end());
    });
    await using proxy = await proxyBefore(upstream.endpoint);
    const small = await proxy.send({ method: "PUT", target: "/bucket/k", body: "small" });
    expect(small.status).toBe(200);
    const large = await proxy.send({ method: "PUT", target: "/bucket/k", body: randomBytes(9 * MIB) });
    expect([large.status, element(large.text, "Code")]).toEqual([503, "ServiceUnavailable"]);
    expect(upstream.seen).toHaveLength(3);
  });

  test("takes no more of an upload, or never answers: given up after a while", async () => {
    await using upstream = await fakeUpstream((request) => {
      if (request.method === "PUT") request.pause();
    });
    const upstreamTimeouts = { sendMs: 200, answerMs: 200 };
    await using proxy = await proxyBefore(upstream.endpoint, { upstreamTimeouts });
    const large = await proxy.send({ method: "PUT", target: "/bucket/k", body: randomBytes(20 * MIB) });
    expect([large.status, element(large.text, "Code")]).toEqual([503, "ServiceUnavailable"]);
    const silent = await proxy.send({ method: "GET", target: "/bucket/k" });
    expect(silent.status).toBe(503);
    expect(proxy.failures.every(({ message }) => message.includes("no progress"))).toBe(true);
  });

  test("refuses the proxy's own credentials: the client is not blamed", async () => {
    await using upstream = await fakeUpstream((_request, response) => {
      response.writeHead(403).end("<Error><Code>InvalidAccessKeyId</Code></Error>");
    });
    await using proxy = await proxyBefore(upstream.endpoint);
    const answer = await proxy.send({ method: "GET", target: "/bucket/k" });
    expect([answer.status, element(answer.text, "Code")]).toEqual([503, "ServiceUnavailable"]);
    expect(proxy.failures[0]?.message).toContain("InvalidAccessKeyId");
  });

  test("has another time: the proxy takes it over", async () => {
    const hour = 3_600_000;
    await using upstream = await fakeUpstream((request, response) => {
      const signedAt = String(request.headers["x-amz-date"]);
      const theirs = new Date(Date.now() + hour);
      const isRight = signedAt.slice(0, 11) === theirs.toISOString().replaceAll(/[-:]/g, "").slice(0, 11);
      response.setHeader("date", theirs.toUTCString());
      if (isRight) response.end("content");
      else response.writeHead(403).end("<Error><Code>RequestTimeTooSkewed</Code></Error>");
    });
    await using proxy = await proxyBefore(upstream.endpoint);
    const answer = await proxy.send({ method: "GET", target: "/bucket/k" });
    expect([answer.status, answer.text]).toEqual([200, "content"]);
    expect(Math.abs(Date.parse(answer.headers["date"] ?? "") - Date.now())).toBeLessThan(60_000);
  });

  test("cuts an answer half-way: so is the client's", async () => {
    await using upstream = await fakeUpstream((_request, response) => {
      response.writeHead(200, { "content-length": "1000000" });
      response.write(randomBytes(500_000), () => response.destroy());
    });
    await using proxy = await proxyBefore(upstream.endpoint);
    await expect(proxy.send({ method: "GET", target: "/bucket/k" })).rejects.toThrow(/aborted|hang up/);
    await vi.waitFor(() => expect(proxy.failures[0]?.message).toMatch(/broke off/));
  });

  test("sends spaces, then an error, inside a 200: all of it passes as it comes", async () => {
    await using upstream = await fakeUpstream(
      afterBody((_request, response) => {
        response.writeHead(200, { "content-type": "application/xml" });
        response.write(" ");
        setTimeout(() => response.end("<Error><Code>InternalError</Code></Error>"), 100);
      }),
    );
    await using proxy = await proxyBefore(upstream.endpoint);
    const body = "<CompleteMultipartUpload></CompleteMultipartUpload>";
    const answer = await proxy.send({ method: "POST", target: "/bucket/k?uploadId=u", body });
    expect(answer.text).toBe(" <Error><Code>InternalError</Code></Error>");
  });
});

describe("clients that leave", () => {
  test("while their upload streams: the store's connection is cut short of the declared length", async () => {
    await using upstream = await fakeUpstream(() => undefined);
    await using proxy = await proxyBefore(upstream.endpoint);
    const sizeBytes = 10 * MIB;
    const headers = signedHeaders(proxy.endpoint, "UNSIGNED-PAYLOAD", sizeBytes);
    const { hostname, port } = new URL(proxy.endpoint);
    const outgoing = httpRequest({ hostname, port, method: "PUT", path: "/bucket/k", headers, agent: false });
    outgoing.on("error", () => undefined);
    outgoing.write(randomBytes(sizeBytes - 1));
    await vi.waitFor(() => expect(upstream.seen).toHaveLength(1));
    await delay(100);
    outgoing.destroy();
    await vi.waitFor(() => expect(upstream.seen[0]?.body.length).toBeGreaterThan(0));
    expect(upstream.seen[0]).toMatchObject({ isWhole: false });
    expect(upstream.seen[0]?.headers["content-length"]).toBe(sizeBytes.toString());
    expect(upstream.seen[0]?.body.length).toBeLessThan(sizeBytes);
  });

  test("while they download: the store is not asked for the rest", async () => {
    let isClosed = false;
    await using upstream = await fakeUpstream((_request, response) => {
      response.writeHead(200);
      const more = setInterval(() => response.write(randomBytes(1000)), 5);
      response.on("close", () => {
        isClosed = true;
        clearInterval(more);
      });
    });
    await using proxy = await proxyBefore(upstream.endpoint);
    const headers = signedHeaders(proxy.endpoint, "UNSIGNED-PAYLOAD", 0, {}, "GET");
    const { hostname, port } = new URL(proxy.endpoint);
    const outgoing = httpRequest({ hostname, port, path: "/bucket/k", headers, agent: false }).end();
    const [incoming] = (await once(outgoing, "response")) as [IncomingMessage];
    await once(incoming, "data");
    incoming.destroy();
    await vi.waitFor(() => expect(isClosed).toBe(true));
  });
});

function sha256(content: string | Buffer): string {
  return createHash("sha256").update(content).digest("hex");
}

function signedHeaders(
  endpoint: string,
  payloadHash: string,
  contentLength: number,
  more: Readonly<Record<string, string>> = {},
  method = "PUT",
): Record<string, string> {
  const headers = { host: new URL(endpoint).host, "content-length": contentLength.toString(), ...more };
  const request = { method, rawPath: "/bucket/k", query: "", headers, payloadHash };
  return signRequest(request, CLIENT_KEY, "us-east-1", "s3", new Date());
}

async function put(endpoint: string, headers: Record<string, string>, body: Buffer) {
  const { hostname, port } = new URL(endpoint);
  const outgoing = httpRequest({ hostname, port, method: "PUT", path: "/bucket/k", headers, agent: false });
  outgoing.end(body);
  const [incoming] = (await once(outgoing, "response")) as [IncomingMessage];
  return { status: incoming.statusCode, text: await text(incoming) };
}
