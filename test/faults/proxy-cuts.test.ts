import { createHash, randomBytes } from "node:crypto";
import { crc32 } from "node:zlib";
import { setTimeout as delay } from "node:timers/promises";
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from "vitest";
import { converse, sendAndVanish, signedHead } from "../integration/support/raw-request.js";
import { startSlowProxy, type SlowProxy, type SlowProxyOptions } from "../integration/support/slow-proxy.js";
import { startTestProxy, type TestProxy } from "../integration/support/test-proxy.js";
import { STORE } from "../integration/support/test-store.js";
import { useWorkbench } from "../integration/support/workbench.js";

const MIB = 1024 * 1024;
const bench = useWorkbench();
const relays: SlowProxy[] = [];
let proxy: TestProxy;

beforeAll(async () => {
  proxy = await startTestProxy(bench.store);
});

afterAll(() => proxy.close());

afterEach(async () => {
  for (const relay of relays.splice(0)) await relay.close();
});

/** Small bodies are collected before they are sent on, large ones stream. */
const SIZES = [1000, 9 * MIB] as const;
const OLD = { k: "old" };

/** Nothing came of it: the old object, no other, no unfinished upload; and the proxy still works. */
async function expectUntouched(bucket: string): Promise<void> {
  expect(await bench.text(bucket, "k")).toBe("old");
  expect(await bench.keys(bucket)).toEqual(["k"]);
  expect(await bench.uploads(bucket)).toEqual([]);
  const head = signedHead(proxy, "GET", `/${bucket}/k`, { connection: "close" });
  expect(await converse(proxy.endpoint, head)).toMatch(/^HTTP\/1\.1 200 OK\r\n[^]*old$/);
}

interface Framing {
  readonly name: string;
  headers(content: Buffer): Record<string, string>;
  /** Pieces between which, and in the middle of which, the line breaks. */
  frame(content: Buffer): readonly (readonly [name: string, bytes: Buffer])[];
}

const CHUNK = 64 * 1024;

const PLAIN: Framing = {
  name: "a plain body",
  headers: (content) => ({ "content-length": content.length.toString() }),
  frame: (content) => [["the content", content]],
};

const AWS_CHUNKED: Framing = {
  name: "aws-chunked with a trailer",
  headers: (content) => ({
    "content-encoding": "aws-chunked",
    "x-amz-decoded-content-length": content.length.toString(),
    "x-amz-trailer": "x-amz-checksum-crc32",
    "content-length": lengthOf(AWS_CHUNKED.frame(content)).toString(),
  }),
  frame: frameAwsChunks,
};

const HTTP_CHUNKED: Framing = {
  name: "aws-chunked in HTTP chunks",
  headers: (content) => {
    const { "content-length": _length, ...headers } = AWS_CHUNKED.headers(content);
    return { ...headers, "transfer-encoding": "chunked" };
  },
  frame: (content) => [
    ...frameAwsChunks(content).flatMap(([name, bytes]): [string, Buffer][] => [
      [`the HTTP size of ${name}`, Buffer.from(`${bytes.length.toString(16)}\r\n`)],
      [name, bytes],
      [`the HTTP end of ${name}`, Buffer.from("\r\n")],
    ]),
    ["the last HTTP chunk", Buffer.from("0\r\n\r\n")],
  ],
};

function frameAwsChunks(content: Buffer): [string, Buffer][] {
  const half = Math.min(CHUNK, Math.floor(content.length / 2));
  const checksum = Buffer.alloc(4);
  checksum.writeUInt32BE(crc32(content));
  return [
    ["the first chunk's size", Buffer.from(`${half.toString(16)}\r\n`)],
    ["the first chunk", content.subarray(0, half)],
    ["the end of the first chunk", Buffer.from("\r\n")],
    ["the second chunk's size", Buffer.from(`${(content.length - half).toString(16)}\r\n`)],
    ["the second chunk", content.subarray(half)],
    ["the end of the second chunk", Buffer.from("\r\n")],
    ["the last chunk", Buffer.from("0\r\n")],
    ["the trailer", Buffer.from(`x-amz-checksum-crc32:${checksum.toString("base64")}\r\n`)],
    ["the end of the trailer", Buffer.from("\r\n")],
  ];
}

function lengthOf(pieces: ReturnType<Framing["frame"]>): number {
  return pieces.reduce((sum, [, { length }]) => sum + length, 0);
}

function putRequest(bucket: string, framing: Framing, content: Buffer): Buffer {
  const payloadHash = framing === PLAIN ? "UNSIGNED-PAYLOAD" : "STREAMING-UNSIGNED-PAYLOAD-TRAILER";
  const head = signedHead(proxy, "PUT", `/${bucket}/k`, framing.headers(content), { payloadHash });
  return Buffer.concat([Buffer.from(head), ...framing.frame(content).map(([, bytes]) => bytes)]);
}

