import { once } from "node:events";
import { createServer, type IncomingMessage } from "node:http";
import { connect, type AddressInfo } from "node:net";
import { Readable } from "node:stream";
import { finished } from "node:stream/promises";
import { afterEach, describe, expect, it } from "vitest";
import type { Authentication } from "../../../../src/lib/wire/auth/authentication.js";
import { openRequestBody } from "../../../../src/lib/wire/body/open-request-body.js";
import { CHECKSUM_ALGORITHMS, CHECKSUM_HEADER } from "../../../../src/lib/wire/checksums/checksum-header.js";
import { digestOf } from "../../../../src/lib/wire/checksums/digest.js";
import type { Headers } from "../../../../src/lib/wire/exchange.js";
import { frame } from "./frame-body.js";
import { authenticated, FRAMED, readBody, UNSIGNED } from "./read-body.js";

const CONTENT = Buffer.from("Hello, world");
const LENGTH = { "content-length": CONTENT.length.toString() };
const FRAMED_LENGTH = { "x-amz-decoded-content-length": CONTENT.length.toString() };
const FORM = authenticated({ kind: "form" });
const hashed = (bytes: Uint8Array) =>
  authenticated({ kind: "hashed", sha256: digestOf("SHA256", bytes).toString("hex") });
const base64Of = (algorithm: Parameters<typeof digestOf>[0], bytes: Uint8Array = CONTENT) =>
  digestOf(algorithm, bytes).toString("base64");

describe("a body that keeps its promises", () => {
  it.each<[string, Authentication, Headers]>([
    ["a payload hash", hashed(CONTENT), LENGTH],
    ["Content-MD5", UNSIGNED, { ...LENGTH, "content-md5": base64Of("MD5") }],
    ["no length but chunks of HTTP", UNSIGNED, { "transfer-encoding": "chunked" }],
    [
      "all at once",
      hashed(CONTENT),
      { ...LENGTH, "content-md5": base64Of("MD5"), "x-amz-checksum-sha1": base64Of("SHA1") },
    ],
  ])("is read: %s", async (_, authentication, headers) => {
    expect((await readBody([CONTENT], authentication, headers)).content).toEqual(CONTENT);
  });

  it.each(CHECKSUM_ALGORITHMS)("is read with %s in a header or a trailer", async (algorithm) => {
    const name = CHECKSUM_HEADER[algorithm];
    const value = base64Of(algorithm);
    const named = { [name]: value, "x-amz-sdk-checksum-algorithm": algorithm.toLowerCase() };
    const framed = frame([CONTENT], { [name]: value });
    for (const body of [
      await readBody([CONTENT], UNSIGNED, { ...LENGTH, ...named }),
      await readBody([framed], FRAMED, { ...FRAMED_LENGTH, "x-amz-trailer": name }),
    ]) {
      expect(body.content).toEqual(CONTENT);
      expect(body.declaredChecksum).toBe(algorithm);
      expect(body.digests.get(algorithm)?.toString("base64")).toBe(value);
    }
  });

  it("holds the digests that were asked for besides the declared ones", async () => {
    const { digests } = await readBody(
      [CONTENT],
      UNSIGNED,
      { ...LENGTH, "x-amz-checksum-crc32": base64Of("CRC32") },
      ["MD5", "SHA256", "CRC32"],
    );
    expect([...digests.keys()].sort()).toEqual(["CRC32", "MD5", "SHA256"]);
    expect(digests.get("SHA256")).toEqual(digestOf("SHA256", CONTENT));
  });

  it("may speak of checksums without having one", async () => {
    const about = {
      "x-amz-checksum-algorithm": "CRC32",
      "x-amz-checksum-mode": "ENABLED",
      "x-amz-checksum-type": "COMPOSITE",
    };
    expect(await readBody([CONTENT], UNSIGNED, { ...LENGTH, ...about })).toMatchObject({
      declaredChecksum: undefined,
    });
  });

  it("is empty without a length, and of unknown length in chunks or a form", async () => {
    expect(await readBody([], UNSIGNED, {})).toMatchObject({ sizeBytes: 0 });
    expect(await readBody([CONTENT], UNSIGNED, { "transfer-encoding": "chunked" })).toMatchObject({
      sizeBytes: undefined,
    });
    expect(await readBody([CONTENT], FORM, { "content-length": "9999" })).toMatchObject({
      sizeBytes: undefined,
    });
  });

  it("is unframed when an anonymous client frames it", async () => {
    const headers = { ...FRAMED_LENGTH, "content-encoding": "gzip,aws-chunked" };
    expect((await readBody([frame([CONTENT])], UNSIGNED, headers)).content).toEqual(CONTENT);
  });

  it("is taken as it comes when it is only said to be framed", async () => {
    const headers = { ...LENGTH, "content-encoding": "gzip, aws-chunked" };
    for (const authentication of [UNSIGNED, hashed(CONTENT)]) {
      expect((await readBody([CONTENT], authentication, headers)).content).toEqual(CONTENT);
    }
  });

  it("is handed on in few pieces however small the frames are", async () => {
    const bytes = Buffer.alloc(10_000, "x");
    const framed = frame(
      Array.from({ length: 1000 }, (_, index) => bytes.subarray(index * 10, index * 10 + 10)),
    );
    const source = Readable.from([framed], { objectMode: false });
    const { stream } = openRequestBody(source, FRAMED, { "x-amz-decoded-content-length": "10000" });
    const pieces = await stream.toArray();
    expect(pieces.length).toBe(1);
    expect(Buffer.concat(pieces as Uint8Array[]).equals(bytes)).toBe(true);
  });

  it("is handed on without a copy when it comes in large pieces", async () => {
    const bytes = Buffer.alloc(100_000, "x");
    const source = Readable.from([bytes], { objectMode: false });
    const { stream } = openRequestBody(source, UNSIGNED, { "content-length": "100000" });
    const [piece] = (await stream.toArray()) as Buffer[];
    expect(piece?.buffer).toBe(bytes.buffer);
  });
});

