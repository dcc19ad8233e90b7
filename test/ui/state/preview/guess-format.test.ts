import { gzipSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { guessFormat } from "../../../../src/ui/state/preview/guess-format.js";
import { guessEncoding } from "../../../../src/ui/state/preview/text-encoding.js";

const guess = (key: string, start: Buffer | string, contentType?: string, contentEncoding?: string) =>
  guessFormat({ key, start: Buffer.from(start as string), contentType, contentEncoding });

describe("what an object is", () => {
  it.each([
    ["notes.txt", "hello", "text"],
    ["data.csv", "a,b\n1,2\n", "csv"],
    ["data.json", '{\n  "a": 1\n}', "json"],
    ["lines.json", '{"a":1}\n{"a":2}\n', "ndjson"],
    ["lines.jsonl", '{"a":1}\n', "ndjson"],
    ["picture", Buffer.from([0x89, 0x50, 0x4e, 0x47, 13, 10, 26, 10]), "image"],
    ["picture.webp", Buffer.from("RIFF\u0001\u0002\u0003\u0004WEBPVP8 ", "latin1"), "image"],
    ["photo.heic", Buffer.from("\0\0\0\u0018ftypheic", "latin1"), "image"],
    ["archive", Buffer.from("PK\u0003\u0004", "latin1"), "zip"],
    ["archive.tar", Buffer.concat([Buffer.alloc(257), Buffer.from("ustar\0")]), "tar"],
    ["fake.zip", "this is a text", "text"],
    ["unknown", Buffer.from([1, 2, 3, 0, 255]), "binary"],
    ["drawing.svg", "<svg/>", "text"],
    ["empty", "", "text"],
  ])("takes %s for what its bytes are", (key, start, format) => {
    expect(guess(key, start).format).toBe(format);
  });

  it.each([
    ["logs.csv.gz", "csv"],
    ["backup.tgz", "tar"],
    ["backup.tar.gz", "tar"],
    ["page.html.gz", "text"],
  ])("looks into %s by its name", (key, format) => {
    expect(guess(key, gzipSync("x"))).toMatchObject({ format, compression: "gzip" });
  });

  it("believes the first bytes more than the encoding header", () => {
    expect(guess("a.txt", "plain", "text/plain", "gzip").compression).toBeUndefined();
    expect(guess("a.txt", gzipSync("x"), "text/plain").compression).toBe("gzip");
    expect(guess("a.txt", Buffer.from([0x8b, 0x02, 0x80]), "text/plain", "br").compression).toBe("br");
  });

  it("goes by the content type where the name says nothing", () => {
    expect(guess("report", "a,b\n", "text/csv; charset=utf-8").format).toBe("csv");
    expect(guess("report", "{\n}", "application/vnd.api+json").format).toBe("json");
  });
});

describe("the encoding of a text", () => {
  it.each([
    ["plain", "utf-8"],
    ["grün 日本", "utf-8"],
    ["a line\n\u001b[31mred\u001b[0m", "utf-8"],
  ])("takes %j for UTF-8", (text, encoding) => {
    expect(guessEncoding(Buffer.from(text))).toBe(encoding);
  });

  it.each([
    ["UTF-16 with a mark", Buffer.from("\ufeffab", "utf16le"), "utf-16le"],
    ["UTF-16 the other way round", Buffer.from("\ufeffab", "utf16le").swap16(), "utf-16be"],
    ["UTF-16 without a mark", Buffer.from("just a line of text\n", "utf16le"), "utf-16le"],
    ["UTF-8 with a mark", Buffer.from("\ufeffab"), "utf-8"],
    ["UTF-8 cut inside a character", Buffer.from("grü").subarray(0, 3), "utf-8"],
    ["Latin letters", Buffer.from("gr\u00fcn", "latin1"), "windows-1252"],
    ["bytes", Buffer.from([0, 1, 2, 200]), undefined],
    ["controls", Buffer.from("a\u0001b"), undefined],
  ])("recognises %s", (_, bytes, encoding) => {
    expect(guessEncoding(bytes)).toBe(encoding);
  });
});
