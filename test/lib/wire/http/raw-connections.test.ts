import { Readable } from "node:stream";
import { setTimeout as delay } from "node:timers/promises";
import { describe, expect, it } from "vitest";
import { exchangeRaw, RawConnection, readAll, signedHead, startTestServer } from "./test-server.js";

const HOST = "host: 127.0.0.1";

describe("requests that could be read in two ways", () => {
  const smuggled = "0\r\n\r\nGET /bucket/smuggled HTTP/1.1\r\nhost: 127.0.0.1\r\n\r\n";
  it.each([
    [
      "Content-Length and Transfer-Encoding",
      ["POST /b/k HTTP/1.1", HOST, "content-length: 5", "transfer-encoding: chunked", "", smuggled],
    ],
    ["two lengths", ["POST /b/k HTTP/1.1", HOST, "content-length: 5", "content-length: 6", "", "hello!"]],
    ["an unknown transfer coding", ["POST /b/k HTTP/1.1", HOST, "transfer-encoding: gzip", "", "hello"]],
    [
      "chunked that is not last",
      ["POST /b/k HTTP/1.1", HOST, "transfer-encoding: chunked, identity", "", smuggled],
    ],
    ["a length that is no number", ["POST /b/k HTTP/1.1", HOST, "content-length: +5", "", "hello"]],
    ["a header folded over lines", ["GET /b/k HTTP/1.1", HOST, "x-a: 1", " 2", "", ""]],
    ["a space before the colon", ["GET /b/k HTTP/1.1", HOST, "x-a : 1", "", ""]],
    ["raw UTF-8 in the target", ["GET /b/\u00c3\u00a9 HTTP/1.1", HOST, "", ""]],
    ["no HTTP at all", ["\u0016\u0003\u0001 hello", "", ""]],
    ["two Host headers", ["GET /b/k HTTP/1.1", HOST, "host: localhost", "connection: close", "", ""]],
    ["the same Host twice", ["GET /b/k HTTP/1.1", HOST, HOST, "connection: close", "", ""]],
    ["no Host", ["GET /b/k HTTP/1.1", "connection: close", "", ""]],
    ["HTTP/1.0 without Host", ["GET /b/k HTTP/1.0", "", ""]],
    ["an absolute-form target", ["GET http://evil.example/b/k HTTP/1.1", HOST, "connection: close", "", ""]],
    ["an asterisk-form target", ["OPTIONS * HTTP/1.1", HOST, "connection: close", "", ""]],
    ["a target with a fragment", ["GET /b/k#x HTTP/1.1", HOST, "connection: close", "", ""]],
    ["a key that is not UTF-8", ["GET /b/%ff HTTP/1.1", HOST, "connection: close", "", ""]],
    ["a key with a broken escape", ["GET /b/%4 HTTP/1.1", HOST, "connection: close", "", ""]],
    ["a parameter given twice", ["GET /b?prefix=a&prefix=b HTTP/1.1", HOST, "connection: close", "", ""]],
  ])("are refused with 400: %s", async (_name, lines) => {
    const server = await startTestServer();
    const answer = await exchangeRaw(server.port, ...lines);
    expect(answer).toMatch(/^HTTP\/1\.1 400 /);
    expect(answer).toContain("<Error><Code>");
    expect(answer.match(/HTTP\/1\.1 /g)).toHaveLength(1);
    expect(server.requests).toEqual([]);
  });

  it("is answered first when what follows it is no HTTP, and the connection ends", async () => {
    const server = await startTestServer();
    const head = signedHead(server.port, "PUT", "/b/k", { "content-length": "2" });
    const answer = await exchangeRaw(server.port, `${head}hello`);
    expect(answer).toMatch(/^HTTP\/1\.1 200 /);
    expect(answer.match(/HTTP\/1\.1 /g)).toHaveLength(1);
  });

  it("is refused when its host is a foreign name (DNS rebinding)", async () => {
    const server = await startTestServer();
    const answer = await exchangeRaw(
      server.port,
      "GET /b/k HTTP/1.1",
      "host: rebound.example",
      "connection: close",
      "",
      "",
    );
    expect(answer).toMatch(/^HTTP\/1\.1 403 /);
    expect(server.requests).toEqual([]);
  });

  it("is refused with 431 when its head is too long", async () => {
    const server = await startTestServer();
    const answer = await exchangeRaw(
      server.port,
      "GET /b/k HTTP/1.1",
      HOST,
      `x-a: ${"a".repeat(40_000)}`,
      "",
      "",
    );
    expect(answer).toMatch(/^HTTP\/1\.1 431 /);
  });
});

