import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { createServer } from "node:http";
import { connect, type AddressInfo } from "node:net";
import { setTimeout as delay } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { converse, sendAndVanish, signedHead } from "../integration/support/raw-request.js";
import { startTestProxy, type TestProxy } from "../integration/support/test-proxy.js";
import { STORE } from "../integration/support/test-store.js";
import { useWorkbench } from "../integration/support/workbench.js";

const bench = useWorkbench();
let proxy: TestProxy;
let bucket: string;

beforeAll(async () => {
  proxy = await startTestProxy(bench.store);
  bucket = await bench.bucket({ k: "old" });
});

afterAll(() => proxy.close());

const CHUNKED = "STREAMING-UNSIGNED-PAYLOAD-TRAILER";

interface Bad {
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: Buffer | string;
  readonly payloadHash?: string;
  readonly secretAccessKey?: string;
  readonly at?: Date;
  /** Of the head, once it is signed. */
  readonly spoil?: (head: string) => string;
}

function badPut({
  headers,
  body = "",
  payloadHash,
  secretAccessKey,
  at,
  spoil = (head) => head,
}: Bad): Buffer {
  const length = { "content-length": Buffer.byteLength(body).toString(), connection: "close" };
  const options = {
    ...(payloadHash === undefined ? {} : { payloadHash }),
    ...(at === undefined ? {} : { at }),
  };
  const key = { ...proxy, ...(secretAccessKey === undefined ? {} : { secretAccessKey }) };
  const head = signedHead(key, "PUT", `/${bucket}/k`, { ...length, ...headers }, options);
  return Buffer.concat([Buffer.from(spoil(head), "latin1"), Buffer.from(body)]);
}

function aws(body: string, decodedLength: number): Bad {
  const headers = {
    "content-encoding": "aws-chunked",
    "x-amz-decoded-content-length": decodedLength.toString(),
    "x-amz-trailer": "x-amz-checksum-crc32",
  };
  return { headers, body, payloadHash: CHUNKED };
}

const HOUR_MS = 3_600_000;

describe("an upload that is refused, and stores nothing:", () => {
  test.each<[string, Bad, number, string]>([
    ["wrong secret", { body: "x", secretAccessKey: "wrong" }, 403, "SignatureDoesNotMatch"],
    ["clock an hour behind", { body: "x", at: new Date(Date.now() - HOUR_MS) }, 403, "RequestTimeTooSkewed"],
    ["clock an hour ahead", { body: "x", at: new Date(Date.now() + HOUR_MS) }, 403, "RequestTimeTooSkewed"],
    ["wrong hash", { body: "x", payloadHash: "0".repeat(64) }, 400, "XAmzContentSHA256Mismatch"],
    ["wrong CRC", { body: "x", headers: { "x-amz-checksum-crc32": "AAAAAA==" } }, 400, "BadDigest"],
    ["a CRC that is none", { body: "x", headers: { "x-amz-checksum-crc32": "AAAA" } }, 400, "InvalidRequest"],
    ["wrong MD5", { body: "x", headers: { "content-md5": "XUFAKrxLKna5cZ2REBfFkg==" } }, 400, "BadDigest"],
    [
      "a chunk longer than said",
      aws("5\r\nhelloworld\r\n0\r\n\r\n", 5),
      400,
      "InvalidChunkSizeError|IncompleteBody|MalformedXML|InvalidRequest",
    ],
    ["chunks that stop", aws("5\r\nhello\r\n", 5), 400, "IncompleteBody"],
    [
      "less content than said",
      aws("5\r\nhello\r\n0\r\nx-amz-checksum-crc32:NhCmhg==\r\n\r\n", 6),
      400,
      "IncompleteBody",
    ],
    ["more content than said", aws("5\r\nhello\r\n0\r\nx-amz-checksum-crc32:NhCmhg==\r\n\r\n", 4), 400, "."],
    ["a wrong trailer", aws("5\r\nhello\r\n0\r\nx-amz-checksum-crc32:AAAAAA==\r\n\r\n", 5), 400, "BadDigest"],
    ["a chunk size that is no number", aws("zz\r\nhello\r\n0\r\n\r\n", 5), 400, "."],
    ["a chunk size that is negative", aws("-5\r\nhello\r\n0\r\n\r\n", 5), 400, "."],
    ["a chunk size without end", aws("5".repeat(100_000), 5), 400, "."],
  ])("%s", async (_, bad, status, code) => {
    const answer = await converse(proxy.endpoint, badPut(bad));
    expect(answer).toMatch(new RegExp(`^HTTP/1\\.1 ${status.toString()} [^]*<Code>(${code})`));
    expect(await bench.text(bucket, "k")).toBe("old");
  });

  const partial = () =>
    Buffer.concat([badPut({ headers: { "content-length": "10000000000" } }), randomBytes(1000)]);

  test("10 GB declared, a kilobyte sent, and the client gone", async () => {
    await sendAndVanish(proxy.endpoint, partial());
    await delay(100);
    expect(await bench.text(bucket, "k")).toBe("old");
  });

  test("10 GB declared, a kilobyte sent, and no more", { timeout: 90_000 }, async () => {
    const answer = await converse(proxy.endpoint, partial(), { silentMs: 60_000 });
    expect(answer).toMatch(/^HTTP\/1\.1 400 [^]*<Code>RequestTimeout/);
    expect(await bench.text(bucket, "k")).toBe("old");
  });
});

