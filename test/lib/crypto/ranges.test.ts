import * as fc from "fast-check";
import { randomBytes } from "node:crypto";
import { describe, expect, it } from "vitest";
import { putLayout } from "../../../src/lib/crypto/object-layout.js";
import { createObjectOpener, createRangeOpener } from "../../../src/lib/crypto/opening-stream.js";
import { RangeOpener } from "../../../src/lib/crypto/range-opener.js";
import { guessPutRange, planRange, planWhole, type RangePlan } from "../../../src/lib/crypto/range-plan.js";
import { createObjectSealer, createPartSealer } from "../../../src/lib/crypto/sealing-stream.js";
import { sealPartInPlace } from "../../../src/lib/crypto/seal-in-place.js";
import { CHUNK_BYTES, sealedSize } from "../../../src/lib/crypto/sizes.js";
import { openMessage } from "../../../src/lib/crypto/message.js";
import { partContext } from "../../../src/lib/crypto/contexts.js";
import { pieces, sealParts, through, type SealedObject } from "./sealed-object.js";

const MIB = 1024 ** 2;
const edges = [0, 1, CHUNK_BYTES - 1, CHUNK_BYTES, CHUNK_BYTES + 1, 3 * CHUNK_BYTES, 100_001];
const objects: readonly SealedObject[] = [
  ...edges.map((size) => sealParts([size])),
  sealParts([5 * MIB, 5 * MIB, 12_345]),
  sealParts([5 * MIB + 1, 5 * MIB + CHUNK_BYTES, 0]),
];
const anyObject = fc.constantFrom(...objects.filter(({ plaintext }) => plaintext.length > 0));

/** Ranges that like to begin and end at borders. */
const anyRange = anyObject.chain((object) => {
  const size = object.plaintext.length;
  const borders = object.layout.parts.flatMap(({ plaintextStart: at }) => [
    at - 1,
    at,
    at + 1,
    at + CHUNK_BYTES,
  ]);
  const position = fc
    .oneof(fc.nat({ max: size }), fc.constantFrom(0, 1, CHUNK_BYTES, size - 1, size, ...borders))
    .map((at) => Math.min(size, Math.max(0, at)));
  return fc
    .tuple(position, position)
    .map(([a, b]) => ({ object, start: Math.min(a, b), end: Math.max(a, b) }))
    .filter(({ start, end }) => start < end);
});

describe("a range", () => {
  it("is what the same range of the plaintext is", async () => {
    await fc.assert(
      fc.asyncProperty(anyRange, async ({ object, start, end }) => {
        const plan = planRange(object.layout, { start, end });
        const opened = await open(object, plan);
        expect(opened.equals(object.plaintext.subarray(start, end))).toBe(true);
      }),
      { numRuns: 200 },
    );
  });

  it("reads no more than a chunk at either end, and the headers of parts between", () => {
    fc.assert(
      fc.property(anyRange, ({ object, start, end }) => {
        const { sealedStart, sealedEnd, spans } = planRange(object.layout, { start, end });
        const chunks = Math.ceil((end - start) / CHUNK_BYTES) + 2 * spans.length + 1;
        expect(sealedEnd - sealedStart).toBeLessThanOrEqual(
          end - start + 2 * CHUNK_BYTES + 16 * chunks + 56 * spans.length,
        );
        expect(sealedEnd).toBeLessThanOrEqual(object.layout.dataBytes);
      }),
    );
  });

  it("comes out the same however its bytes are cut", async () => {
    await fc.assert(
      fc.asyncProperty(
        anyRange,
        fc.integer({ min: 1, max: 40_000 }),
        async ({ object, start, end }, pieceBytes) => {
          const plan = planRange(object.layout, { start, end: Math.min(end, start + 50_000) });
          const opened: Buffer[] = [];
          const opener = new RangeOpener(object.objectKey, plan);
          const sealed = object.body.subarray(plan.sealedStart, plan.sealedEnd);
          for (const piece of pieces(sealed, pieceBytes)) expect(opener.open(piece, opened)).toHaveLength(0);
          expect(opener.isDone).toBe(true);
          expect(Buffer.concat(opened).equals(object.plaintext.subarray(plan.start, plan.end))).toBe(true);
        },
      ),
      { numRuns: 60 },
    );
  });

  it.each([
    { start: 5, end: 5 },
    { start: 6, end: 5 },
    { start: -1, end: 1 },
    { start: 0, end: 100_002 },
  ])("from $start to $end of 100,001 bytes does not exist", (range) => {
    const object = objects.find(({ plaintext }) => plaintext.length === 100_001);
    expect(() => planRange(object?.layout ?? sealParts([1]).layout, range)).toThrow(RangeError);
  });

  it("of a PutObject can be asked for before its size is known", async () => {
    await fc.assert(
      fc.asyncProperty(anyRange, fc.nat({ max: 3 * CHUNK_BYTES }), async ({ object, start, end }, beyond) => {
        if (object.layout.parts.length > 1) return;
        const guess = guessPutRange({ start, end: end + beyond });
        const [first] = object.layout.parts;
        const plan = planRange(putLayout(first?.salt ?? Buffer.alloc(24), object.body.length), {
          start,
          end,
        });
        expect(guess.sealedStart).toBe(plan.sealedStart);
        expect(guess.sealedEnd).toBeGreaterThanOrEqual(plan.sealedEnd);
        const answer = object.body.subarray(guess.sealedStart, guess.sealedEnd);
        const opened = await through(
          createRangeOpener(object.objectKey, plan, { ignoreSurplus: true }),
          answer,
        );
        expect(opened.equals(object.plaintext.subarray(start, end))).toBe(true);
      }),
      { numRuns: 100 },
    );
  });
});

