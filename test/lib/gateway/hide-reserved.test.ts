import { describe, expect, it } from "vitest";
import { hideReserved, mayShowReserved } from "../../../src/lib/gateway/answers/hide-reserved.js";

const page = (inner: string, name = "ListBucketResult"): string =>
  `<?xml version="1.0" encoding="UTF-8"?>\n<${name} xmlns="http://s3.amazonaws.com/doc/2006-03-01/">${inner}</${name}>`;
const entry = (key: string): string => `<Contents><Key>${key}</Key><Size>1</Size></Contents>`;

describe("s3kit's own objects in a listing", () => {
  it("are looked for where they could be", () => {
    expect(["", ".", ".s3", ".s3kit", ".s3kit/"].map(mayShowReserved)).toEqual([
      true,
      true,
      true,
      true,
      true,
    ]);
    expect(["a", ".s3kit/x", ".s3kit2", "s3kit/", "./"].map(mayShowReserved)).toEqual([
      false,
      false,
      false,
      false,
      false,
    ]);
  });

  it("are left out with their count, and nothing else is touched", () => {
    const kept = `${entry(".s3")}${entry(".s3kit")}${entry(".s3kit2/a")}${entry("a&amp;b")}`;
    const before = page(`<KeyCount>6</KeyCount>${kept}${entry(".s3kit/a")}${entry("&#x2E;s3kit&#47;b")}`);
    expect(hideReserved(before)).toBe(page(`<KeyCount>4</KeyCount>${kept}`));
    const without = page(`<KeyCount>4</KeyCount>${kept}`);
    expect(hideReserved(without)).toBe(without);
  });

  it.each([
    ["an entry with attributes", `<Contents xmlns="x">\n <Key>.s3kit/a</Key>\n</Contents>`],
    ["a key as CDATA", "<Contents><Key><![CDATA[.s3kit/a]]></Key></Contents>"],
    ["a common prefix", "<CommonPrefixes><Prefix>.s3kit/</Prefix></CommonPrefixes>"],
    ["a version", "<Version><Key>.s3kit/a</Key><VersionId>1</VersionId></Version>"],
    ["a delete marker", "<DeleteMarker><Key>.s3kit/a</Key></DeleteMarker>"],
    ["an upload", "<Upload><Key>.s3kit/a</Key><UploadId>u</UploadId></Upload>"],
  ])("are left out as %s", (_what, element) => {
    expect(hideReserved(page(`<IsTruncated>false</IsTruncated>${element}`))).toBe(
      page("<IsTruncated>false</IsTruncated>"),
    );
  });

  it("are known in URL encoding, too, and only where the listing is encoded", () => {
    const encoded = entry("%2Es3kit%2Fa");
    expect(hideReserved(page(`<EncodingType>url</EncodingType>${encoded}`))).not.toContain("s3kit");
    expect(hideReserved(page(encoded))).toContain("%2Es3kit");
    expect(
      hideReserved(page(`<EncodingType>url</EncodingType>${entry("100%")}${entry(".s3kit%2Fa")}`)),
    ).toContain("100%");
  });

  it("are passed over as a whole by the next page", () => {
    const cut = (inner: string) => hideReserved(page(`<IsTruncated>true</IsTruncated>${inner}`));
    expect(cut(`<NextMarker>.s3kit/x</NextMarker>${entry(".s3kit/x")}`)).toContain(
      "<NextMarker>.s3kit/~</NextMarker>",
    );
    // Clients of the first ListObjects go on behind the last key that they see.
    expect(cut(entry(".s3kit/x"))).toContain("<NextMarker>.s3kit/~</NextMarker>");
    expect(cut(`${entry(".s3kit/x")}${entry("z")}`)).not.toContain("NextMarker");
    const versions = `<NextKeyMarker>.s3kit/x</NextKeyMarker><NextVersionIdMarker>3</NextVersionIdMarker>`;
    expect(cut(`${versions}<Version><Key>.s3kit/x</Key></Version>`)).toBe(
      page("<IsTruncated>true</IsTruncated><NextKeyMarker>.s3kit/~</NextKeyMarker>"),
    );
    const opaque = "<NextContinuationToken>MS5zM2tpdC94</NextContinuationToken>";
    expect(cut(`${opaque}${entry(".s3kit/x")}`)).toContain(opaque);
  });
});