describe("a request that two servers could read in two ways is refused, and the connection closed:", () => {
  const smuggled = "0\r\n\r\nGET /secret HTTP/1.1\r\nHost: x\r\n\r\n";
  test.each<[string, (head: string) => string]>([
    ["length and chunks", (head) => head.replace("\r\n\r\n", "\r\ntransfer-encoding: chunked\r\n\r\n")],
    ["two lengths", (head) => head.replace("\r\n\r\n", "\r\ncontent-length: 3\r\n\r\n")],
    ["an unknown encoding", (head) => head.replace(/content-length: \d+/, "transfer-encoding: xchunked")],
    [
      "chunks that are not last",
      (head) => head.replace(/content-length: \d+/, "transfer-encoding: chunked, identity"),
    ],
    ["two hosts", (head) => head.replace("\r\n\r\n", "\r\nhost: other\r\n\r\n")],
    ["another host in the target", (head) => head.replace(" /", " http://other/")],
    ["a bare line feed", (head) => head.replace("\r\n\r\n", "\nx-other: 1\r\n\r\n")],
    ["a folded header", (head) => head.replace("\r\n\r\n", "\r\nx-other: 1\r\n folded\r\n\r\n")],
    ["a space before the colon", (head) => head.replace("content-length:", "content-length :")],
    ["a NUL in a header", (head) => head.replace("\r\n\r\n", "\r\nx-other: a\0b\r\n\r\n")],
  ])("%s", async (_, spoil) => {
    const answer = await converse(proxy.endpoint, badPut({ body: smuggled, spoil }));
    expect(answer).toMatch(/^HTTP\/1\.1 [45]\d\d /);
    expect(answer.match(/HTTP\/1\.1 \d/g)).toHaveLength(1);
    expect(await bench.text(bucket, "k")).toBe("old");
  });
});

const LAX = STORE === "ceph" ? " (skipped: documents are the store's to judge, and this one is lax)" : "";

describe.skipIf(LAX !== "")(`a document that is refused${LAX}:`, () => {
  const entities = `<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>`;
  test.each([
    ["entities", `${entities}<Delete><Object><Key>&b;</Key></Object></Delete>`],
    [
      "a file of the server's",
      `<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]><Delete><Object><Key>&a;</Key></Object></Delete>`,
    ],
    ["no end", "<Delete><Object><Key>k</Key>"],
    ["nesting without end", "<Delete>".repeat(20_000)],
    ["no document", "this is no XML"],
    ["too many keys", `<Delete>${"<Object><Key>k</Key></Object>".repeat(1001)}</Delete>`],
    ["megabytes", `<Delete><Object><Key>${"k".repeat(5_000_000)}</Key></Object></Delete>`],
  ])("%s", async (_, body) => {
    const headers = { "content-length": Buffer.byteLength(body).toString(), connection: "close" };
    const head = signedHead(proxy, "POST", `/${bucket}?delete=`, headers);
    const answer = await converse(proxy.endpoint, head + body);
    expect(answer).toMatch(/^HTTP\/1\.1 400 [^]*<Code>/);
    expect(answer).not.toContain("root:");
    expect(await bench.text(bucket, "k")).toBe("old");
  });
});

