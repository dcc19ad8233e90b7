import { randomBytes } from "node:crypto";
import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { PassThrough } from "node:stream";
import { buffer } from "node:stream/consumers";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { partContext } from "../../../../src/lib/crypto/contexts.js";
import {
  ENCRYPTION_HEADER,
  formatEncryptionMetadata,
} from "../../../../src/lib/crypto/encryption-metadata.js";
import { sealMessage } from "../../../../src/lib/crypto/message.js";
import { sealTrailer } from "../../../../src/lib/crypto/trailer.js";
import { OutputClosedError } from "../../../../src/lib/errors/output-closed-error.js";
import { newLocalEntry, withKey } from "../../../../src/lib/key-ring/change-ring.js";
import { ringOf } from "../../../../src/lib/key-ring/load-key-ring.js";
import { findEncrypted } from "../../../../src/lib/transfer/encrypted/encrypted-object.js";
import { downloadDecrypted } from "../../../../src/lib/transfer/encrypted/download-decrypted.js";
import { streamDecrypted } from "../../../../src/lib/transfer/encrypted/read-decrypted.js";
import { decryptToStream } from "../../../../src/lib/transfer/encrypted/transfer-encrypted.js";
import { createTransferContext } from "../../../../src/lib/transfer/transfer-context.js";
import { digestOf } from "../../../../src/lib/wire/checksums/digest.js";
import { answer, scriptedServer } from "../../s3/direct/scripted-server.js";

const MIB = 1024 * 1024;
const ring = ringOf(withKey(undefined, "k1", newLocalEntry(new Date())));
const signal = new AbortController().signal;
const place = { bucket: "b", key: "k" };
const name = { namespace: "b", key: "k" };

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), "s3kit-broken-"));
  await writeFile(path.join(folder, "target"), "old");
});
afterEach(() => rm(folder, { recursive: true }));

/** An upload of two parts as a store has it. */
async function sealUpload(sizes: readonly number[], { crc32 }: { readonly crc32?: Buffer } = {}) {
  const objectKey = randomBytes(32);
  const parts = sizes.map((plaintextBytes, index) => ({
    number: index + 1,
    plaintextBytes,
    salt: randomBytes(24),
  }));
  const contents = sizes.map((size) => randomBytes(size));
  const messages = parts.map(({ number, salt }, index) =>
    sealMessage(objectKey, partContext(number), contents[index] ?? Buffer.alloc(0), salt),
  );
  const plaintext = Buffer.concat(contents);
  const checksums = { crc32: crc32 ?? digestOf("CRC32", plaintext) };
  const body = Buffer.concat([...messages, ...sealTrailer(objectKey, parts, checksums).pieces()]);
  return { body, plaintext, metadata: formatEncryptionMetadata(await ring.wrap(objectKey, name)) };
}

type Sealed = Awaited<ReturnType<typeof sealUpload>>;

/** A store that serves ranges of a body; `cut` says after how many bytes an answer to one breaks off. */
function storeOf({ body, metadata }: Sealed, cut: (get: number) => number | undefined) {
  let gets = 0;
  const headers = {
    etag: '"e-2"',
    "last-modified": "Tue, 01 Jan 2030 00:00:00 GMT",
    [ENCRYPTION_HEADER]: metadata,
  };
  return scriptedServer(({ head }) => {
    if (head.startsWith("HEAD")) {
      return { pieces: [answer("200 OK", "", { ...headers, "content-length": body.length.toString() })] };
    }
    const [, from = "0", to = "0"] = /^range: bytes=(\d+)-(\d+)/im.exec(head) ?? [];
    const range = { "content-range": `bytes ${from}-${to}/${body.length.toString()}` };
    const whole = answer("206 Partial Content", body.subarray(Number(from), Number(to) + 1), {
      ...headers,
      ...range,
    });
    gets += 1;
    const after = cut(gets);
    if (after === undefined) return { pieces: [whole] };
    return { pieces: [Buffer.from(whole).subarray(0, after)], hangUp: true };
  });
}

function contextOf({ client }: Awaited<ReturnType<typeof storeOf>>) {
  return createTransferContext({
    client,
    signal,
    note: () => undefined,
    options: { settings: {}, concurrency: 4, ifNoneMatch: false, preserve: false, stateFolder: folder },
  });
}

async function download(store: Awaited<ReturnType<typeof storeOf>>): Promise<unknown> {
  const context = contextOf(store);
  const source = { ...place, sizeBytes: 0, modifiedMs: 0, etag: "e-2" };
  const encryption = { ring, encrypts: false, decrypts: true };
  return downloadDecrypted(context, encryption, source, path.join(folder, "target")).catch(
    (error: unknown) => error,
  );
}

