import { createHash } from "node:crypto";
import { createServer, type AddressInfo } from "node:net";
import { Readable } from "node:stream";
import { setTimeout as delay } from "node:timers/promises";
import { describe, expect, it, onTestFinished, vi } from "vitest";
import { presignUrl } from "../../../../src/lib/wire/auth/presign-url.js";
import { createS3Server } from "../../../../src/lib/wire/http/create-s3-server.js";
import { S3Error } from "../../../../src/lib/wire/s3-error.js";
import { freePort, KEY, signedHeaders, startTestServer } from "./test-server.js";

const OK = { status: 200, headers: {} };

describe("a signed request", () => {
  it("reaches the handler routed, decoded and with its caller", async () => {
    const server = await startTestServer();
    const target = "/bucket/a%20b//%C3%A9+?x-id=PutObject";
    const response = await fetch(`http://127.0.0.1:${server.port}${target}`, {
      method: "PUT",
      headers: signedHeaders(server.port, "PUT", target),
      body: "hello",
    });
    expect(response.status).toBe(200);
    expect(await response.text()).toBe("5 bytes");
    const [request] = server.requests;
    expect(request).toMatchObject({
      operation: "PutObject",
      bucket: "bucket",
      key: "a b//é+",
      caller: { kind: "signed", accessKeyId: KEY.accessKeyId, scheme: "header" },
      remoteAddress: "127.0.0.1",
      secure: false,
    });
    expect(response.headers.get("x-amz-request-id")).toBe(request?.requestId);
    expect(request?.requestId).toMatch(/^[0-9A-F]{16}$/);
  });

  it("is refused as XML when its signature is wrong, before the handler sees it", async () => {
    const server = await startTestServer();
    const headers = signedHeaders(server.port, "GET", "/bucket/other");
    const response = await fetch(`http://127.0.0.1:${server.port}/bucket/key`, { headers });
    const text = await response.text();
    expect(response.status).toBe(403);
    expect(response.headers.get("content-type")).toBe("application/xml");
    expect(text).toContain("<Code>SignatureDoesNotMatch</Code>");
    expect(text).toContain("<Resource>/bucket/key</Resource>");
    expect(text).toContain(`<RequestId>${response.headers.get("x-amz-request-id")}</RequestId>`);
    expect(text).toContain(`<HostId>${response.headers.get("x-amz-id-2")}</HostId>`);
    expect(server.requests).toEqual([]);
    expect(server.answers).toMatchObject([
      { status: 403, errorCode: "SignatureDoesNotMatch", bucket: "bucket", key: "key" },
    ]);
  });
});

