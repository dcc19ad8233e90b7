import { describe, expect, it } from "vitest";
import type { ObjectDescription } from "../../../../src/lib/object/describe-object.js";
import { detailsPanes, type DetailsLine } from "../../../../src/ui/state/details/details-lines.js";
import {
  openDetails,
  takePart,
  type DetailsScreen,
} from "../../../../src/ui/state/details/details-screen.js";

const HEAD: ObjectDescription = {
  bucket: "b",
  key: "a.txt",
  versionId: undefined,
  sizeBytes: 5000,
  lastModified: new Date(0),
  etag: "abc",
  storageClass: "STANDARD",
  contentType: "text/plain",
  contentEncoding: undefined,
  contentDisposition: undefined,
  contentLanguage: undefined,
  cacheControl: undefined,
  expires: undefined,
  metadata: {},
  checksums: { CRC32: "pXnOMg==" },
  checksumType: "FULL_OBJECT",
  partsCount: undefined,
  serverSideEncryption: undefined,
  kmsKeyId: undefined,
  lockMode: undefined,
  lockedUntil: undefined,
  legalHold: false,
  restore: undefined,
  expiration: undefined,
  replicationStatus: undefined,
  tags: {},
};

function detailsOf(head: Partial<ObjectDescription>, preview = Buffer.from("hi")): DetailsScreen {
  const screen = openDetails({ bucket: "b", key: "a.txt" }, 5000, 1);
  const withHead = takePart(screen, {
    part: "head",
    loaded: { state: "ready", value: { ...HEAD, ...head } },
  });
  return takePart(withHead, { part: "preview", loaded: { state: "ready", value: preview } });
}

function text(line: DetailsLine): string {
  if (line.kind === "fact") return `${line.label}: ${line.value}`;
  if (line.kind === "hex") return `${line.offset} ${line.bytes} ${line.text}`;
  return line.kind === "blank" ? "" : line.text;
}

const lines = (screen: DetailsScreen, columns = 80) => detailsPanes(screen, columns, 0).facts.map(text);

describe("detailsPanes", () => {
  it("names what is known and leaves out what is not", () => {
    const shown = lines(detailsOf({}));
    expect(shown).toContain("Address: s3://b/a.txt");
    expect(shown).toContain("Size: 4.9 KiB  (5,000 bytes)");
    expect(shown).toContain("CRC32: pXnOMg==  (full object)");
    expect(shown.some((line) => line.startsWith("Encoding"))).toBe(false);
  });

  it("says in a line that there is neither metadata nor tags, or that tags cannot be had", () => {
    expect(lines(detailsOf({}))).toEqual(expect.arrayContaining(["Metadata: none", "Tags: none"]));
    expect(lines(detailsOf({ tags: undefined }))).toContain("Tags: not available here");
  });

  it("gives metadata a section of its own", () => {
    const shown = lines(detailsOf({ metadata: { camera: "x100" } }));
    expect(shown.slice(shown.indexOf("Metadata"))).toEqual(
      expect.arrayContaining(["Metadata", "camera: x100", "Preview of the first 2 B"]),
    );
  });

  it("breaks long values under their label", () => {
    const shown = lines(detailsOf({ contentType: "x".repeat(100) }), 56);
    expect(shown).toEqual(expect.arrayContaining([`Content type: ${"x".repeat(40)}`, `: ${"x".repeat(20)}`]));
  });

  it("puts the preview beside the facts where there is room", () => {
    expect(detailsPanes(detailsOf({}), 79, 0).preview).toBeUndefined();
    const wide = detailsPanes(detailsOf({}), 140, 0);
    expect(wide.preview?.map(text)).toEqual(["Preview of the first 2 B", "hi"]);
    expect(wide.factColumns + wide.previewColumns).toBeLessThan(140);
  });

  it("shows bytes as hex when they are no text, or when it is asked for", () => {
    const binary = lines(detailsOf({}, Buffer.from([0, 1])));
    expect(binary.at(-1)).toMatch(/^00000000 00 01 .*··$/);
    expect(lines({ ...detailsOf({}), hex: true }).at(-1)).toMatch(/68 69 .*hi$/);
  });

  it("shows a part that failed in its own place", () => {
    const problem = { code: "AccessDenied", message: "No", hints: ["Ask"] };
    const screen = takePart(detailsOf({}), { part: "preview", loaded: { state: "failed", problem } });
    expect(lines(screen).slice(-3)).toEqual(["Preview", "AccessDenied: No", "Ask"]);
    expect(lines(screen)).toContain("ETag: abc");
  });
});
