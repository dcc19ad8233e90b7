import { Box } from "ink";
import { render } from "ink-testing-library";
import type { ReactNode } from "react";
import { describe, expect, it } from "vitest";
import type { VersionEntry } from "../../../src/lib/s3/list-versions.js";
import { EditorNotes } from "../../../src/ui/components/editor-notes.js";
import { EditorText } from "../../../src/ui/components/editor-text.js";
import { PreviewArchive } from "../../../src/ui/components/preview-archive.js";
import { PreviewTable } from "../../../src/ui/components/preview-table.js";
import { VersionRows } from "../../../src/ui/components/version-rows.js";
import { DiffScreenView } from "../../../src/ui/screens/diff-screen.js";
import { openDetails, takePart } from "../../../src/ui/state/details/details-screen.js";
import { diffLines } from "../../../src/ui/state/diff/diff-lines.js";
import { bufferOf } from "../../../src/ui/state/editor/text-buffer.js";
import { planLayout } from "../../../src/ui/state/layout.js";
import { openPreview } from "../../../src/ui/state/preview/preview.js";
import { readTable } from "../../../src/ui/state/preview/table.js";
import { columnsOf } from "../../../src/ui/text/cell-text.js";

const OBJECT = { bucket: "b", key: "k", versionId: undefined };
const PREVIEW = openPreview(OBJECT, 1);

function lines(element: ReactNode): readonly string[] {
  return (render(<Box flexDirection="column">{element}</Box>).lastFrame() ?? "").split("\n");
}

function version(versionId: string, change: Partial<VersionEntry> = {}): VersionEntry {
  const rest = { isLatest: false, isDeleteMarker: false, sizeBytes: 1024, etag: "", storageClass: "" };
  return { kind: "version", key: "k", versionId, lastModified: new Date(0), ...rest, ...change };
}

describe("a table", () => {
  const table = readTable('id,name,note\n1,日本語,"two\nlines"\n20,b,c\n', "csv", true);
  if (table === undefined) throw new Error("no table");

  it("keeps columns straight under their names, whatever is in the cells", () => {
    expect(lines(<PreviewTable preview={PREVIEW} table={table} rows={5} columns={60} />)).toEqual([
      "         id  name    note",
      "     1    1  日本語  two␊lines",
      "     2   20  b       c",
    ]);
  });

  it("begins with the column that was scrolled to, and shows that there are others", () => {
    const [titles = ""] = lines(
      <PreviewTable preview={{ ...PREVIEW, left: 1 }} table={table} rows={5} columns={18} />,
    );
    expect(titles).toMatch(/◂ +name.*▸/);
    expect(columnsOf(titles)).toBeLessThanOrEqual(20);
  });
});

describe("what is in an archive", () => {
  const entry = {
    kind: "file",
    sizeBytes: 2048,
    packedBytes: 512,
    modifiedAt: undefined,
    isEncrypted: false,
  } as const;
  const archive = {
    entries: [
      { ...entry, path: "a/\u001b[31m.txt" },
      { ...entry, path: "x".repeat(200), isEncrypted: true },
    ],
    status: "done",
    problem: undefined,
  } as const;

  it("is shown on one line each, with what packing left, and obeys nothing", () => {
    const shown = lines(<PreviewArchive preview={PREVIEW} archive={archive} rows={5} columns={60} />);
    expect(shown).toHaveLength(3);
    expect(shown[1]).toMatch(/^a\/␛\[31m\.txt +2\.0 KiB +25 %$/);
    expect(shown[2]).toMatch(/…x+ +2\.0 KiB +locked$/);
    expect(shown.every((line) => columnsOf(line) <= 60)).toBe(true);
  });
});

describe("the versions of an object", () => {
  it("tells the newest, older ones and delete markers apart, and marks one for comparing", () => {
    const entries = [version("v3", { isDeleteMarker: true, isLatest: true }), version("v2"), version("v1")];
    const screen = takePart(openDetails(OBJECT, 1), {
      part: "versions",
      loaded: { state: "ready", value: { entries, more: false } },
    });
    const shown = lines(
      <VersionRows screen={{ ...screen, marked: "v1" }} rows={10} columns={90} nowMs={0} />,
    );
    expect(shown[1]).toMatch(/▎ +delete marker +\d{4}-/);
    expect(shown[2]).toMatch(/older +1\.0 KiB .*v2/);
    expect(shown[3]).toMatch(/● older .*v1/);
  });

  it("say in their place why they cannot be had", () => {
    const problem = { code: "AccessDenied", message: "No", hints: [] };
    const screen = takePart(openDetails(OBJECT, 1), {
      part: "versions",
      loaded: { state: "failed", problem },
    });
    expect(lines(<VersionRows screen={screen} rows={10} columns={60} nowMs={0} />).join("\n")).toMatch(
      /AccessDenied[^]*No/,
    );
  });
});

describe("what is different", () => {
  it("shows numbers on both sides, and lines that are too long cut", () => {
    const value = diffLines("a\nold\n", `a\n${"new".repeat(50)}\n`) ?? [];
    const pair = { bucket: "b", key: "k", older: version("1"), newer: version("2") };
    const screen = {
      kind: "diff",
      id: 1,
      ...pair,
      lines: { state: "ready", value },
      window: { cursor: 0, top: 0 },
    } as const;
    const shown = lines(<DiffScreenView screen={screen} layout={planLayout({ columns: 60, rows: 20 })} />);
    expect(shown[1]).toMatch(/^ +1 +1 {3}a$/);
    expect(shown[2]).toMatch(/^ +2 +- old$/);
    expect(shown[3]).toMatch(/^ +2 \+ newnew.*…$/);
    expect(shown.every((line) => columnsOf(line) <= 60)).toBe(true);
  });
});

describe("a text being written", () => {
  it("obeys nothing that is in it, under the cursor neither", () => {
    const buffer = { ...bufferOf("a\u202eb\u001b[31m"), column: 1 };
    const screen = {
      kind: "editor",
      id: 1,
      subject: { kind: "tags", bucket: "b" },
      original: { state: "ready", value: "" },
      buffer,
      check: { findings: [], meaning: [] },
      window: { cursor: 0, top: 0 },
    } as const;
    expect(lines(<EditorText screen={screen} rows={1} columns={40} />)).toEqual([
      String.raw`   1   a\u202eb␛[31m`,
    ]);
    const atControl = { ...screen, buffer: { ...buffer, column: 3 } };
    expect(lines(<EditorText screen={atControl} rows={1} columns={40} />)).toEqual([
      String.raw`   1   a\u202eb␛[31m`,
    ]);
  });
});

describe("the notes beside an editor", () => {
  it("name what is wrong by line before what it means, broken between words", () => {
    const findings = [
      {
        severity: "error",
        line: 3,
        message: "no action s3:Foo",
        hint: "Did you mean s3:GetObject?",
        isPublicWrite: false,
      },
    ] as const;
    const check = { findings, meaning: ["everybody may read objects of the bucket"] };
    expect(lines(<EditorNotes check={check} rows={8} columns={30} />)).toEqual([
      "To look at",
      "line 3: no action s3:Foo",
      "Did you mean s3:GetObject?",
      "",
      "What it means",
      "everybody may read objects of",
      "the bucket",
      "",
    ]);
  });
});
