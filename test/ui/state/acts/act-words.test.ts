import { describe, expect, it } from "vitest";
import { commandLine } from "../../../../src/ui/actions/command-line.js";
import { commandOf, doneText } from "../../../../src/ui/state/acts/act-words.js";
import type { StoreAct } from "../../../../src/ui/state/acts/store-act.js";

const object = { bucket: "b", key: "a b\u001b.txt", versionId: "v1" };

describe("a change as a command line", () => {
  it.each<[StoreAct, string]>([
    [{ kind: "restore-version", object }, "version restore 's3://b/a b\u001b.txt' --version-id v1"],
    [
      { kind: "delete-version", object, isMarker: false },
      "version delete 's3://b/a b\u001b.txt' --version-id v1",
    ],
    [{ kind: "set-object-tags", object, tags: { a: "1 2" } }, "tag set 's3://b/a b\u001b.txt' 'a=1 2'"],
    [{ kind: "set-object-tags", object, tags: {} }, "tag delete 's3://b/a b\u001b.txt'"],
    [
      { kind: "set-retention", object, mode: "COMPLIANCE", until: new Date(0) },
      "retention set 's3://b/a b\u001b.txt' --mode compliance --until 1970-01-01T00:00:00.000Z",
    ],
    [{ kind: "set-legal-hold", object, on: true }, "legal-hold on 's3://b/a b\u001b.txt'"],
    [
      { kind: "set-document", subject: { kind: "policy", bucket: "b" }, text: "{}" },
      "policy set s3://b FILE",
    ],
    [
      { kind: "set-document", subject: { kind: "tags", bucket: "b" }, text: "x=1\ny=2\n" },
      "bucket tags set s3://b x=1 y=2",
    ],
    [
      { kind: "delete-document", subject: { kind: "lifecycle", bucket: "b" } },
      "bucket lifecycle delete s3://b",
    ],
    [{ kind: "set-versioning", bucket: "b", on: false }, "bucket versioning suspend s3://b"],
    [{ kind: "block-public-access", bucket: "b" }, "bucket public-access block s3://b"],
    [{ kind: "allow-public-access", bucket: "b" }, "bucket public-access allow s3://b"],
  ])("%j", (act, line) => {
    expect(commandLine(commandOf(act) ?? [], [])).toBe(`s3kit ${line}`);
    // oxlint-disable-next-line no-control-regex -- what is told is drawn on the screen
    expect(doneText(act)).not.toMatch(/[\u0000-\u001f]/);
  });
});