describe("a store behind", () => {
  test("that is not there is told as a 503 without its address, and it is served once it is there", async () => {
    const placeholder = createServer().listen(0, "127.0.0.1");
    await once(placeholder, "listening");
    const { port } = placeholder.address() as AddressInfo;
    placeholder.close();
    const through = await startTestProxy(bench.store, { upstream: `http://127.0.0.1:${port.toString()}` });
    const get = () =>
      converse(through.endpoint, signedHead(through, "GET", `/${bucket}/k`, { connection: "close" }));
    try {
      const answer = await get();
      expect(answer).toMatch(/^HTTP\/1\.1 503 [^]*<Code>ServiceUnavailable<\/Code>/);
      expect(answer).not.toContain(port.toString());
      expect(through.stderr()).toContain("ECONNREFUSED");
      const relay = await relayTo(bench.store.endpoint, port);
      expect(await get()).toMatch(/^HTTP\/1\.1 200 /);
      relay.close();
    } finally {
      await through.close();
    }
  });

  test("that answers 500 is asked once more, and its answer passes", async () => {
    let asked = 0;
    const broken = createServer((_request, response) => {
      asked += 1;
      response
        .writeHead(500, { "content-type": "application/xml" })
        .end("<Error><Code>InternalError</Code></Error>");
    }).listen(0, "127.0.0.1");
    await once(broken, "listening");
    const { port } = broken.address() as AddressInfo;
    const through = await startTestProxy(bench.store, { upstream: `http://127.0.0.1:${port.toString()}` });
    try {
      const head = signedHead(through, "GET", `/${bucket}/k`, { connection: "close" });
      expect(await converse(through.endpoint, head)).toMatch(
        /^HTTP\/1\.1 500 [^]*<Code>InternalError<\/Code>/,
      );
      expect(asked).toBe(2);
    } finally {
      await through.close();
      broken.closeAllConnections();
      broken.close();
    }
  });
});

test("a port that is taken is said at the start, with status 6", async () => {
  const { port } = new URL(proxy.endpoint);
  const words = [
    "proxy",
    "serve",
    "--port",
    port,
    "--upstream",
    bench.store.endpoint,
    "--key",
    "ID:secret123",
  ];
  const run = await bench.run([...words, "--json"]);
  expect(run).toMatchObject({ exitCode: 6, stdout: "", error: { code: "AddressInUse" } });
});

test(
  "thousands of bad requests leave no memory, file or connection behind",
  { timeout: 120_000 },
  async () => {
    const kinds: readonly Bad[] = [
      { body: "x", secretAccessKey: "wrong" },
      { body: "x", headers: { "x-amz-checksum-crc32": "AAAAAA==" } },
      aws("5\r\nhello\r\n", 5),
      { body: "x", spoil: (head) => head.replace("\r\n\r\n", "\r\ncontent-length: 3\r\n\r\n") },
      { body: "x", spoil: () => "nonsense\r\n\r\n" },
    ];
    const round = async () => {
      for (const bad of kinds) await converse(proxy.endpoint, badPut(bad));
      await sendAndVanish(proxy.endpoint, badPut({ headers: { "content-length": "1000" } }));
    };
    const rounds = async (count: number) => {
      for (let done = 0; done < count; done += 20) await Promise.all(Array.from({ length: 20 }, round));
    };
    await rounds(100);
    const [memory, files] = [await proxy.memoryMiB(), await proxy.openFiles()];
    await rounds(300);
    await delay(500);
    expect((await proxy.memoryMiB()).now - memory.now).toBeLessThan(40);
    expect((await proxy.openFiles()) - files).toBeLessThan(10);
  },
);

/** Pass connections to a port on to a store. */
async function relayTo(endpoint: string, port: number) {
  const { createServer: createTcpServer } = await import("node:net");
  const { hostname, port: to } = new URL(endpoint);
  const relay = createTcpServer((client) => {
    const store = connect(Number(to), hostname);
    for (const [from, other] of [
      [client, store],
      [store, client],
    ] as const) {
      from.on("error", () => other.destroy());
      from.on("data", (piece: Buffer) => other.write(piece));
      from.on("close", () => other.destroy());
    }
  }).listen(port, "127.0.0.1");
  await once(relay, "listening");
  return relay;
}
