import { Writable } from "node:stream";
import { tmpdir } from "node:os";
import { expect, test } from "vitest";
import { OutputClosedError } from "../../../src/lib/errors/output-closed-error.js";
import { downloadStream } from "../../../src/lib/transfer/download-stream.js";
import { createTransferContext } from "../../../src/lib/transfer/transfer-context.js";
import { answer, scriptedServer } from "../s3/direct/scripted-server.js";

const MIB = 1024 * 1024;

async function download(output: Writable) {
  await using store = await scriptedServer(({ head }) => {
    const [, from = "0"] = /^range: bytes=(\d+)-/im.exec(head) ?? [];
    const body = Buffer.alloc(4 * MIB - Number(from));
    return { pieces: [answer(from === "0" ? "200 OK" : "206 Partial Content", body, { etag: '"e-2"' })] };
  });
  const context = createTransferContext({
    client: store.client,
    signal: new AbortController().signal,
    note: () => undefined,
    options: { settings: {}, concurrency: 1, ifNoneMatch: false, preserve: false, stateFolder: tmpdir() },
  });
  const result = await downloadStream(context, { bucket: "b", key: "k" }, output).catch(
    (error: unknown) => error,
  );
  return { result, requests: store.received.length };
}

/** Fails at its second write, and like `process.stdout` at every one after it. */
function failingOutput(code: string): Writable {
  let writes = 0;
  const output: Writable = new Writable({
    autoDestroy: false,
    write(_chunk, _encoding, done) {
      writes += 1;
      if (writes === 1) done();
      else setImmediate(() => output.emit("error", Object.assign(new Error(`write ${code}`), { code })));
    },
  });
  return output;
}

test("a reader that goes away ends the download, which is not tried again", async () => {
  const { result, requests } = await download(failingOutput("EPIPE"));
  expect(result).toBeInstanceOf(OutputClosedError);
  expect(requests).toBe(1);
});

test("a reader that has gone before is noticed", async () => {
  const output = new Writable();
  output.destroy();
  expect((await download(output)).result).toBeInstanceOf(OutputClosedError);
});

test("an output that fails otherwise fails the download with its own error", async () => {
  const { result, requests } = await download(failingOutput("ENOSPC"));
  expect(result).toMatchObject({ code: "ENOSPC" });
  expect(requests).toBe(1);
});

test("all bytes reach a slow reader", async () => {
  let sizeBytes = 0;
  const output = new Writable({
    write(chunk: Buffer, _encoding, done) {
      sizeBytes += chunk.length;
      setImmediate(done);
    },
  });
  expect((await download(output)).result).toEqual({ sizeBytes: 4 * MIB });
  await new Promise((resolve) => output.end(resolve));
  expect(sizeBytes).toBe(4 * MIB);
});
