import { randomBytes } from "node:crypto";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { buffer } from "node:stream/consumers";
import { afterEach, describe, expect, test } from "vitest";
import type { S3Client } from "@aws-sdk/client-s3";
import { createClient } from "../../../src/lib/s3/create-client.js";
import { readObject } from "../../../src/lib/object/read-object.js";

const content = randomBytes(3_000_000);
const address = { bucket: "b", key: "k" };

/** A store whose connections break, as real ones do on bad lines. */
class BreakingStore {
  readonly ranges: (string | undefined)[] = [];
  readonly #server = createServer((request, response) => this.#answer(request, response));
  /** Bytes of each answer before the connection is cut; the last number stays. */
  readonly #cuts: number[];
  /** The object is replaced after this many answers. */
  readonly #replacedAfter: number;

  constructor(cuts: readonly number[], replacedAfter = Infinity) {
    this.#cuts = [...cuts];
    this.#replacedAfter = replacedAfter;
  }

  async client(): Promise<S3Client> {
    this.#server.listen(0, "127.0.0.1");
    await once(this.#server, "listening");
    const { port } = this.#server.address() as AddressInfo;
    return createClient({
      profile: undefined,
      endpoint: `http://127.0.0.1:${port.toString()}`,
      region: "us-east-1",
      pathStyle: true,
      credentials: { accessKeyId: "a", secretAccessKey: "s" },
      checksums: "when_required",
    });
  }

  close(): void {
    this.#server.closeAllConnections();
    this.#server.close();
  }

  #answer(request: IncomingMessage, response: ServerResponse): void {
    this.ranges.push(request.headers.range);
    const etag = this.ranges.length > this.#replacedAfter ? '"new"' : '"old"';
    if (![undefined, etag].includes(request.headers["if-match"])) {
      response.writeHead(412).end("<Error><Code>PreconditionFailed</Code></Error>");
      return;
    }
    const found = /^bytes=(\d+)-(\d*)$/.exec(request.headers.range ?? "");
    const start = Number(found?.[1] ?? 0);
    const end = found?.[2] ? Number(found[2]) + 1 : content.length;
    response.writeHead(found === null ? 200 : 206, {
      etag,
      "content-length": end - start,
      ...(found === null
        ? {}
        : {
            "content-range": `bytes ${start.toString()}-${(end - 1).toString()}/${content.length.toString()}`,
          }),
    });
    const cut = (this.#cuts.length > 1 ? this.#cuts.shift() : this.#cuts[0]) ?? Infinity;
    if (start + cut >= end) response.end(content.subarray(start, end));
    else
      response.write(content.subarray(start, start + cut), () =>
        setTimeout(() => request.socket.destroy(), 10),
      );
  }
}

let store: BreakingStore;
afterEach(() => store.close());

describe("reading an object over a connection that breaks", () => {
  test("gives every byte once", async () => {
    store = new BreakingStore([1_000_000, 500_000, 777_777, Infinity]);
    const read = await buffer(readObject(await store.client(), address));
    expect(read.equals(content)).toBe(true);
    expect(store.ranges).toEqual([
      undefined,
      "bytes=1000000-2999999",
      "bytes=1500000-2999999",
      "bytes=2277777-2999999",
    ]);
  });

  test("gives every byte of a range once", async () => {
    store = new BreakingStore([10, Infinity]);
    const range = { startByte: 100, endByte: 1099 };
    const read = await buffer(readObject(await store.client(), address, { range }));
    expect(read.equals(content.subarray(100, 1100))).toBe(true);
    expect(store.ranges).toEqual(["bytes=100-1099", "bytes=110-1099"]);
  });

  test("never mixes an object with the one that replaced it", async () => {
    store = new BreakingStore([1000], 1);
    await expect(buffer(readObject(await store.client(), address))).rejects.toMatchObject({
      code: "ObjectChanged",
      exitCode: 6,
    });
  });

  test("gives up on a store that never gets any further", async () => {
    store = new BreakingStore([1000, 0]);
    await expect(buffer(readObject(await store.client(), address))).rejects.toMatchObject({ exitCode: 7 });
  });
});