describe("a download that is decrypted", () => {
  it("goes on where its connection broke, at any point", async () => {
    const sealed = await sealUpload([5 * MIB, 40_000]);
    // The first GET is for the body's end.
    const cuts = [undefined, 1000, 300_000, 5 * MIB + 3000, 20_000];
    await using store = await storeOf(sealed, (get) => cuts[get - 1]);
    expect(await download(store)).toBeUndefined();
    expect((await readFile(path.join(folder, "target"))).equals(sealed.plaintext)).toBe(true);
    const ranges = store.received.map(({ head }) => /^range: bytes=(\d+)-/im.exec(head)?.[1]).filter(Boolean);
    expect(new Set(ranges.slice(1)).size).toBeGreaterThan(2);
    expect(store.received.slice(2).every(({ head }) => /^if-match: "e-2"/im.test(head))).toBe(true);
  });

  it("gives up when nothing comes any more, and leaves the old file", async () => {
    const sealed = await sealUpload([5 * MIB, 10]);
    await using store = await storeOf(sealed, (get) => (get === 1 ? undefined : 600));
    expect(await download(store)).toBeInstanceOf(Error);
    expect(await readdir(folder)).toEqual(["target"]);
    expect(await readFile(path.join(folder, "target"), "utf8")).toBe("old");
  }, 30_000);

  it.each([
    ["content", 2 * MIB],
    ["first header", 10],
    ["last chunk of the first part", 5 * MIB + 5100],
    ["second part", 5 * MIB + 5300],
  ])("leaves the old file when the %s was changed", async (_, at) => {
    const sealed = await sealUpload([5 * MIB, 40_000]);
    sealed.body[at] = (sealed.body[at] ?? 0) ^ 1;
    await using store = await storeOf(sealed, () => undefined);
    expect(await download(store)).toMatchObject({ code: "Damaged", exitCode: 11 });
    expect(await readdir(folder)).toEqual(["target"]);
    expect(await readFile(path.join(folder, "target"), "utf8")).toBe("old");
  });

  it("leaves the old file when the content does not have the checksum of the summary", async () => {
    const sealed = await sealUpload([5 * MIB, 1], { crc32: Buffer.alloc(4, 7) });
    await using store = await storeOf(sealed, () => undefined);
    expect(await download(store)).toMatchObject({ code: "Damaged" });
    expect(await readFile(path.join(folder, "target"), "utf8")).toBe("old");
  });
});

describe("a stream that is decrypted", () => {
  it("gives all of the plaintext, and nothing after it is destroyed", async () => {
    const sealed = await sealUpload([5 * MIB, 70_000]);
    await using store = await storeOf(sealed, () => undefined);
    const object = await findEncrypted(store.client, place, { ring }, signal);
    expect((await buffer(streamDecrypted(store.client, object, signal))).equals(sealed.plaintext)).toBe(true);
    const stopped = streamDecrypted(store.client, object, signal);
    stopped.destroy();
    const pieces: unknown[] = [];
    stopped.on("data", (piece: unknown) => pieces.push(piece));
    await new Promise((resolve) => {
      stopped.once("close", resolve);
    });
    expect(pieces).toEqual([]);
  });

  it("fails where damage is, after giving only what is before it", async () => {
    const sealed = await sealUpload([5 * MIB, 70_000]);
    sealed.body[4 * MIB] = (sealed.body[4 * MIB] ?? 0) ^ 1;
    await using store = await storeOf(sealed, () => undefined);
    const object = await findEncrypted(store.client, place, { ring }, signal);
    const given: Buffer[] = [];
    const reading = (async () => {
      for await (const piece of streamDecrypted(store.client, object, signal)) given.push(piece as Buffer);
    })();
    await expect(reading).rejects.toMatchObject({ code: "Damaged" });
    const output = Buffer.concat(given);
    expect(output.length).toBeLessThanOrEqual(4 * MIB);
    expect(output.equals(sealed.plaintext.subarray(0, output.length))).toBe(true);
  });

  it("ends when its reader goes away", async () => {
    const sealed = await sealUpload([5 * MIB, 70_000]);
    await using store = await storeOf(sealed, () => undefined);
    const context = contextOf(store);
    const output = new PassThrough();
    output.once("data", () => output.destroy(Object.assign(new Error("closed"), { code: "EPIPE" })));
    const encryption = { ring, encrypts: false, decrypts: true };
    await expect(decryptToStream(context, encryption, place, output)).rejects.toBeInstanceOf(
      OutputClosedError,
    );
  });
});