describe("what an answer looks like", () => {
  it("names request, host, server and date, also when it is a refusal", async () => {
    const server = await startTestServer({
      handler: async () => Promise.reject(new S3Error("NoSuchKey", "Gone & away")),
    });
    const response = await fetch(`http://127.0.0.1:${server.port}/bucket/key`);
    expect(response.status).toBe(404);
    for (const name of ["x-amz-request-id", "x-amz-id-2", "date"])
      expect(response.headers.get(name)).toBeTruthy();
    expect(response.headers.get("server")).toBe("s3kit");
    expect(await response.text()).toContain("<Message>Gone &amp; away</Message>");
  });

  it("has details and headers of the refusal", async () => {
    const error = new S3Error("InvalidRange", "No", {
      details: { ActualObjectSize: "3" },
      headers: { "content-range": "bytes */3" },
    });
    const server = await startTestServer({ handler: async () => Promise.reject(error) });
    const response = await fetch(`http://127.0.0.1:${server.port}/bucket/key`);
    expect(response.headers.get("content-range")).toBe("bytes */3");
    expect(await response.text()).toContain("<ActualObjectSize>3</ActualObjectSize>");
  });

  it("has no body for HEAD, 204 and 304", async () => {
    const server = await startTestServer({
      handler: async ({ method, key }) => {
        if (method === "HEAD") throw new S3Error("NoSuchKey", "x");
        if (key === "304") throw new S3Error("NotModified", "x", { headers: { etag: '"e"' } });
        return Promise.resolve({ status: 204, headers: {}, body: "ignored" });
      },
    });
    const base = `http://127.0.0.1:${server.port}/bucket`;
    const head = await fetch(`${base}/x`, { method: "HEAD" });
    const notModified = await fetch(`${base}/304`);
    const noContent = await fetch(`${base}/204`);
    expect([head.status, notModified.status, noContent.status]).toEqual([404, 304, 204]);
    expect(
      await Promise.all([head, notModified, noContent].map(async (response) => response.text())),
    ).toEqual(["", "", ""]);
    expect(notModified.headers.get("etag")).toBe('"e"');
    expect(noContent.headers.get("content-length")).toBeNull();
  });

  it("keeps the length that a HEAD answer declares, and destroys a body that is not sent", async () => {
    const body = new Readable({ read() {} });
    body.push("x");
    const server = await startTestServer({
      handler: async () => Promise.resolve({ status: 200, headers: { "content-length": "12345" }, body }),
    });
    const response = await fetch(`http://127.0.0.1:${server.port}/bucket/key`, { method: "HEAD" });
    expect(response.headers.get("content-length")).toBe("12345");
    expect(body.destroyed).toBe(true);
  });

  it("carries what answerHeaders adds, on refusals before the handler too", async () => {
    const server = await startTestServer({
      answerHeaders: ({ bucket }) => ({ "x-bucket": bucket ?? "none" }),
    });
    const refused = await fetch(`http://127.0.0.1:${server.port}/bucket/key`, {
      headers: { authorization: "AWS x:y" },
    });
    expect(refused.status).toBe(403);
    expect(refused.headers.get("x-bucket")).toBe("bucket");
  });
});

describe("a failure of the server itself", () => {
  it("is an InternalError that tells the client nothing and the operator everything", async () => {
    const failure = new Error("/secret/path is broken");
    const server = await startTestServer({ handler: async () => Promise.reject(failure) });
    const response = await fetch(`http://127.0.0.1:${server.port}/bucket/key`);
    const text = await response.text();
    expect(response.status).toBe(500);
    expect(text).toContain("<Code>InternalError</Code>");
    expect(text).not.toContain("secret");
    expect(server.errors).toEqual([failure]);
  });

  it("is a line on stderr when nobody listens, without what the query may hold", async () => {
    const lines: string[] = [];
    const stderr = vi
      .spyOn(process.stderr, "write")
      .mockImplementation((line) => lines.push(String(line)) > 0);
    onTestFinished(() => {
      stderr.mockRestore();
    });
    const server = await startTestServer({
      onError: undefined as never,
      handler: async () => Promise.reject(new Error("broken")),
    });
    await fetch(`http://127.0.0.1:${server.port}/bucket?prefix=secret`);
    expect(lines).toHaveLength(1);
    expect(lines[0]).toMatch(/^GET \/bucket [0-9A-F]{16}: Error: broken\n/);
  });

  it("is still answered when the body stream fails before its first byte", async () => {
    const body = new Readable({
      read() {
        this.destroy(new Error("blob is gone"));
      },
    });
    const server = await startTestServer({ handler: async () => Promise.resolve({ ...OK, body }) });
    const response = await fetch(`http://127.0.0.1:${server.port}/bucket/key`);
    expect(response.status).toBe(500);
    expect(server.errors).toMatchObject([{ message: "blob is gone" }]);
  });

  it("cuts the connection when the body fails half-way, so that nothing looks whole", async () => {
    const body = Readable.from(
      (async function* () {
        yield Buffer.alloc(10);
        await delay(20);
        throw new Error("disk");
      })(),
    );
    const server = await startTestServer({
      handler: async () => Promise.resolve({ status: 200, headers: { "content-length": "20" }, body }),
    });
    const response = await fetch(`http://127.0.0.1:${server.port}/bucket/key`);
    await expect(response.arrayBuffer()).rejects.toThrow("terminated");
    expect(server.errors).toMatchObject([{ message: "disk" }]);
  });

  it("cuts the connection when the body is shorter than declared", async () => {
    const server = await startTestServer({
      handler: async () =>
        Promise.resolve({
          status: 200,
          headers: { "content-length": "20" },
          body: Readable.from([Buffer.alloc(10)]),
        }),
    });
    const response = await fetch(`http://127.0.0.1:${server.port}/bucket/key`);
    await expect(response.arrayBuffer()).rejects.toThrow("terminated");
    expect(server.errors).toHaveLength(1);
  });

  it("is answered when a header cannot be sent", async () => {
    const server = await startTestServer({
      handler: async () => Promise.resolve({ status: 200, headers: { "x-amz-meta-a": "日本" }, body: "x" }),
    });
    const response = await fetch(`http://127.0.0.1:${server.port}/bucket/key`);
    expect(response.status).toBe(500);
    expect(server.errors).toHaveLength(1);
  });

  it("leaves no body stream open when a header cannot be sent, and names the request", async () => {
    const body = new Readable({ read: () => body.push("x") });
    const server = await startTestServer({
      handler: async () => Promise.resolve({ status: 200, headers: { "x-a": "line\nbreak" }, body }),
    });
    const response = await fetch(`http://127.0.0.1:${server.port}/bucket/key`);
    const text = await response.text();
    expect([response.status, body.destroyed]).toEqual([500, true]);
    expect(text).toContain(`<RequestId>${response.headers.get("x-amz-request-id")}</RequestId>`);
  });

  it("is answered when the headers of every answer cannot be worked out", async () => {
    const answerHeaders = () => {
      throw new Error("no headers today");
    };
    const server = await startTestServer({ answerHeaders });
    const response = await fetch(`http://127.0.0.1:${server.port}/bucket/key`);
    expect([response.status, response.headers.get("server")]).toEqual([500, "s3kit"]);
    expect(server.errors).toMatchObject([{ message: "no headers today" }]);
  });

  it("does not end the server when it befalls whoever is told of answers", async () => {
    const onAnswer = () => {
      throw new Error("the log is full");
    };
    const server = await startTestServer({ onAnswer });
    const url = `http://127.0.0.1:${server.port}/bucket/key`;
    expect((await fetch(url)).status).toBe(200);
    expect((await fetch(url)).status).toBe(200);
    await vi.waitFor(() => {
      expect(server.errors).toMatchObject([{ message: "the log is full" }, { message: "the log is full" }]);
    });
  });
});