describe("a body that breaks a promise", () => {
  const WRONG = Buffer.from("Jello, world");
  it.each<[string, Buffer[], Authentication, Headers, string, RegExp]>([
    [
      "is shorter than declared",
      [CONTENT.subarray(1)],
      UNSIGNED,
      LENGTH,
      "IncompleteBody",
      /number of bytes/,
    ],
    ["is longer than declared", [CONTENT, CONTENT], UNSIGNED, LENGTH, "IncompleteBody", /number of bytes/],
    [
      "has another hash",
      [WRONG],
      hashed(CONTENT),
      LENGTH,
      "XAmzContentSHA256Mismatch",
      /x-amz-content-sha256/,
    ],
    [
      "has another MD5",
      [WRONG],
      UNSIGNED,
      { ...LENGTH, "content-md5": base64Of("MD5") },
      "BadDigest",
      /Content-MD5/,
    ],
    [
      "has another CRC32",
      [WRONG],
      UNSIGNED,
      { ...LENGTH, "x-amz-checksum-crc32": base64Of("CRC32") },
      "BadDigest",
      /The CRC32 you/,
    ],
    [
      "has another SHA1",
      [WRONG],
      UNSIGNED,
      { ...LENGTH, "x-amz-checksum-sha1": base64Of("SHA1") },
      "BadDigest",
      /The SHA1 you/,
    ],
    [
      "is shorter in its frames",
      [frame([CONTENT.subarray(1)])],
      FRAMED,
      FRAMED_LENGTH,
      "IncompleteBody",
      /number of bytes/,
    ],
    [
      "is longer in its frames",
      [frame([CONTENT, CONTENT])],
      FRAMED,
      FRAMED_LENGTH,
      "IncompleteBody",
      /number of bytes/,
    ],
    [
      "ends within a frame",
      [frame([CONTENT]).subarray(0, 8)],
      FRAMED,
      FRAMED_LENGTH,
      "IncompleteBody",
      /number of bytes/,
    ],
    [
      "has no frames",
      [Buffer.from("Hello,\r\nworld")],
      FRAMED,
      FRAMED_LENGTH,
      "InvalidRequest",
      /aws-chunked/,
    ],
    [
      "has a wrong trailer",
      [frame([WRONG], { "x-amz-checksum-crc32": base64Of("CRC32") })],
      FRAMED,
      { ...FRAMED_LENGTH, "x-amz-trailer": "x-amz-checksum-crc32" },
      "BadDigest",
      /The CRC32 you/,
    ],
    [
      "has a malformed trailer value",
      [frame([CONTENT], { "x-amz-checksum-crc32": "abc" })],
      FRAMED,
      { ...FRAMED_LENGTH, "x-amz-trailer": "x-amz-checksum-crc32" },
      "InvalidRequest",
      /Value for x-amz-checksum-crc32/,
    ],
    [
      "lacks the trailer that it announced",
      [frame([CONTENT])],
      FRAMED,
      { ...FRAMED_LENGTH, "x-amz-trailer": "x-amz-checksum-crc32" },
      "MalformedTrailerError",
      /./,
    ],
    [
      "has another trailer than it announced",
      [frame([CONTENT], { "x-amz-checksum-crc32c": base64Of("CRC32C") })],
      FRAMED,
      { ...FRAMED_LENGTH, "x-amz-trailer": "x-amz-checksum-crc32" },
      "MalformedTrailerError",
      /./,
    ],
    [
      "has a trailer that it did not announce",
      [frame([CONTENT], { "x-amz-checksum-crc32": base64Of("CRC32") })],
      FRAMED,
      FRAMED_LENGTH,
      "MalformedTrailerError",
      /./,
    ],
    [
      "has a trailer twice",
      [Buffer.from("0\r\nx-amz-checksum-crc32:AAAAAA==\r\nx-amz-checksum-crc32:AAAAAA==\r\n\r\n")],
      FRAMED,
      { "x-amz-decoded-content-length": "0", "x-amz-trailer": "x-amz-checksum-crc32" },
      "MalformedTrailerError",
      /./,
    ],
    [
      "is longer than its policy allows",
      [CONTENT],
      { ...FORM, contentLengthRange: { minBytes: 0, maxBytes: CONTENT.length - 1 } },
      {},
      "EntityTooLarge",
      /exceeds the maximum/,
    ],
    [
      "is shorter than its policy allows",
      [CONTENT],
      { ...FORM, contentLengthRange: { minBytes: CONTENT.length + 1, maxBytes: 100 } },
      {},
      "EntityTooSmall",
      /smaller than the minimum/,
    ],
  ])("fails before its end when it %s", async (_, pieces, authentication, headers, code, message) => {
    const source = Readable.from(pieces, { objectMode: false });
    const { stream } = openRequestBody(source, authentication, headers);
    let ended = false;
    stream.on("end", () => {
      ended = true;
    });
    stream.resume();
    await expect(finished(stream)).rejects.toMatchObject({ code, message: expect.stringMatching(message) });
    expect(ended).toBe(false);
    expect(source.destroyed).toBe(true);
  });

  it("hands on nothing beyond its declared length", async () => {
    const source = Readable.from([CONTENT, CONTENT], { objectMode: false });
    const { stream } = openRequestBody(source, UNSIGNED, LENGTH);
    const content: Uint8Array[] = [];
    stream.on("data", (chunk: Uint8Array) => content.push(chunk));
    await expect(finished(stream)).rejects.toMatchObject({ code: "IncompleteBody" });
    expect(Buffer.concat(content).length).toBeLessThanOrEqual(CONTENT.length);
  });

  it("says which digest was expected", async () => {
    const body = readBody([WRONG], UNSIGNED, { ...LENGTH, "content-md5": base64Of("MD5") });
    await expect(body).rejects.toMatchObject({
      details: { ExpectedDigest: base64Of("MD5"), CalculatedDigest: base64Of("MD5", WRONG) },
    });
  });
});