describe("Expect", () => {
  it("other than 100-continue is refused with 417", async () => {
    const server = await startTestServer();
    const answer = await exchangeRaw(
      server.port,
      "PUT /b/k HTTP/1.1",
      HOST,
      "expect: coffee",
      "content-length: 5",
      "",
      "",
    );
    expect(answer).toMatch(/^HTTP\/1\.1 417 /);
    expect(answer).toContain("connection: close");
  });

  it("100-continue is answered once the signature was right and the handler wants the body", async () => {
    const server = await startTestServer();
    const connection = await RawConnection.open(server.port);
    connection.send(
      signedHead(server.port, "PUT", "/b/k", { expect: "100-continue", "content-length": "5" }),
    );
    await connection.until(/^HTTP\/1\.1 100 Continue\r\n\r\n$/);
    connection.send("hello");
    const answer = await connection.until(/5 bytes$/);
    expect(answer).toMatch(/100 Continue\r\n\r\nHTTP\/1\.1 200 OK/);
    expect(answer).toContain("onnection: keep-alive");
  });

  it("100-continue with a wrong signature is refused without asking for the body", async () => {
    const server = await startTestServer();
    const head = signedHead(server.port, "PUT", "/b/k", { expect: "100-continue", "content-length": "5" });
    const answer = await exchangeRaw(server.port, head.replace("PUT /b/k", "PUT /b/other"));
    expect(answer).toMatch(/^HTTP\/1\.1 403 /);
    expect(answer).toContain("connection: close");
    expect(answer).not.toContain("100 Continue");
    expect(server.requests).toEqual([]);
  });
});

describe("clients that are slow or gone", () => {
  const timeouts = { noProgressMs: 100, headersMs: 100, shutdownMs: 100 };

  it("get RequestTimeout, and the connection closed, when their body stops arriving", async () => {
    const server = await startTestServer({ timeouts });
    const answer = await exchangeRaw(
      server.port,
      "PUT /b/k HTTP/1.1",
      HOST,
      "content-length: 10",
      "",
      "hello",
    );
    expect(answer).toMatch(/^HTTP\/1\.1 400 /);
    expect(answer).toContain("<Code>RequestTimeout</Code>");
    expect(answer).toContain("connection: close");
  });

  it("may take as long as they like while something arrives", async () => {
    const server = await startTestServer({ timeouts });
    const connection = await RawConnection.open(server.port);
    connection.send("PUT /b/k HTTP/1.1", HOST, "content-length: 10", "", "");
    for (let sent = 0; sent < 10; sent += 1) {
      await delay(40);
      connection.send("x");
    }
    expect(await connection.until(/10 bytes$/)).toMatch(/^HTTP\/1\.1 200 /);
  });

  it("are not blamed for a handler that takes its time", async () => {
    const server = await startTestServer({ timeouts }, async (request) => {
      await delay(400);
      await readAll(request.openBody().stream);
      await delay(200);
      return { status: 200, headers: {}, body: "late" };
    });
    const connection = await RawConnection.open(server.port);
    connection.send("PUT /b/k HTTP/1.1", HOST, "content-length: 5", "", "hello");
    expect(await connection.until(/late$/)).toMatch(/^HTTP\/1\.1 200 /);
  });

  it("get 408 when their head does not arrive", async () => {
    const server = await startTestServer({ timeouts });
    expect(await exchangeRaw(server.port, "GET /b/k HTTP/1.1", HOST)).toMatch(/^HTTP\/1\.1 408 /);
  });

  it("are dropped when they do not take their answer", async () => {
    const body = new Readable({
      read() {
        this.push(Buffer.alloc(256 * 1024));
      },
    });
    const server = await startTestServer({ timeouts }, async () =>
      Promise.resolve({ status: 200, headers: {}, body }),
    );
    const connection = await RawConnection.open(server.port);
    connection.socket.pause();
    connection.send("GET /b/k HTTP/1.1", HOST, "", "");
    await expect.poll(() => server.answers, { timeout: 3000 }).toMatchObject([{ aborted: true }]);
    expect(body.destroyed).toBe(true);
    expect(server.errors).toEqual([]);
  });

  it("that leave amid their upload fail the body with IncompleteBody and abort the signal", async () => {
    const seen: { error?: unknown; aborted?: boolean } = {};
    const server = await startTestServer({}, async (request) => {
      try {
        await readAll(request.openBody().stream);
      } catch (error) {
        seen.error = error;
        seen.aborted = request.signal.aborted;
        throw error;
      }
      return { status: 200, headers: {} };
    });
    const connection = await RawConnection.open(server.port);
    connection.send("PUT /b/k HTTP/1.1", HOST, "content-length: 10", "", "hello");
    await expect.poll(() => server.requests.length).toBe(1);
    connection.socket.destroy();
    await expect.poll(() => server.answers).toMatchObject([{ aborted: true, errorCode: "IncompleteBody" }]);
    expect(seen).toMatchObject({ error: { code: "IncompleteBody" } });
    expect(server.errors).toEqual([]);
  });

  it("that leave before their body is read do no harm", async () => {
    const server = await startTestServer({}, async (request) => {
      const { stream } = request.openBody();
      await delay(100);
      await readAll(stream);
      return { status: 200, headers: {} };
    });
    const connection = await RawConnection.open(server.port);
    connection.send("PUT /b/k HTTP/1.1", HOST, "content-length: 10", "", "hello");
    await expect.poll(() => server.requests.length).toBe(1);
    connection.socket.destroy();
    await expect.poll(() => server.answers).toMatchObject([{ aborted: true, errorCode: "IncompleteBody" }]);
  });

  it("that close half of the connection still get their answer", async () => {
    const server = await startTestServer();
    const connection = await RawConnection.open(server.port);
    connection.send("GET /b/k HTTP/1.1", HOST, "", "");
    connection.socket.end();
    expect(await connection.untilEnd()).toMatch(/^HTTP\/1\.1 200 /);
  });
});