describe("the rest of an object from any byte on", () => {
  it("is the rest of the plaintext, and reaches the end of the last part", async () => {
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...objects), fc.nat(), async (object, position) => {
        const start = position % (object.plaintext.length + 1);
        const plan = planWhole(object.layout, start);
        expect(plan.sealedEnd).toBe(object.layout.dataBytes);
        expect((await open(object, plan)).equals(object.plaintext.subarray(start))).toBe(true);
      }),
      { numRuns: 60 },
    );
  });
});

describe("a whole object", () => {
  it.each(objects.map((object) => [object.plaintext.length, object] as const))(
    "of %i bytes opens from its stored body",
    async (_, object) => {
      const opened = await through(createObjectOpener(object.objectKey, object.layout), object.body);
      expect(opened.equals(object.plaintext)).toBe(true);
    },
  );

  it("is sealed the same way by a stream, in whatever pieces it comes", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.uint8Array({ maxLength: 70_000 }),
        fc.integer({ min: 1, max: 70_000 }),
        async (bytes, cut) => {
          const plaintext = Buffer.from(bytes);
          const objectKey = randomBytes(32);
          const sealer = createObjectSealer({ objectKey });
          const body = await collect(sealer, pieces(plaintext, cut));
          const layout = putLayout(sealer.salt, body.length);
          expect((await through(createObjectOpener(objectKey, layout), body)).equals(plaintext)).toBe(true);
        },
      ),
      { numRuns: 50 },
    );
  });
});

describe("a part", () => {
  it("is the same message sealed as a stream, and in its own buffer", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.nat({ max: 5 * CHUNK_BYTES }),
        fc.integer({ min: 1, max: 10_000 }),
        async (sizeBytes, number) => {
          const [objectKey, plaintext, salt] = [randomBytes(32), randomBytes(sizeBytes), randomBytes(24)];
          const streamed = await collect(
            createPartSealer({ objectKey, partNumber: number, salt }),
            pieces(plaintext, 10_007),
          );
          const room = Buffer.alloc(sealedSize(sizeBytes) + 5);
          plaintext.copy(room);
          const inPlace = sealPartInPlace(objectKey, { number, plaintextBytes: sizeBytes, salt }, room);
          expect(inPlace.equals(streamed)).toBe(true);
          expect(openMessage(objectKey, partContext(number), streamed, "The part").equals(plaintext)).toBe(
            true,
          );
        },
      ),
      { numRuns: 50 },
    );
  });
});

async function open(object: SealedObject, plan: RangePlan): Promise<Buffer> {
  return through(
    createRangeOpener(object.objectKey, plan),
    object.body.subarray(plan.sealedStart, plan.sealedEnd),
  );
}

async function collect(
  sealer: ReturnType<typeof createPartSealer>,
  input: Iterable<Buffer>,
): Promise<Buffer> {
  const sealed: Buffer[] = [];
  sealer.on("data", (piece: Buffer) => sealed.push(piece));
  const ended = new Promise<void>((resolve, reject) => {
    sealer.once("end", resolve);
    sealer.once("error", reject);
  });
  for (const piece of input) sealer.write(piece);
  sealer.end();
  await ended;
  return Buffer.concat(sealed);
}