describe("headers that cannot be true", () => {
  const crc32 = { "x-amz-checksum-crc32": base64Of("CRC32") };
  const trailer = { ...FRAMED_LENGTH, "x-amz-trailer": "x-amz-checksum-crc32" };
  it.each<[string, Authentication, Headers, string, RegExp]>([
    ["a Content-MD5 that is no base64", UNSIGNED, { "content-md5": "abc" }, "InvalidDigest", /Content-MD5/],
    ["an empty Content-MD5", UNSIGNED, { "content-md5": "" }, "InvalidDigest", /Content-MD5/],
    [
      "a checksum of another length",
      UNSIGNED,
      { "x-amz-checksum-crc32": base64Of("SHA1") },
      "InvalidRequest",
      /x-amz-checksum-crc32/,
    ],
    [
      "a checksum that is no base64",
      UNSIGNED,
      { "x-amz-checksum-sha256": "bad" },
      "InvalidRequest",
      /x-amz-checksum-sha256/,
    ],
    [
      "two checksums",
      UNSIGNED,
      { ...crc32, "x-amz-checksum-sha1": base64Of("SHA1") },
      "InvalidRequest",
      /single x-amz-checksum/,
    ],
    [
      "a checksum in header and trailer",
      FRAMED,
      { ...trailer, ...crc32 },
      "InvalidRequest",
      /single x-amz-checksum/,
    ],
    [
      "two trailers",
      FRAMED,
      { ...trailer, "x-amz-trailer": "x-amz-checksum-crc32, x-amz-checksum-sha1" },
      "InvalidRequest",
      /single/,
    ],
    [
      "a trailer that is no checksum",
      FRAMED,
      { ...trailer, "x-amz-trailer": "x-amz-meta-a" },
      "InvalidRequest",
      /x-amz-trailer header is not supported/,
    ],
    [
      "a trailer without frames",
      UNSIGNED,
      { ...LENGTH, "x-amz-trailer": "x-amz-checksum-crc32" },
      "InvalidRequest",
      /-TRAILER/,
    ],
    [
      "an algorithm without its checksum",
      UNSIGNED,
      { "x-amz-sdk-checksum-algorithm": "CRC32" },
      "InvalidRequest",
      /no corresponding/,
    ],
    [
      "an algorithm and another checksum",
      UNSIGNED,
      { ...crc32, "x-amz-sdk-checksum-algorithm": "SHA1" },
      "InvalidRequest",
      /x-amz-sdk-checksum-algorithm/,
    ],
    [
      "a checksum of an algorithm not known here",
      UNSIGNED,
      { "x-amz-checksum-xxhash64": "AAAAAAAAAAA=" },
      "InvalidRequest",
      /valid types: .CRC32, CRC32C, CRC64NVME, SHA1, SHA256./,
    ],
    [
      "a trailer of an algorithm not known here",
      FRAMED,
      { ...trailer, "x-amz-trailer": "x-amz-checksum-sha512" },
      "InvalidRequest",
      /unsupported/,
    ],
    ["frames without a decoded length", FRAMED, {}, "MissingContentLength", /x-amz-decoded-content-length/],
    [
      "a negative decoded length",
      FRAMED,
      { "x-amz-decoded-content-length": "-1" },
      "InvalidArgument",
      /x-amz-decoded-content-length/,
    ],
    [
      "a decoded length beyond all numbers",
      FRAMED,
      { "x-amz-decoded-content-length": "9".repeat(30) },
      "InvalidArgument",
      /./,
    ],
    [
      "frames around a hashed payload",
      hashed(CONTENT),
      { ...FRAMED_LENGTH, "content-encoding": "aws-chunked" },
      "InvalidRequest",
      /STREAMING-/,
    ],
  ])("are refused at once: %s", (_, authentication, headers, code, message) => {
    const source = Readable.from([CONTENT], { objectMode: false });
    expect(() => openRequestBody(source, authentication, headers)).toThrow(
      expect.objectContaining({ code, message: expect.stringMatching(message) }),
    );
  });
});

