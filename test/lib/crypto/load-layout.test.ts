import { randomBytes } from "node:crypto";
import { describe, expect, it } from "vitest";
import { loadLayout } from "../../../src/lib/crypto/load-layout.js";
import { placeParts } from "../../../src/lib/crypto/object-layout.js";
import { sealTrailer } from "../../../src/lib/crypto/trailer.js";
import { IntegrityError } from "../../../src/lib/errors/s3kit-error.js";

const MIB = 1024 ** 2;
const objectKey = randomBytes(32);

/** The end of an upload whose content is nowhere: parts of one size, and a last one. */
function endOf(count: number, partBytes: number, lastBytes: number) {
  const parts = Array.from({ length: count }, (_, index) => ({
    number: index + 1,
    plaintextBytes: index === count - 1 ? lastBytes : partBytes,
    salt: randomBytes(24),
  }));
  const layout = placeParts(parts, {});
  const trailer = Buffer.concat([...sealTrailer(objectKey, parts).pieces()]);
  const reads: number[] = [];
  const read = async (start: number, end: number): Promise<Buffer> => {
    expect(start).toBeGreaterThanOrEqual(layout.dataBytes);
    expect(end).toBeLessThanOrEqual(layout.storedBytes);
    reads.push(end - start);
    return Promise.resolve(trailer.subarray(start - layout.dataBytes, end - layout.dataBytes));
  };
  return { layout, read, reads, body: { metadata: { salt: undefined }, storedBytes: layout.storedBytes } };
}

describe("the end of an upload", () => {
  it.each([
    ["two parts", 2, 5 * MIB, 0, 1],
    ["5 GiB in parts of 8 MiB", 640, 8 * MIB, 8 * MIB, 1],
    ["5 GiB in two parts", 2, 2560 * MIB, 2560 * MIB, 1],
    ["10,000 parts of 5 MiB", 10_000, 5 * MIB, 1, 2],
    ["10,000 parts of 5 GiB less a little", 10_000, 5100 * MIB, 7, 2],
  ])(
    "of %s is read in as few requests as it needs, never the content",
    async (_, count, partBytes, lastBytes, requests) => {
      const { layout, read, reads, body } = endOf(count, partBytes, lastBytes);
      const loaded = await loadLayout(objectKey, body, async (start, end) => {
        // A tail may begin within the content: those bytes are of no interest, and given as zeros.
        const missing = Math.max(0, layout.dataBytes - start);
        return Buffer.concat([Buffer.alloc(missing), await read(start + missing, end)]);
      });
      expect(loaded.parts).toEqual(layout.parts);
      expect(loaded.plaintextBytes).toBe(layout.plaintextBytes);
      expect(reads).toHaveLength(requests);
      expect(reads.reduce((sum, read) => sum + read, 0)).toBeLessThan(1.2 * MIB);
    },
  );

  it("that was cut out of another length is refused before anything is read", async () => {
    const { read, reads, body } = endOf(2, 5 * MIB, 100);
    const lied = { ...body, storedBytes: 16_645 };
    await expect(loadLayout(objectKey, lied, read)).rejects.toThrow(IntegrityError);
    expect(reads).toEqual([]);
  });
});
