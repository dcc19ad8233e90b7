import { describe, expect, it } from "vitest";
import { hasAwsChunked, storedContentEncoding } from "../../../../src/lib/wire/body/content-encoding.js";

describe("a Content-Encoding", () => {
  it.each([
    [undefined, undefined, false],
    ["gzip", "gzip", false],
    ["gzip,  br", "gzip,  br", false],
    ["", "", false],
    ["x-aws-chunked", "x-aws-chunked", false],
    ["aws-chunked", undefined, true],
    [" AWS-Chunked ", undefined, true],
    ["aws-chunked,aws-chunked", undefined, true],
    ["aws-chunked,gzip", "gzip", true],
    ["gzip,aws-chunked", "gzip", true],
    ["gzip, aws-chunked, BR", "gzip, BR", true],
    ["aws-chunked, my;q=1,  x", "my;q=1,  x", true],
  ])("%j is stored as %j", (sent, stored, framed) => {
    expect(storedContentEncoding(sent)).toBe(stored);
    expect(hasAwsChunked(sent)).toBe(framed);
  });
});
