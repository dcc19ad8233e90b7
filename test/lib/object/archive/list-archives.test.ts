import { createHash } from "node:crypto";
import { mkdtemp, rm, mkdir, writeFile, symlink, readFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { crc32, deflateRawSync, gzipSync } from "node:zlib";
import * as tar from "tar";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { ArchiveEntry } from "../../../../src/lib/object/archive/archive-entry.js";
import { BrokenArchiveError } from "../../../../src/lib/object/archive/broken-archive-error.js";
import { rangeCursor, streamCursor } from "../../../../src/lib/object/archive/byte-cursor.js";
import { listTar } from "../../../../src/lib/object/archive/list-tar.js";
import { listZip } from "../../../../src/lib/object/archive/list-zip.js";
import { readTarFile, readZipFile } from "../../../../src/lib/object/archive/read-archive-file.js";
import { unpackedChunks } from "../../../../src/lib/object/unpack-start.js";

let dir: string;

beforeAll(async () => {
  dir = await mkdtemp(path.join(tmpdir(), "s3kit-archives-"));
});
afterAll(() => rm(dir, { recursive: true, force: true }));

/** Reads ranges of bytes in memory, and counts them. */
function counted(bytes: Buffer) {
  const counts = { requests: 0, bytes: 0 };
  const read = (start: number, length: number) => {
    const part = bytes.subarray(start, start + length);
    counts.requests += 1;
    counts.bytes += part.length;
    return Promise.resolve(part);
  };
  return { counts, read };
}

async function all(entries: AsyncIterable<ArchiveEntry>): Promise<readonly ArchiveEntry[]> {
  return Array.fromAsync(entries);
}

interface ZipFile {
  readonly name: string;
  readonly content: Buffer;
  readonly unixMode?: number;
  readonly flags?: number;
}

/** A ZIP archive by APPNOTE.TXT, without help of what is tested. */
function makeZip(files: readonly ZipFile[]): Buffer {
  const locals: Buffer[] = [];
  const directory: Buffer[] = [];
  let offset = 0;
  for (const { name, content, unixMode = 0o100_644, flags = 0x800 } of files) {
    const packed = deflateRawSync(content);
    const nameBytes = Buffer.from(name);
    const common = Buffer.alloc(26);
    common.writeUInt16LE(20, 0);
    common.writeUInt16LE(flags, 2);
    common.writeUInt16LE(8, 4);
    common.writeUInt16LE(0x6000, 6);
    common.writeUInt16LE(((2026 - 1980) << 9) | (3 << 5) | 4, 8);
    common.writeUInt32LE(crc32(content), 10);
    common.writeUInt32LE(packed.length, 14);
    common.writeUInt32LE(content.length, 18);
    common.writeUInt16LE(nameBytes.length, 22);
    const local = Buffer.concat([Buffer.from([0x50, 0x4b, 3, 4]), common, nameBytes, packed]);
    const rest = Buffer.alloc(14);
    rest.writeUInt32LE((unixMode << 16) >>> 0, 6);
    rest.writeUInt32LE(offset, 10);
    directory.push(Buffer.concat([Buffer.from([0x50, 0x4b, 1, 2, 20, 3]), common, rest, nameBytes]));
    locals.push(local);
    offset += local.length;
  }
  const body = Buffer.concat(directory);
  const end = Buffer.alloc(22);
  end.write("PK\u0005\u0006", "latin1");
  end.writeUInt16LE(files.length, 8);
  end.writeUInt16LE(files.length, 10);
  end.writeUInt32LE(body.length, 12);
  end.writeUInt32LE(offset, 16);
  return Buffer.concat([...locals, body, end]);
}

const noise = (bytes: number) => createHash("shake256", { outputLength: bytes }).update("noise").digest();

describe("listing a ZIP archive", () => {
  it("names its files, folders and links with their sizes and times", async () => {
    const zip = makeZip([
      { name: "docs/", content: Buffer.alloc(0) },
      { name: "docs/日本.txt", content: Buffer.from("x".repeat(1000)) },
      { name: "link", content: Buffer.from("docs"), unixMode: 0o120_777 },
    ]);
    const entries = await all(listZip(counted(zip).read, zip.length));
    expect(entries.map(({ path, kind, sizeBytes }) => [path, kind, sizeBytes])).toEqual([
      ["docs/", "folder", 0],
      ["docs/日本.txt", "file", 1000],
      ["link", "link", 4],
    ]);
    expect(entries[1]?.packedBytes).toBeLessThan(50);
    expect(entries[1]?.modifiedAt?.getFullYear()).toBe(2026);
  });

  it("reads the directory at its end, not the files before it", async () => {
    const zip = makeZip(
      Array.from({ length: 20 }, (_, i) => ({ name: `${i.toString()}.bin`, content: noise(200_000) })),
    );
    const { counts, read } = counted(zip);
    expect(await all(listZip(read, zip.length))).toHaveLength(20);
    expect(counts.bytes).toBeLessThan(300_000);
    expect(zip.length).toBeGreaterThan(1_000_000);
  });

  it("shows names that would lead out of a folder as they are, and that a file is encrypted", async () => {
    const zip = makeZip([{ name: "../../etc/passwd", content: noise(9), flags: 0x801 }]);
    const [entry] = await all(listZip(counted(zip).read, zip.length));
    expect(entry).toMatchObject({ path: "../../etc/passwd", isEncrypted: true });
  });

  it.each([
    ["bytes that are none", noise(5000)],
    ["an archive without its end", makeZip([{ name: "a", content: noise(100) }]).subarray(0, 120)],
    ["an archive without its start", makeZip([{ name: "a", content: noise(900) }]).subarray(300)],
    ["nothing", Buffer.alloc(0)],
  ])("says of %s that it is none", async (_, bytes) => {
    await expect(all(listZip(counted(bytes).read, bytes.length))).rejects.toThrow(BrokenArchiveError);
  });

  it("passes on what goes wrong with reading", async () => {
    const read = () => Promise.reject(new Error("the store is gone"));
    await expect(all(listZip(read, 5000))).rejects.toThrow("the store is gone");
  });
});

describe("reading a file of a ZIP archive", () => {
  const zip = makeZip([
    { name: "big.bin", content: noise(3_000_000) },
    { name: "a/text.txt", content: Buffer.from("in the archive\n".repeat(1000)) },
    { name: "locked", content: noise(9), flags: 0x801 },
  ]);
  const wanted = (path: string, mostBytes = 1_000_000) => ({ path, mostBytes });

  it("unpacks it, and reads nothing of the others", async () => {
    const { counts, read } = counted(zip);
    const { bytes, sizeBytes } = await readZipFile(read, zip.length, wanted("a/text.txt"));
    expect([Buffer.from(bytes).toString(), sizeBytes]).toEqual(["in the archive\n".repeat(1000), 15_000]);
    expect(counts.bytes).toBeLessThan(600_000);
  });

  it("stops where enough is read", async () => {
    const { counts, read } = counted(zip);
    const { bytes, sizeBytes } = await readZipFile(read, zip.length, wanted("big.bin", 1000));
    expect([Buffer.from(bytes), sizeBytes]).toEqual([noise(3_000_000).subarray(0, 1000), 3_000_000]);
    expect(counts.bytes).toBeLessThan(1_500_000);
  });

  it.each([
    ["locked", "EncryptedFile"],
    ["missing", "NoSuchFile"],
  ])("says why %s cannot be had", async (path, code) => {
    await expect(readZipFile(counted(zip).read, zip.length, wanted(path))).rejects.toMatchObject({ code });
  });
});

describe("listing a TAR archive", () => {
  const long = `${"deep/".repeat(40)}${"name".repeat(40)}.txt`;
  let archive: Buffer;

  beforeAll(async () => {
    await mkdir(path.join(dir, "in", path.dirname(long)), { recursive: true });
    await writeFile(path.join(dir, "in", "big.bin"), noise(900_000));
    await writeFile(path.join(dir, "in", long), "long name");
    await writeFile(path.join(dir, "in", "ü.txt"), "umlaut");
    await symlink("big.bin", path.join(dir, "in", "link"));
    const file = path.join(dir, "all.tar");
    await tar.create({ file, cwd: path.join(dir, "in") }, ["big.bin", "link", long, "ü.txt"]);
    archive = await readFile(file);
  });

  const EXPECTED = [
    ["big.bin", "file", 900_000],
    ["link", "link", 0],
    [long, "file", 9],
    ["ü.txt", "file", 6],
  ];

  it("skips what lies between the headers", async () => {
    const { counts, read } = counted(archive);
    const entries = await all(listTar(rangeCursor(read, archive.length)));
    expect(entries.map(({ path, kind, sizeBytes }) => [path, kind, sizeBytes])).toEqual(EXPECTED);
    expect(counts.bytes).toBeLessThan(100_000);
  });

  it("gives a file of it, found by walking", async () => {
    const { counts, read } = counted(archive);
    const wanted = { path: long, mostBytes: 5 };
    const file = await readTarFile(rangeCursor(read, archive.length), wanted);
    expect([Buffer.from(file.bytes).toString(), file.sizeBytes]).toEqual(["long ", 9]);
    expect(counts.bytes).toBeLessThan(100_000);
    const missing = { path: "none", mostBytes: 5 };
    await expect(readTarFile(rangeCursor(read, archive.length), missing)).rejects.toMatchObject({
      code: "NoSuchFile",
    });
  });

  it("goes through a packed one as a stream", async () => {
    async function* packed() {
      yield gzipSync(archive);
    }
    const chunks = unpackedChunks(packed(), "gzip")[Symbol.asyncIterator]();
    const entries = await all(listTar(streamCursor(chunks)));
    expect(entries.map(({ path }) => path)).toEqual(EXPECTED.map(([name]) => name));
  });

  it("gives what stands before the cut of one that is cut off", async () => {
    const cut = archive.subarray(0, 600_000);
    const entries = await all(listTar(rangeCursor(counted(cut).read, cut.length)));
    expect(entries.map(({ path }) => path)).toEqual(["big.bin"]);
  });

  it("says of other bytes that they are none", async () => {
    const bytes = noise(5000);
    await expect(all(listTar(rangeCursor(counted(bytes).read, bytes.length)))).rejects.toThrow(
      BrokenArchiveError,
    );
  });
});
