import { Readable } from "node:stream";
import { describe, expect, it } from "vitest";
import type { RequestBody } from "../../../../src/lib/wire/exchange.js";
import { readTextBody } from "../../../../src/lib/wire/xml/read-xml-body.js";

function bodyOf(chunks: readonly Buffer[], sizeBytes: number | undefined): RequestBody {
  return { stream: Readable.from(chunks), sizeBytes, declaredChecksum: undefined, digests: new Map() };
}

describe("a small body", () => {
  it("is read whole, also when a character is cut between chunks", async () => {
    const bytes = Buffer.from("<a>é</a>");
    expect(await readTextBody(bodyOf([bytes.subarray(0, 4), bytes.subarray(4)], bytes.length))).toBe(
      "<a>é</a>",
    );
  });

  it("is refused by its declared length, and not read", async () => {
    const body = bodyOf([Buffer.from("x")], 11);
    await expect(readTextBody(body, 10)).rejects.toMatchObject({ code: "MaxMessageLengthExceeded" });
    expect(body.stream.destroyed).toBe(true);
  });

  it("is refused when it turns out longer than allowed, and left unread", async () => {
    const body = bodyOf([Buffer.alloc(6), Buffer.alloc(6), Buffer.alloc(6)], undefined);
    await expect(readTextBody(body, 10)).rejects.toMatchObject({ code: "MaxMessageLengthExceeded" });
    expect(body.stream.destroyed).toBe(true);
  });

  it("is refused when it is not UTF-8", async () => {
    await expect(readTextBody(bodyOf([Buffer.from([0x3c, 0xff])], 2))).rejects.toMatchObject({
      code: "MalformedXML",
    });
  });
});
