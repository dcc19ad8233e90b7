import { randomBytes } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import { describe, expect, test } from "vitest";
import { readRange } from "../../../../src/lib/s3/direct/read-range.js";
import { answer, refusal, scriptedServer, type ScriptedAnswer } from "./scripted-server.js";

const REQUEST = { method: "GET", bucket: "bucket", key: "key" } as const;
const content = randomBytes(2_000_000);

/** Collects what a reader is given both ways. */
function collector(onBatch: () => Promise<void> = async () => undefined) {
  const seen: Buffer[] = [];
  const batches: Buffer[] = [];
  return {
    seen: () => Buffer.concat(seen),
    batches: () => Buffer.concat(batches),
    reader: {
      onHead: () => undefined,
      onBytes: (bytes: Buffer) => void seen.push(Buffer.from(bytes)),
      onBatch: async (bytes: Buffer) => {
        const copy = Buffer.from(bytes);
        await onBatch();
        // The memory must still hold the same: it may not be filled again before the promise resolves.
        expect(bytes.equals(copy)).toBe(true);
        batches.push(copy);
      },
    },
  };
}

const never = new AbortController().signal;

describe("readRange", () => {
  test.each([
    ["in one piece", (whole: Buffer) => [whole]],
    [
      "byte by byte at its beginning",
      (whole: Buffer) => [
        ...Array.from({ length: 120 }, (_, at) => whole.subarray(at, at + 1)),
        whole.subarray(120),
      ],
    ],
    ["cut in the middle of the empty line", (whole: Buffer) => cutAt(whole, whole.indexOf("\r\n\r\n") + 2)],
    ["cut right behind the head", (whole: Buffer) => cutAt(whole, whole.indexOf("\r\n\r\n") + 4)],
    ["cut before its last byte", (whole: Buffer) => cutAt(whole, whole.length - 1)],
  ])("reads an answer that comes %s", async (_name, cut) => {
    await using server = await scriptedServer(() => ({
      pieces: cut(answer("206 Partial Content", content)),
    }));
    const { reader, seen, batches } = collector();
    const head = await readRange(server.client, REQUEST, reader, never);
    expect(head).toMatchObject({ status: 206, headers: { "content-length": "2000000" } });
    expect(seen().equals(content)).toBe(true);
    expect(batches().equals(content)).toBe(true);
  });

  test("holds the connection back while batches are slow, and loses nothing", async () => {
    await using server = await scriptedServer(() => ({ pieces: [answer("200 OK", content)] }));
    const { reader, batches } = collector(() => sleep(20));
    await readRange(server.client, REQUEST, reader, never);
    expect(batches().equals(content)).toBe(true);
  });

  test("uses a connection again", async () => {
    await using server = await scriptedServer(() => ({ pieces: [answer("200 OK", "hello")] }));
    for (let count = 0; count < 3; count += 1)
      await readRange(server.client, REQUEST, collector().reader, never);
    expect(server.received.map(({ connection }) => connection)).toEqual([0, 0, 0]);
  });

  test.each([
    ["that says it closes", { connection: "close" }, "hello"],
    ["with more bytes than it announced", { "content-length": "3" }, "hello"],
  ])(
    "does not use a connection again after an answer %s",
    async (_name, headers: Record<string, string>, body) => {
      await using server = await scriptedServer((_request, index) => ({
        pieces: [index === 0 ? answer("200 OK", body, headers) : answer("200 OK", "good")],
      }));
      await readRange(server.client, REQUEST, collector().reader, never).catch(() => undefined);
      const second = collector();
      await readRange(server.client, REQUEST, second.reader, never);
      expect(second.batches().toString()).toBe("good");
      expect(server.received[1]?.connection).toBe(1);
    },
  );

  test.each([0, 1, 100_000, 700_000, 1_999_999])(
    "gives all that came before the connection broke at byte %d",
    async (count) => {
      const cut: ScriptedAnswer = {
        pieces: [
          answer("200 OK", content).subarray(0, answer("200 OK", content).length - content.length + count),
        ],
        hangUp: true,
      };
      await using server = await scriptedServer(() => cut);
      const { reader, seen, batches } = collector();
      await expect(readRange(server.client, REQUEST, reader, never)).rejects.toMatchObject({
        code: "ECONNRESET",
      });
      expect(seen().length).toBe(count);
      expect(batches().equals(content.subarray(0, count))).toBe(true);
    },
  );

  test.each([
    ["chunked", "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n"],
    ["two lengths", "HTTP/1.1 200 OK\r\ncontent-length: 5\r\ncontent-length: 5\r\n\r\nhello"],
  ])("asks again with the general client for an answer it does not read itself: %s", async (name, text) => {
    await using server = await scriptedServer((_request, index) => ({
      pieces: [name === "chunked" || index === 0 ? text : answer("200 OK", "hello")],
    }));
    const { reader, batches } = collector();
    await readRange(server.client, REQUEST, reader, never);
    expect(batches().toString()).toBe("hello");
  });

  test("throws the store's refusal, and goes on using the connection", async () => {
    await using server = await scriptedServer((_request, index) => ({
      pieces: [
        index === 0 ? refusal("412 Precondition Failed", "PreconditionFailed") : answer("200 OK", "ok"),
      ],
    }));
    const refused = readRange(server.client, REQUEST, collector().reader, never);
    await expect(refused).rejects.toMatchObject({ name: "PreconditionFailed", message: "No & never" });
    await readRange(server.client, REQUEST, collector().reader, never);
    expect(server.received[1]?.connection).toBe(0);
  });

  test("ends with the reader's error, and gives it nothing more", async () => {
    await using server = await scriptedServer(() => ({ pieces: [answer("200 OK", content)] }));
    const { reader, seen, batches } = collector();
    const picky = {
      ...reader,
      onHead: () => {
        throw new Error("not this");
      },
    };
    await expect(readRange(server.client, REQUEST, picky, never)).rejects.toThrow("not this");
    expect([seen().length, batches().length]).toEqual([0, 0]);
  });

  test("ends with the error of a failed write", async () => {
    await using server = await scriptedServer(() => ({ pieces: [answer("200 OK", content)] }));
    const full = collector(async () => {
      throw new Error("disk full");
    });
    await expect(readRange(server.client, REQUEST, full.reader, never)).rejects.toThrow("disk full");
  });

  test("stops when it is aborted, with the signal's reason", async () => {
    await using server = await scriptedServer(() => ({
      pieces: ["HTTP/1.1 200 OK\r\ncontent-length: 9\r\n\r\nhalf"],
    }));
    const abort = new AbortController();
    const reading = readRange(server.client, REQUEST, collector().reader, abort.signal);
    setTimeout(() => abort.abort(new Error("enough")), 30);
    await expect(reading).rejects.toThrow("enough");
  });

  test("signs what it sends, and keeps a key's bytes", async () => {
    await using server = await scriptedServer(() => ({ pieces: [answer("200 OK", "")] }));
    await readRange(server.client, { ...REQUEST, key: "a//b/../ü +" }, collector().reader, never);
    const { head = "" } = server.received[0] ?? {};
    expect(head).toContain("GET /bucket/a//b/../%C3%BC%20%2B HTTP/1.1\r\n");
    expect(head).toMatch(/authorization: AWS4-HMAC-SHA256 Credential=a\//);
  });
});

function cutAt(whole: Buffer, at: number): readonly Buffer[] {
  return [whole.subarray(0, at), whole.subarray(at)];
}
