import { Readable } from "node:stream";
import { buffer } from "node:stream/consumers";
import { expect, test } from "vitest";
import { MemoryBudget } from "../../../../src/lib/proxy/upstream/memory-budget.js";
import { openOutgoing } from "../../../../src/lib/proxy/upstream/outgoing-body.js";
import type { S3Request } from "../../../../src/lib/wire/exchange.js";

const MIB = 1024 * 1024;

/** An upload whose length only its end tells. */
function upload(pieces: readonly Buffer[]): S3Request {
  return {
    requestId: "0",
    operation: "PutObject",
    method: "PUT",
    rawTarget: "/b/k",
    bucket: "b",
    key: "k",
    query: new Map(),
    headers: { "content-length": "1", "transfer-encoding": "chunked" },
    formFields: undefined,
    caller: { kind: "anonymous" },
    remoteAddress: "127.0.0.1",
    secure: false,
    signal: new AbortController().signal,
    openBody: () => ({
      stream: Readable.from(pieces, { objectMode: false }),
      sizeBytes: undefined,
      declaredChecksum: undefined,
      digests: new Map(),
    }),
  };
}

async function contentOf({ bytes, streamed }: Awaited<ReturnType<typeof openOutgoing>>): Promise<Buffer> {
  return bytes ?? buffer(streamed?.content ?? Readable.from([]));
}

test.each([
  ["small, with memory to spare", 3, 8, true],
  ["small, without memory to spare", 3, 7, false],
  ["too large to be held", 9, 8, false],
])("content of unknown length goes on whole: %s", async (_name, contentMib, budgetMib, isHeld) => {
  const pieces = Array.from({ length: contentMib }, (_, index) => Buffer.alloc(MIB, index));
  const budget = new MemoryBudget(budgetMib * MIB);
  const body = await openOutgoing(upload(pieces), { budget, takesTrailers: false });
  expect(body.bytes !== undefined).toBe(isHeld);
  expect((await contentOf(body)).equals(Buffer.concat(pieces))).toBe(true);
  body.release();
  expect(budget.take(budgetMib * MIB)).toBe(true);
});

test("content of unknown length that fails gives back the memory that was taken for it", async () => {
  const budget = new MemoryBudget(8 * MIB);
  const failing = new Readable({
    read() {
      this.destroy(new Error("broken off"));
    },
  });
  const request: S3Request = {
    ...upload([]),
    openBody: () => ({
      stream: failing,
      sizeBytes: undefined,
      declaredChecksum: undefined,
      digests: new Map(),
    }),
  };
  await expect(openOutgoing(request, { budget, takesTrailers: false })).rejects.toThrow("broken off");
  expect(budget.take(8 * MIB)).toBe(true);
});
