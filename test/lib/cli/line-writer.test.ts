import { PassThrough, Writable } from "node:stream";
import { setImmediate as nextTurn } from "node:timers/promises";
import { expect, test } from "vitest";
import { createLineWriter } from "../../../src/lib/cli/line-writer.js";
import { OutputClosedError } from "../../../src/lib/errors/output-closed-error.js";

function collecting() {
  const chunks: string[] = [];
  const stream = new Writable({
    write(chunk: Buffer, _encoding, done) {
      chunks.push(chunk.toString());
      done();
    },
  });
  return { chunks, stream };
}

test("a hundred thousand lines arrive whole and in order, in large chunks", async () => {
  const { chunks, stream } = collecting();
  const writer = createLineWriter(stream);
  for (let line = 0; line < 100_000; line += 1) await writer.write(`line ${String(line)}`);
  await writer.flush();
  expect(chunks.join("")).toBe(
    Array.from({ length: 100_000 }, (_, line) => `line ${String(line)}\n`).join(""),
  );
  expect(chunks.length).toBeLessThan(100);
});

test("a line is sent as soon as the program waits for something", async () => {
  const { chunks, stream } = collecting();
  const writer = createLineWriter(stream);
  void writer.write("first");
  expect(chunks).toEqual([]);
  await nextTurn();
  expect(chunks).toEqual(["first\n"]);
});

test("a slow reader holds the writer back, and memory stays flat", async () => {
  const slow = new PassThrough({ highWaterMark: 1000 });
  const writer = createLineWriter(slow);
  let waited = 0;
  let held = 0;
  const reading = (async () => {
    for await (const chunk of slow) {
      held = Math.max(held, slow.readableLength + slow.writableLength + (chunk as Buffer).length);
      await nextTurn();
    }
  })();
  for (let line = 0; line < 50_000; line += 1) {
    const full = writer.write("x".repeat(20));
    if (full !== undefined) waited += 1;
    await full;
  }
  await writer.flush();
  slow.end();
  await reading;
  expect(waited).toBeGreaterThan(0);
  expect(held).toBeLessThan(300_000);
});

test("when the reader is gone, writing and flushing say so", async () => {
  const gone = new Writable({
    write(_chunk, _encoding, done) {
      done(Object.assign(new Error("write EPIPE"), { code: "EPIPE" }));
    },
  });
  const writer = createLineWriter(gone);
  void writer.write("x");
  await expect(writer.flush()).rejects.toThrow(OutputClosedError);
  expect(() => writer.write("y")).toThrow(OutputClosedError);
});

test("other failures of the stream are passed on as they are", async () => {
  const full = new Writable({
    write(_chunk, _encoding, done) {
      done(Object.assign(new Error("no space"), { code: "ENOSPC" }));
    },
  });
  const writer = createLineWriter(full);
  void writer.write("x");
  await expect(writer.flush()).rejects.toMatchObject({ code: "ENOSPC" });
});