/** Before, within and one byte short of the end of each piece. */
function cutsOf(request: Buffer, framing: Framing, content: Buffer): readonly (readonly [string, number])[] {
  const pieces = framing.frame(content);
  let at = request.length - lengthOf(pieces);
  const cuts: [string, number][] = [
    ["in the request line", 6],
    ["in the headers", Math.floor(at / 2)],
    ["before the end of the head", at - 1],
  ];
  for (const [name, { length }] of pieces) {
    cuts.push([`before ${name}`, at]);
    if (length > 2) cuts.push([`within ${name}`, at + Math.floor(length / 2)]);
    cuts.push([`at the last byte of ${name}`, at + length - 1]);
    at += length;
  }
  return cuts;
}

describe.each(SIZES)("an upload of %i bytes whose client vanishes stores nothing", (sizeBytes) => {
  test.each([PLAIN, AWS_CHUNKED, HTTP_CHUNKED])("$name, wherever it breaks off", async (framing) => {
    const bucket = await bench.bucket(OLD);
    const content = randomBytes(sizeBytes);
    const request = putRequest(bucket, framing, content);
    for (const [name, at] of cutsOf(request, framing, content)) {
      await sendAndVanish(proxy.endpoint, request.subarray(0, at));
      await delay(10);
      expect([name, await bench.text(bucket, "k")]).toEqual([name, "old"]);
    }
    await expectUntouched(bucket);
    const answer = await converse(proxy.endpoint, request);
    expect(answer).toMatch(/^HTTP\/1\.1 200 OK/);
    const stored = (await bench.text(bucket, "k")) ?? "";
    expect(stored).toBe(content.toString("utf8"));
  });
});

/** A proxy in front of the store over a line that breaks. */
async function overBadLine(options: SlowProxyOptions) {
  const relay = await startSlowProxy(bench.store.endpoint, options);
  relays.push(relay);
  return { relay, proxy: await startTestProxy(bench.store, { upstream: relay.endpoint }) };
}

async function put(through: TestProxy, bucket: string, content: Buffer): Promise<string> {
  const headers = { "content-length": content.length.toString(), connection: "close" };
  const head = signedHead(through, "PUT", `/${bucket}/k`, headers);
  return converse(through.endpoint, Buffer.concat([Buffer.from(head), content]), { silentMs: 15_000 });
}

describe("a line to the store that breaks while it is sent", () => {
  test.each([
    ["in the head", 1000, 50],
    ["in the head", 9 * MIB, 50],
    ["in a small body", 1000, 1100],
    ["at the start of a large body", 9 * MIB, 1500],
    ["in the middle of a large body", 9 * MIB, 5 * MIB],
    ["near the end of a large body", 9 * MIB, 9 * MIB - 100],
  ])(
    "%s of %i bytes after %i: asks the client to try again, and leaves what was there",
    async (_, size, up) => {
      const bucket = await bench.bucket(OLD);
      const { proxy: through } = await overBadLine({ cutAfterBytes: { up } });
      try {
        expect(await put(through, bucket, randomBytes(size))).toMatch(
          /^HTTP\/1\.1 503 [^]*ServiceUnavailable/,
        );
      } finally {
        await through.close();
      }
      await expectUntouched(bucket);
    },
  );

  test.each([
    ["up", 50],
    ["down", 5],
  ] as const)("once, %s after %i bytes: a small upload is sent again", async (way, at) => {
    const bucket = await bench.bucket(OLD);
    const { proxy: through, relay } = await overBadLine({ cutAfterBytes: { [way]: at }, maxCuts: 1 });
    try {
      expect(await put(through, bucket, Buffer.from("new"))).toMatch(/^HTTP\/1\.1 200/);
      expect(relay.cuts).toBe(1);
    } finally {
      await through.close();
    }
    expect(await bench.text(bucket, "k")).toBe("new");
  });

  test("after all was sent: the client hears of no success, and what is stored is whole", async () => {
    const bucket = await bench.bucket(OLD);
    const content = randomBytes(9 * MIB);
    const { proxy: through } = await overBadLine({ cutAfterBytes: { down: 5 } });
    try {
      expect(await put(through, bucket, content)).toMatch(/^HTTP\/1\.1 503 /);
    } finally {
      await through.close();
    }
    expect(["old", content.toString("utf8")]).toContain(await bench.text(bucket, "k"));
  });
});

