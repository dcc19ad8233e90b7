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

const OBJECT = { bucket: "b", key: "a.txt", versionId: undefined };

function detailsOf(head: Partial<ObjectDescription>): DetailsScreen {
  const screen = openDetails(OBJECT, 1, { sizeBytes: 5000 });
  return takePart(screen, { part: "head", loaded: { state: "ready", value: { ...HEAD, ...head } } });
}

function text(line: DetailsLine): string {
  if (line.kind === "fact") return `${line.label}: ${line.value}`;
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

  it("says that there is neither metadata nor tags, or that tags cannot be had", () => {
    expect(after(lines(detailsOf({})), "Metadata")).toBe("none");
    expect(after(lines(detailsOf({})), "Tags")).toBe("none");
    expect(after(lines(detailsOf({ tags: undefined })), "Tags")).toBe("not available here");
  });

  it("names metadata, and who has access", () => {
    expect(after(lines(detailsOf({ metadata: { camera: "x100" } })), "Metadata")).toBe("camera: x100");
    const owner = { id: "0acc", displayName: undefined };
    const grants = [{ grantee: { type: "user", id: "0acc" }, permission: "FULL_CONTROL" }] as const;
    const screen = takePart(detailsOf({}), {
      part: "acl",
      loaded: { state: "ready", value: { owner, grants } },
    });
    expect(after(lines(screen), "Access by ACL")).toBe("FULL_CONTROL: id:0acc, the owner");
  });

  it("counts versions and delete markers apart", () => {
    const version = {
      kind: "version",
      key: "a.txt",
      versionId: "1",
      isLatest: false,
      isDeleteMarker: false,
      sizeBytes: 1,
      lastModified: new Date(0),
      etag: "",
      storageClass: "",
    } as const;
    const value = { entries: [{ ...version, isDeleteMarker: true, isLatest: true }, version], more: false };
    const screen = takePart(detailsOf({}), { part: "versions", loaded: { state: "ready", value } });
    expect(lines(screen)).toContain("Versions: 1, 1 delete marker");
  });

  it("breaks long values under their label", () => {
    const shown = lines(detailsOf({ contentType: "x".repeat(100) }), 56);
    expect(shown).toEqual(expect.arrayContaining([`Content type: ${"x".repeat(40)}`, `: ${"x".repeat(20)}`]));
  });

  it("puts metadata beside the facts where there is room", () => {
    expect(detailsPanes(detailsOf({}), 79, 0).more).toBeUndefined();
    const wide = detailsPanes(detailsOf({}), 140, 0);
    expect(wide.more?.map(text).slice(0, 2)).toEqual(["Metadata", "none"]);
    expect(wide.factColumns + wide.moreColumns).toBeLessThan(140);
  });

  it("shows a part that failed in its own place", () => {
    const problem = { code: "AccessDenied", message: "No", hints: ["Ask"] };
    const screen = takePart(detailsOf({}), { part: "acl", loaded: { state: "failed", problem } });
    expect(lines(screen).slice(-3)).toEqual(["Access by ACL", "AccessDenied: No", "Ask"]);
    expect(lines(screen)).toContain("ETag: abc");
  });
});

function after(shown: readonly string[], title: string): string | undefined {
  return shown[shown.indexOf(title) + 1];
}
