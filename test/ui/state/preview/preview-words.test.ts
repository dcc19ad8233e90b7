import { describe, expect, it } from "vitest";
import { MOST_UNPACKED_BYTES, takeAnswer } from "../../../../src/ui/state/preview/preview-answer.js";
import { previewPosition, previewTitle } from "../../../../src/ui/state/preview/preview-words.js";
import { openPreview, type PreviewFacts } from "../../../../src/ui/state/preview/preview.js";

const VIEW = { columns: 80, rows: 10, wrap: true, left: 0 };
const FACTS: PreviewFacts = {
  format: "text",
  compression: undefined,
  language: "py",
  totalBytes: 2048,
  etag: "e",
  encoding: "utf-8",
  mime: undefined,
};

function opened(facts: Partial<PreviewFacts>, content: string | Buffer, unpacked?: Buffer) {
  const raw = { startByte: 0, bytes: Buffer.from(content as string) };
  const inner = unpacked === undefined ? undefined : { bytes: unpacked, isWhole: false, fault: undefined };
  const preview = openPreview({ bucket: "b", key: "k", versionId: undefined }, 1);
  return takeAnswer(preview, { kind: "opened", facts: { ...FACTS, ...facts }, raw, unpacked: inner }, VIEW);
}

describe("the words below a preview", () => {
  it.each<[string, Partial<PreviewFacts>, string | Buffer, string, string]>([
    ["code", {}, "a\nb\n", "py · 2.0 KiB", "line 1 · 0 %"],
    ["another encoding", { encoding: "windows-1252" }, "a", "py · windows-1252 · 2.0 KiB", "line 1 · 0 %"],
    ["a table", { format: "csv", totalBytes: 8 }, "a,b\n1,2\n", "csv · 8 B · table", "row 1/1"],
    [
      "a table with faults",
      { format: "ndjson", totalBytes: 10 },
      '{"a":1}\nx\n',
      "ndjson · 10 B · table",
      "1 faulty line · row 1/2",
    ],
    ["a start of a table", { format: "csv" }, "a,b\n1,2\n3,4\n", "csv · 2.0 KiB · table", "row 1/1+"],
    ["JSON laid out", { format: "json" }, '{"a":1}', "json · 2.0 KiB · laid out", "line 1 · 0 %"],
    [
      "bytes",
      { format: "binary", encoding: undefined, mime: "application/pdf" },
      "x",
      "application/pdf · 2.0 KiB · bytes",
      "byte 0 of 2,048",
    ],
  ])("name %s", (_, facts, content, title, position) => {
    const preview = opened(facts, content);
    expect(previewTitle(preview)).toBe(title);
    expect(previewPosition(preview)).toBe(position);
  });

  it("say that what is packed is not shown to its end", () => {
    const unpacked = Buffer.alloc(MOST_UNPACKED_BYTES, "x\n");
    const preview = opened({ compression: "gzip" }, "packed", unpacked);
    expect(previewPosition(preview)).toBe("line 1 · 0 % of the first 16.0 MiB");
  });
});