describe("downloads", () => {
  it("stream a body larger than any buffer", async () => {
    const chunk = Buffer.alloc(64 * 1024, 7);
    const server = await startTestServer({
      handler: async () =>
        Promise.resolve({
          status: 200,
          headers: { "content-length": (chunk.length * 500).toString() },
          body: Readable.from(Array.from({ length: 500 }, () => chunk)),
        }),
    });
    const response = await fetch(`http://127.0.0.1:${server.port}/bucket/key`);
    expect((await response.arrayBuffer()).byteLength).toBe(chunk.length * 500);
    expect(server.answers).toMatchObject([{ status: 200, aborted: false }]);
  });

  it("that the client breaks off destroy the body and abort the signal", async () => {
    const body = new Readable({
      read() {
        this.push(Buffer.alloc(64 * 1024));
      },
    });
    let signal: AbortSignal | undefined;
    const server = await startTestServer({
      handler: async (request) => {
        signal = request.signal;
        return Promise.resolve({ ...OK, body });
      },
    });
    const abort = new AbortController();
    const response = await fetch(`http://127.0.0.1:${server.port}/bucket/key`, { signal: abort.signal });
    const reader = response.body?.getReader();
    await reader?.read();
    abort.abort();
    await expect.poll(() => body.destroyed).toBe(true);
    expect(signal?.aborted).toBe(true);
    await expect.poll(() => server.answers).toMatchObject([{ aborted: true }]);
    expect(server.errors).toEqual([]);
  });
});