describe("bodies that are refused", () => {
  it("end the connection when they turn out wrong", async () => {
    const server = await startTestServer();
    const head = signedHead(server.port, "PUT", "/b/k", {
      "content-length": "5",
      "content-md5": "AAAAAAAAAAAAAAAAAAAAAA==",
    });
    const answer = await exchangeRaw(server.port, `${head}hello`, "GET /b/next HTTP/1.1", HOST, "", "");
    expect(answer).toMatch(/^HTTP\/1\.1 400 /);
    expect(answer).toContain("<Code>BadDigest</Code>");
    expect(answer.match(/HTTP\/1\.1 /g)).toHaveLength(1);
    expect(server.requests.map(({ key }) => key)).toEqual(["k"]);
  });

  it("do not keep a client that sends on from reading the answer", async () => {
    const server = await startTestServer();
    const connection = await RawConnection.open(server.port);
    const sizeBytes = 8 * 1024 * 1024;
    connection.send(
      "PUT /b/k HTTP/1.1",
      HOST,
      "authorization: AWS nobody:x",
      `content-length: ${sizeBytes}`,
      "",
      "",
    );
    const chunk = Buffer.alloc(256 * 1024);
    for (let sent = 0; sent < sizeBytes; sent += chunk.length) {
      connection.socket.write(chunk);
      await delay(2);
    }
    const answer = await connection.untilEnd();
    expect(answer).toMatch(/^HTTP\/1\.1 403 /);
    expect(answer).toContain("</Error>");
    expect(connection.failure).toBeUndefined();
  });

  it("are read no further than the drain limit", async () => {
    const server = await startTestServer({ drain: { maxBytes: 1024 * 1024, timeoutMs: 5000 } });
    const connection = await RawConnection.open(server.port);
    connection.send(
      "PUT /b/k HTTP/1.1",
      HOST,
      "authorization: AWS nobody:x",
      "content-length: 99999999999",
      "",
      "",
    );
    const flood = setInterval(() => connection.socket.write(Buffer.alloc(64 * 1024)), 1);
    await connection.untilEnd().finally(() => {
      clearInterval(flood);
    });
    await expect.poll(() => server.answers.length).toBe(1);
    expect(server.answers[0]?.receivedBytes).toBeLessThan(8 * 1024 * 1024);
  });

  it("are waited for no longer than the drain limit", async () => {
    const server = await startTestServer({ drain: { maxBytes: 1024 * 1024, timeoutMs: 100 } });
    const answer = await exchangeRaw(
      server.port,
      "PUT /b/k HTTP/1.1",
      HOST,
      "authorization: AWS nobody:x",
      "content-length: 99999999",
      "",
      "x",
    );
    expect(answer).toMatch(/^HTTP\/1\.1 403 /);
  });

  it("keep the connection when they are small and were not opened", async () => {
    const server = await startTestServer();
    const connection = await RawConnection.open(server.port);
    connection.send(
      "PUT /b/k HTTP/1.1",
      HOST,
      "authorization: AWS nobody:x",
      "content-length: 5",
      "",
      "hello",
    );
    await connection.until(/<\/Error>$/);
    connection.send("GET /b/next HTTP/1.1", HOST, "", "");
    const answer = await connection.until(/0 bytes$/);
    expect(answer.match(/HTTP\/1\.1 \d+/g)).toEqual(["HTTP/1.1 403", "HTTP/1.1 200"]);
  });

  it("keep the connection when the handler left half of a small one unread", async () => {
    const server = await startTestServer({}, async (request) => {
      if (request.method === "PUT") {
        const { stream } = request.openBody();
        stream.once("readable", () => stream.read(1));
        await delay(20);
        stream.destroy();
      }
      return { status: 200, headers: {}, body: "ok." };
    });
    const connection = await RawConnection.open(server.port);
    connection.send("PUT /b/k HTTP/1.1", HOST, "content-length: 10", "", "hello");
    await connection.until(/ok\.$/);
    connection.send("world");
    connection.send("GET /b/next HTTP/1.1", HOST, "", "");
    expect((await connection.until(/ok\.[^]*ok\.$/)).match(/HTTP\/1\.1 \d+/g)).toEqual([
      "HTTP/1.1 200",
      "HTTP/1.1 200",
    ]);
  });

  it("end the connection when chunked framing breaks", async () => {
    const server = await startTestServer();
    const answer = await exchangeRaw(
      server.port,
      "PUT /b/k HTTP/1.1",
      HOST,
      "transfer-encoding: chunked",
      "",
      "5",
      "hello",
      "zz",
      "x",
    );
    expect(answer).toMatch(/^HTTP\/1\.1 400 /);
    expect(answer.match(/HTTP\/1\.1 /g)).toHaveLength(1);
  });
});