describe("a line from the store that breaks while it answers", () => {
  const content = randomBytes(3 * MIB);

  async function get(through: TestProxy, target: string, silentMs = 5000) {
    const head = signedHead(through, "GET", target, { connection: "close" });
    const answer = await converse(through.endpoint, head, { silentMs });
    const [top = "", body = ""] = answer.split(/\r\n\r\n(.*)/s);
    return {
      status: Number(/^HTTP\/1\.1 (\d+)/.exec(top)?.[1]),
      declared: Number(/\ncontent-length: (\d+)/i.exec(top)?.[1] ?? Number.NaN),
      isChunked: /transfer-encoding: chunked/i.test(top),
      body,
    };
  }

  test.each([1, 20, 150])("in its head, after %i bytes: the client gets a whole error", async (down) => {
    const bucket = await bench.bucket({ k: content });
    const { proxy: through } = await overBadLine({ cutAfterBytes: { down } });
    try {
      const answer = await get(through, `/${bucket}/k`);
      expect(answer).toMatchObject({ status: 503 });
      expect(answer.body).toMatch(/<Code>ServiceUnavailable<\/Code>[^]*<\/Error>$/);
    } finally {
      await through.close();
    }
  });

  test.each([2000, MIB, 3 * MIB - 1])(
    "in its body, after %i bytes: no client can take it for whole",
    async (down) => {
      const bucket = await bench.bucket({ k: content });
      const { proxy: through } = await overBadLine({ cutAfterBytes: { down } });
      try {
        const answer = await get(through, `/${bucket}/k`);
        expect(answer).toMatchObject({ status: 200, declared: content.length });
        expect(answer.body.length).toBeLessThan(content.length);
        expect(content.toString("latin1").startsWith(answer.body)).toBe(true);
      } finally {
        await through.close();
      }
    },
  );

  test("in a small answer: it is asked again, and the client gets the whole one", async () => {
    const bucket = await bench.bucket({ k: "x".repeat(5000) });
    const { proxy: through, relay } = await overBadLine({ cutAfterBytes: { down: 3000 }, maxCuts: 1 });
    try {
      expect(await get(through, `/${bucket}/k`)).toMatchObject({ status: 200, body: "x".repeat(5000) });
      expect(relay.cuts).toBe(1);
    } finally {
      await through.close();
    }
  });

  test("in a listing: no client can take it for whole", async () => {
    const keys = Array.from({ length: 200 }, (_, number) => `key-${number.toString().padStart(90, "0")}`);
    const bucket = await bench.bucket(Object.fromEntries(keys.map((key) => [key, "x"])));
    const { proxy: through } = await overBadLine({ cutAfterBytes: { down: 20_000 } });
    try {
      const answer = await get(through, `/${bucket}?list-type=2`);
      const isRefused = answer.status === 503;
      const isVisiblyCut = answer.isChunked
        ? !answer.body.endsWith("0\r\n\r\n")
        : answer.body.length < answer.declared;
      expect(isRefused || isVisiblyCut).toBe(true);
      if (!isRefused) expect(answer.body).not.toContain("</ListBucketResult>");
    } finally {
      await through.close();
    }
  });

  // The relay only half-closes its line to the store, and this gateway goes on sending then.
  const GOES_ON = STORE === "ceph" ? " (skipped: this gateway sends on to whoever has left)" : "";

  test.skipIf(GOES_ON !== "")(
    `because the client left: the store is not read to the end${GOES_ON}`,
    async () => {
      const large = randomBytes(48 * MIB);
      const bucket = await bench.bucket({ k: large });
      const { proxy: through, relay } = await overBadLine({ bytesPerSecond: 20 * MIB });
      try {
        const head = signedHead(through, "GET", `/${bucket}/k`);
        await sendAndVanish(through.endpoint, Buffer.from(head));
        let before = -1;
        await vi.waitUntil(
          () => {
            const isStill = relay.downBytes === before;
            before = relay.downBytes;
            return isStill;
          },
          { timeout: 5000, interval: 200 },
        );
        expect(relay.downBytes).toBeLessThan(large.length);
      } finally {
        await through.close();
      }
    },
  );
});

test("parts that break off are not listed, and the upload can go on", async () => {
  const bucket = await bench.bucket();
  const start = signedHead(proxy, "POST", `/${bucket}/k?uploads=`, {
    "content-length": "0",
    connection: "close",
  });
  const uploadId = /<UploadId>([^<]+)</.exec(await converse(proxy.endpoint, start))?.[1] ?? "";
  const target = `/${bucket}/k?partNumber=1&uploadId=${encodeURIComponent(uploadId)}`;
  const content = randomBytes(9 * MIB);
  const headers = { "content-length": content.length.toString(), connection: "close" };
  const part = Buffer.concat([Buffer.from(signedHead(proxy, "PUT", target, headers)), content]);
  for (const at of [part.length - content.length, part.length - MIB, part.length - 1])
    await sendAndVanish(proxy.endpoint, part.subarray(0, at));
  const list = signedHead(proxy, "GET", `/${bucket}/k?uploadId=${encodeURIComponent(uploadId)}`, {
    connection: "close",
  });
  expect(await converse(proxy.endpoint, list)).not.toContain("<PartNumber>");
  expect(await converse(proxy.endpoint, part)).toMatch(/^HTTP\/1\.1 200/);
  expect(await converse(proxy.endpoint, list)).toContain(createHash("md5").update(content).digest("hex"));
});