describe("presigned URLs and STS", () => {
  it("takes x-amz- parameters for headers, and routes by them", async () => {
    const server = await startTestServer();
    const url = presignUrl(
      {
        method: "PUT",
        origin: `http://127.0.0.1:${server.port}`,
        rawPath: "/bucket/key",
        query:
          "x-amz-acl=public-read&x-amz-meta-colour=blue&x-amz-copy-source=%2Fother%2Fkey&x-amz-checksum-crc32=AAAAAA%3D%3D",
        expiresInSeconds: 60,
      },
      KEY,
      "us-east-1",
      "s3",
      new Date(),
    );
    const response = await fetch(url, { method: "PUT" });
    expect(response.headers.get("x-operation")).toBe("CopyObject");
    const [request] = server.requests;
    expect(request?.headers).toMatchObject({
      "x-amz-acl": "public-read",
      "x-amz-meta-colour": "blue",
      "x-amz-copy-source": "/other/key",
    });
    expect(request?.headers).not.toHaveProperty("x-amz-checksum-crc32");
    expect(request?.headers).not.toHaveProperty("x-amz-signature");
  });

  it("routes a form with Action=GetCallerIdentity, and no other one", async () => {
    const server = await startTestServer();
    const call = async (body: string) => {
      const hash = createHash("sha256").update(body).digest("hex");
      const form = {
        "content-type": "application/x-www-form-urlencoded; charset=utf-8",
        "x-amz-content-sha256": hash,
      };
      const headers = signedHeaders(server.port, "POST", "/", form, "sts");
      return fetch(`http://127.0.0.1:${server.port}/`, { method: "POST", headers, body });
    };
    await call("Action=GetCallerIdentity&Version=2011-06-15");
    await call("Action=DeleteEverything&Version=2011-06-15");
    expect(server.requests.map(({ operation }) => operation)).toEqual(["GetCallerIdentity", "Unknown"]);
    expect(server.requests[0]?.formFields?.get("Version")).toBe("2011-06-15");
  });

  it("refuses an STS form whose body is not the one signed", async () => {
    const server = await startTestServer();
    const form = {
      "content-type": "application/x-www-form-urlencoded",
      "x-amz-content-sha256": "0".repeat(64),
    };
    const headers = signedHeaders(server.port, "POST", "/", form, "sts");
    const response = await fetch(`http://127.0.0.1:${server.port}/`, {
      method: "POST",
      headers,
      body: "Action=GetCallerIdentity",
    });
    expect(await response.text()).toContain("<Code>XAmzContentSHA256Mismatch</Code>");
    expect(server.requests).toEqual([]);
  });
});

describe("listening and closing", () => {
  it("reports a port that is taken", async () => {
    const blocker = createServer();
    await new Promise<void>((resolve) => {
      blocker.listen(0, "127.0.0.1", resolve);
    });
    const { port } = blocker.address() as AddressInfo;
    const server = createS3Server({
      handler: async () => Promise.resolve(OK),
      secrets: async () => Promise.resolve(undefined),
    });
    await expect(server.listen("127.0.0.1", port)).rejects.toMatchObject({ code: "EADDRINUSE" });
    blocker.close();
  });

  it("listens on the port asked for", async () => {
    const port = await freePort();
    const server = createS3Server({
      handler: async () => Promise.resolve(OK),
      secrets: async () => Promise.resolve(undefined),
    });
    expect(await server.listen("127.0.0.1", port)).toEqual({ port });
    await server.close();
  });

  it("lets a request under way finish, then refuses new ones", async () => {
    const server = await startTestServer({
      timeouts: { shutdownMs: 5000 },
      handler: async () => {
        await delay(100);
        return { ...OK, body: "done" };
      },
    });
    const underWay = fetch(`http://127.0.0.1:${server.port}/bucket/key`);
    await delay(30);
    const closed = server.close();
    const response = await underWay;
    expect(await response.text()).toBe("done");
    expect(response.headers.get("connection")).toBe("close");
    await closed;
    await expect(fetch(`http://127.0.0.1:${server.port}/`)).rejects.toThrow("fetch failed");
  });

  it("cuts off what does not finish in time", async () => {
    const server = await startTestServer({
      timeouts: { shutdownMs: 50 },
      handler: async ({ signal }) => {
        await new Promise((resolve) => {
          signal.addEventListener("abort", resolve);
        });
        return OK;
      },
    });
    const stuck = fetch(`http://127.0.0.1:${server.port}/bucket/key`);
    await delay(30);
    await server.close();
    await expect(stuck).rejects.toThrow("fetch failed");
  });
});
