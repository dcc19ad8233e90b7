import { Readable } from "node:stream";
import { setTimeout as delay } from "node:timers/promises";
import * as fc from "fast-check";
import { expect, it } from "vitest";
import { RawConnection, readAll, startTestServer } from "./test-server.js";

/** Requests, halves of requests and rubbish: what they add up to is for the server to find out. */
const PIECES = [
  "GET /b/k HTTP/1.1\r\nhost: 127.0.0.1\r\n\r\n",
  "GET /b/stream HTTP/1.1\r\nhost: 127.0.0.1\r\n\r\n",
  "HEAD /b/k HTTP/1.1\r\nhost: localhost\r\n\r\n",
  "PUT /b/k HTTP/1.1\r\nhost: 127.0.0.1\r\ncontent-length: 5\r\n\r\n",
  "PUT /b/k HTTP/1.1\r\nhost: 127.0.0.1\r\ncontent-length: 200000\r\nexpect: 100-continue\r\n\r\n",
  "PUT /b/k HTTP/1.1\r\nhost: 127.0.0.1\r\ntransfer-encoding: chunked\r\n\r\n",
  "PUT /b/k HTTP/1.1\r\nhost: 127.0.0.1\r\nauthorization: AWS a:b\r\ncontent-length: 9\r\n\r\n",
  "POST / HTTP/1.1\r\nhost: 127.0.0.1\r\ncontent-type: application/x-www-form-urlencoded\r\ncontent-length: 5\r\n\r\n",
  "POST /b HTTP/1.1\r\nhost: 127.0.0.1\r\ncontent-type: multipart/form-data; boundary=x\r\ncontent-length: 90\r\n\r\n",
  '--x\r\ncontent-disposition: form-data; name="file"\r\n\r\n',
  "--x--\r\n",
  "5\r\nhello\r\n",
  "0\r\n\r\n",
  "hello",
  "\r\n",
  "\u0000\u00ff",
  "x".repeat(70_000),
];

it("whatever arrives in whatever pieces, every request is answered or dropped and the server goes on", async () => {
  const server = await startTestServer(
    { timeouts: { noProgressMs: 200, headersMs: 200, shutdownMs: 100 } },
    async (request) => {
      if (request.key === "stream")
        return { status: 200, headers: {}, body: Readable.from([Buffer.alloc(500_000)]) };
      const { length } = await readAll(request.openBody().stream);
      return { status: 200, headers: {}, body: length.toString() };
    },
  );
  const actions = fc.array(fc.tuple(fc.constantFrom(...PIECES), fc.nat(3)), { minLength: 1, maxLength: 8 });
  await fc.assert(
    fc.asyncProperty(actions, fc.constantFrom("end", "destroy", "reset"), async (sends, ending) => {
      const connection = await RawConnection.open(server.port);
      for (const [piece, pauseMs] of sends) {
        if (connection.isEnded) break;
        connection.send(piece);
        if (pauseMs > 1) await delay(pauseMs);
      }
      if (ending === "end") connection.socket.end();
      else if (ending === "reset") connection.socket.resetAndDestroy();
      else connection.socket.destroy();
    }),
    { numRuns: 150 },
  );
  const last = await fetch(`http://127.0.0.1:${server.port}/b/k`, { method: "PUT", body: "still here" });
  expect(await last.text()).toBe("10");
  expect(server.errors).toEqual([]);
});