describe("pipelined requests", () => {
  it("are carried out one after another and answered in order", async () => {
    const log: string[] = [];
    const server = await startTestServer({}, async (request) => {
      log.push(`start ${request.key}`);
      await delay(request.key === "slow" ? 60 : 1);
      log.push(`end ${request.key}`);
      return { status: 200, headers: {}, body: `[${request.key}]` };
    });
    const connection = await RawConnection.open(server.port);
    const get = (key: string) => `GET /b/${key} HTTP/1.1\r\n${HOST}\r\n\r\n`;
    connection.send(get("slow") + get("second") + get("third"));
    const answer = await connection.until(/\[third\]/);
    expect(answer.match(/\[\w+\]/g)).toEqual(["[slow]", "[second]", "[third]"]);
    expect(log).toEqual(["start slow", "end slow", "start second", "end second", "start third", "end third"]);
  });

  it("behind one that ends the connection are not carried out", async () => {
    const server = await startTestServer();
    const answer = await exchangeRaw(
      server.port,
      "PUT /b/k HTTP/1.1",
      HOST,
      "content-length: 5",
      "content-md5: AAAAAAAAAAAAAAAAAAAAAA==",
      "",
      "helloDELETE /b/victim HTTP/1.1",
      HOST,
      "",
      "",
    );
    expect(answer).toContain("<Code>BadDigest</Code>");
    await delay(50);
    expect(server.requests.map(({ method }) => method)).toEqual(["PUT"]);
  });

  it("behind one that asks to close are not carried out", async () => {
    const server = await startTestServer();
    await exchangeRaw(
      server.port,
      "GET /b/k HTTP/1.1",
      HOST,
      "connection: close",
      "",
      "DELETE /b/victim HTTP/1.1",
      HOST,
      "",
      "",
    );
    expect(server.requests.map(({ method }) => method)).toEqual(["GET"]);
  });
});