describe("the source", () => {
  it("is not read before the stream is, and not faster", async () => {
    let made = 0;
    const source = new Readable({
      highWaterMark: 1024,
      read() {
        made += 1;
        this.push(made > 1000 ? null : Buffer.alloc(65_536));
      },
    });
    const { stream } = openRequestBody(source, UNSIGNED, { "transfer-encoding": "chunked" });
    await new Promise((resolve) => setImmediate(resolve));
    expect(made).toBe(0);
    stream.once("readable", () => undefined);
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(made).toBeLessThan(10);
    stream.destroy();
    await finished(source).catch(() => undefined);
    expect(source.destroyed).toBe(true);
  });

  it("may fail, and then the body is incomplete", async () => {
    const source = new Readable({ read() {} });
    const { stream } = openRequestBody(source, UNSIGNED, LENGTH);
    stream.resume();
    source.push(CONTENT.subarray(2));
    const cause = new Error("cable cut");
    setImmediate(() => source.destroy(cause));
    await expect(finished(stream)).rejects.toMatchObject({ code: "IncompleteBody", cause });
  });

  it("may be gone already, and then the body is incomplete", async () => {
    const source = new Readable({ read() {} });
    source.destroy();
    await finished(source).catch(() => undefined);
    const { stream } = openRequestBody(source, UNSIGNED, LENGTH);
    stream.resume();
    await expect(finished(stream)).rejects.toMatchObject({ code: "IncompleteBody" });
  });
});

describe("over a connection", () => {
  const closers: (() => Promise<unknown>)[] = [];
  afterEach(async () => {
    await Promise.all(closers.splice(0).map(async (close) => close()));
  });

  it("a client that goes away half-way leaves an incomplete body", async () => {
    const server = createServer();
    server.listen(0, "127.0.0.1");
    await once(server, "listening");
    closers.push(async () => new Promise((resolve) => server.close(resolve)));
    const socket = connect((server.address() as AddressInfo).port, "127.0.0.1");
    socket.write("PUT /b/k HTTP/1.1\r\nhost: h\r\ncontent-length: 100\r\n\r\nonly this");
    const [request] = (await once(server, "request")) as [IncomingMessage];
    const { stream } = openRequestBody(request, UNSIGNED, request.headers as Headers);
    stream.once("data", () => socket.destroy());
    await expect(finished(stream)).rejects.toMatchObject({ code: "IncompleteBody" });
  });
});
