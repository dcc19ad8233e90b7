import { describe, expect, test } from "vitest";
import { useWorkbench } from "./support/workbench.js";

const bench = useWorkbench();

/** Keys that some layer between a terminal and a store gets wrong: encodings, paths, patterns, markup, bytes. */
const ODD_KEYS = [
  " leading and trailing ",
  "%41 is not A",
  "+ plus & ampersand",
  "../up",
  "./here",
  "/absolute",
  "//double//slashes",
  '<xml attr="x">&amp;</xml>',
  "UPPER",
  "[set]",
  "a\\backslash",
  "a\nline break",
  "a\ttab",
  "a\u0001control",
  "brace{s}",
  "emoji 😀/nested",
  "quote'\"`",
  "star*",
  "trailing/",
  "upper",
  "ümläut é é",
  "question?mark#hash",
  "-dash",
  "s3://uri",
  "~tilde",
  `${"long".repeat(255)}1234`,
] as const;

describe("odd keys", () => {
  test("are listed, read and deleted as what they are", async () => {
    const bucket = await bench.bucket(Object.fromEntries(ODD_KEYS.map((key) => [key, key])));
    const sorted = ODD_KEYS.toSorted((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b)));

    const listed = await bench.run(["ls", `s3://${bucket}`, "--recursive", "--json"]);
    expect(listed.lines.flatMap(({ key }) => key ?? [])).toEqual(sorted);

    const found = await bench.run(["find", `s3://${bucket}`, "--print0"]);
    const uris = found.stdout.split("\0").filter(Boolean);
    expect(uris).toEqual(sorted.map((key) => `s3://${bucket}/${key}`));

    const read = await bench.run(["cat", "--raw", ...uris]);
    expect(read).toMatchObject({ exitCode: 0, stdout: sorted.join(""), stderr: "" });

    const { lines } = await bench.run(["rm", "--recursive", "--yes", `s3://${bucket}`, "--json"]);
    expect(lines.at(-1)).toMatchObject({ deleted: ODD_KEYS.length, failed: 0 });
    expect(await bench.keys(bucket)).toEqual([]);
  });

  test("one by one, with wildcards taken literally", async () => {
    const keys = ["star*", "[set]", "brace{s}", "question?mark#hash", "a\nline break"];
    const bucket = await bench.bucket({
      ...Object.fromEntries(keys.map((key) => [key, key])),
      start: "kept",
    });
    const stat = await bench.run(["stat", `s3://${bucket}/star*`, "--json"]);
    expect(stat.lines[0]).toMatchObject({ key: "star*" });
    expect(
      (await bench.run(["rm", "--raw", "--", ...keys.map((key) => `s3://${bucket}/${key}`)])).exitCode,
    ).toBe(0);
    expect(await bench.keys(bucket)).toEqual(["start"]);
  });

  test("with an escape in front of a wildcard", async () => {
    const bucket = await bench.bucket({ "a*": "star", ab: "b" });
    expect((await bench.run(["cat", `s3://${bucket}/a\\*`])).stdout).toBe("star");
    expect((await bench.run(["ls", `s3://${bucket}/a[*]`, "--json"])).lines[0]).toMatchObject({ key: "a*" });
  });

  test("are shown as they are to a pipe", async () => {
    const bucket = await bench.bucket({ "a\u0001b": "" });
    const { stdout } = await bench.run(["find", `s3://${bucket}`]);
    expect(stdout).toBe(`s3://${bucket}/a\u0001b\n`);
  });
});
