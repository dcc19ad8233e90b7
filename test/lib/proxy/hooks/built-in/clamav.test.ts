import { createServer, type Server } from "node:net";
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from "vitest";
import { ConfigurationError } from "../../../../../src/lib/errors/s3kit-error.js";
import { clamavHooks } from "../../../../../src/lib/proxy/hooks/built-in/clamav.js";
import { CLAMD, EICAR, startClamd, STREAM_MAX_BYTES, type Clamd } from "./clamd-process.js";
import { judge, zeros } from "./hook-call.js";

describe.skipIf(CLAMD === undefined)(
  "clamav with a real clamd (skipped where clamd is not installed)",
  () => {
    let clamd: Clamd;
    beforeAll(async () => {
      clamd = await startClamd(CLAMD ?? "");
    });
    afterAll(async () => clamd.stop());

    it("refuses what clamd finds, naming the signature, over a socket and over TCP", async () => {
      const refused = { pass: false, reason: "Own.Test.Eicar.UNOFFICIAL found" };
      expect(await judge(clamavHooks(clamd.socket), EICAR)).toEqual(refused);
      expect(await judge(clamavHooks(clamd.tcp), EICAR)).toEqual(refused);
    });

    it("passes what is clean, and what is empty", async () => {
      expect(await judge(clamavHooks(clamd.socket), "hello")).toEqual({ pass: true });
      expect(await judge(clamavHooks(clamd.socket), [Buffer.alloc(0), Buffer.from("a")])).toEqual({
        pass: true,
      });
      expect(await judge(clamavHooks(clamd.socket), [])).toEqual({ pass: true });
    });

    it("finds it also when it comes in single bytes", async () => {
      const bytes = Array.from(Buffer.from(EICAR), (byte) => Buffer.from([byte]));
      expect(await judge(clamavHooks(clamd.socket), bytes)).toMatchObject({ pass: false });
    });

    it("scans many at once", async () => {
      const hooks = clamavHooks(clamd.socket);
      const verdicts = await Promise.all(
        Array.from({ length: 20 }, async (_, index) => judge(hooks, index % 2 === 0 ? EICAR : "clean")),
      );
      expect(verdicts.map(({ pass }) => pass)).toEqual(verdicts.map((_, index) => index % 2 === 1));
    });

    it("takes what clamd did not scan whole for failed, never for clean", async () => {
      const tooMuch = zeros(STREAM_MAX_BYTES * 4);
      await expect(judge(clamavHooks(clamd.socket), tooMuch)).rejects.toThrow(
        /size limit exceeded|EPIPE|ECONNRESET/,
      );
      expect(await judge(clamavHooks(clamd.socket), zeros(STREAM_MAX_BYTES - 1024))).toEqual({ pass: true });
    });

    it("fails when the content breaks off, and clamd is there for the next", async () => {
      const hooks = clamavHooks(clamd.socket);
      await expect(judge(hooks, breakingOff())).rejects.toThrow("the client went away");
      expect(await judge(hooks, EICAR)).toMatchObject({ pass: false });
    });

    it("scans downloads where it is told to", async () => {
      const hooks = clamavHooks({ ...clamd.socket, scan: ["uploads", "downloads"] });
      expect(hooks.map(({ event }) => event)).toEqual(["preUploadBeforeCheck", "postRetrieve"]);
      expect(await judge(hooks, EICAR, { event: "postRetrieve" })).toMatchObject({ pass: false });
    });
  },
);

describe("clamav", () => {
  it("fails where nothing listens", async () => {
    await expect(judge(clamavHooks({ socket: "/nonexistent/clamd.sock" }), "a")).rejects.toThrow(/ENOENT/);
  });

  it("gives up at once when its time is up, though the scanner hangs", async () => {
    const port = await listenWith((server) => server.on("connection", (socket) => socket.resume()));
    const abort = new AbortController();
    const verdict = judge(clamavHooks({ host: "127.0.0.1", port }), "a", { signal: abort.signal });
    setTimeout(() => {
      abort.abort(new Error("time is up"));
    }, 50);
    await expect(verdict).rejects.toThrow("The scan was given up");
  });

  it("takes no more of the content than a scanner that does not read has room for", async () => {
    const port = await listenWith((server) => server.on("connection", (socket) => socket.pause()));
    const abort = new AbortController();
    let takenBytes = 0;
    const content = zeros(256 * 1024 * 1024, (bytes) => {
      takenBytes = bytes;
    });
    const verdict = judge(clamavHooks({ host: "127.0.0.1", port }), content, { signal: abort.signal });
    setTimeout(() => {
      abort.abort();
    }, 500);
    await expect(verdict).rejects.toThrow();
    expect(takenBytes).toBeGreaterThan(0);
    expect(takenBytes).toBeLessThan(32 * 1024 * 1024);
  });

  it.each([
    ["closes without an answer", ""],
    ["answers with an error", "INSTREAM: Can't write to temporary file ERROR\0"],
    ["answers nonsense", "HTTP/1.1 400 Bad Request\0"],
  ])("fails when the scanner %s", async (_, answer) => {
    const port = await listenWith((server) =>
      server.on("connection", (socket) => {
        socket.once("data", () => socket.end(answer));
      }),
    );
    await expect(judge(clamavHooks({ host: "127.0.0.1", port }), "a")).rejects.toThrow(/clamd/);
  });

  it("must be told where clamd listens, and not how to fail open", () => {
    expect(() => clamavHooks({})).toThrow(ConfigurationError);
    expect(clamavHooks({ host: "localhost" })).toMatchObject([{ onError: "refuse", maxBytes: 26_214_400 }]);
  });
});

async function* breakingOff(): AsyncGenerator<Buffer> {
  yield Buffer.from(EICAR.slice(0, 20));
  await Promise.reject(new Error("the client went away"));
}

async function listenWith(prepare: (server: Server) => unknown): Promise<number> {
  const server = createServer();
  const sockets = new Set<{ destroy(): unknown }>();
  server.on("connection", (socket) => {
    sockets.add(socket);
    socket.on("error", () => {});
  });
  prepare(server);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  return (server.address() as { port: number }).port;
}
