import { beforeAll, describe, expect, test } from "vitest";
import { useWorkbench } from "./support/workbench.js";

const bench = useWorkbench();
let bucket: string;

beforeAll(async () => {
  bucket = await bench.bucket({
    "README.md": "x".repeat(2048),
    "src/a.ts": "a",
    "src/deep/b.ts": "bb",
    "src/deep/er/c.js": "ccc",
    "src2/d.ts": "",
  });
});

describe("find", () => {
  async function find(...words: readonly string[]): Promise<readonly string[]> {
    const { stdout } = await bench.run(["find", ...words]);
    return stdout
      .split("\n")
      .filter(Boolean)
      .map((uri) => uri.replace(`s3://${bucket}/`, ""));
  }

  test.each([
    [[], ["README.md", "src/a.ts", "src/deep/b.ts", "src/deep/er/c.js", "src2/d.ts"]],
    [
      ["--name", "*.ts"],
      ["src/a.ts", "src/deep/b.ts", "src2/d.ts"],
    ],
    [
      ["--name", "*.js", "--name", "*.md"],
      ["README.md", "src/deep/er/c.js"],
    ],
    [
      ["--name", "deep"],
      ["src/deep/b.ts", "src/deep/er/c.js"],
    ],
    [
      ["--regex", "/[ab]\\.ts$"],
      ["src/a.ts", "src/deep/b.ts"],
    ],
    [["--larger", "1k"], ["README.md"]],
    [["--smaller", "1"], ["src2/d.ts"]],
    [
      ["--larger", "0", "--smaller", "3"],
      ["src/a.ts", "src/deep/b.ts"],
    ],
    [["--newer", "1h", "--name", "*.js"], ["src/deep/er/c.js"]],
    [["--older", "2100-01-01", "--name", "*.js"], ["src/deep/er/c.js"]],
    [
      ["--class", "standard", "--max", "2"],
      ["README.md", "src/a.ts"],
    ],
  ])("%j", async (flags, keys) => {
    expect(await find(`s3://${bucket}`, ...flags)).toEqual(keys);
  });

  test("looks into the folder named, not into its namesakes", async () => {
    expect(await find(`s3://${bucket}/src`)).toEqual(["src/a.ts", "src/deep/b.ts", "src/deep/er/c.js"]);
    expect(await find(`s3://${bucket}/src*/*`, "--name", "*.ts")).toEqual([
      "src/a.ts",
      "src/deep/b.ts",
      "src2/d.ts",
    ]);
  });

  test("--print0 ends names with a NUL", async () => {
    const { stdout } = await bench.run(["find", `s3://${bucket}/src2`, "--print0"]);
    expect(stdout).toBe(`s3://${bucket}/src2/d.ts\0`);
  });

  test.each([
    ["--older", "1h"],
    ["--newer", "2100-01-01"],
    ["--class", "GLACIER"],
  ])("%s %s finds nothing, and says so", async (flag, value) => {
    const { exitCode, stderr } = await bench.run(["find", `s3://${bucket}`, flag, value]);
    expect(exitCode).toBe(4);
    expect(stderr).toContain("NothingFound");
  });
});

describe("tree", () => {
  test("draws the keys as a tree", async () => {
    const { stdout, stderr } = await bench.run(["tree", `s3://${bucket}`, "--sizes"]);
    expect(stdout).toBe(
      `s3://${bucket}\n` +
        "├── README.md  (2.0 KiB)\n" +
        "├── src/\n" +
        "│   ├── a.ts  (1 B)\n" +
        "│   └── deep/\n" +
        "│       ├── b.ts  (2 B)\n" +
        "│       └── er/\n" +
        "│           └── c.js  (3 B)\n" +
        "└── src2/\n" +
        "    └── d.ts  (0 B)\n",
    );
    expect(stderr).toBe("4 prefixes, 5 objects\n");
  });

  test("--depth leaves deeper prefixes closed", async () => {
    const { stdout } = await bench.run(["tree", `s3://${bucket}/src`, "--depth", "1"]);
    expect(stdout).toBe(`s3://${bucket}/src/\n├── a.ts\n└── deep/\n`);
  });
});

describe("du", () => {
  test("adds up by prefix, with bars", async () => {
    const { stdout } = await bench.run(["du", `s3://${bucket}`]);
    const lines = stdout.trimEnd().split("\n");
    expect(lines).toHaveLength(3);
    expect(lines[0]).toMatch(/^ *6 B .*0\.3% +3 +src\/$/);
    expect(lines[1]).toMatch(/^ *0 B .*0\.0% +1 +src2\/$/);
    expect(lines[2]).toMatch(/^2\.0 KiB +5 +total$/);
  });

  test("--depth counts prefixes within prefixes", async () => {
    const { lines } = await bench.run(["du", `s3://${bucket}`, "--depth", "3", "--json"]);
    expect(lines).toEqual([
      { type: "usage", by: "prefix", name: "src/deep/er/", objects: 1, sizeBytes: 3 },
      { type: "usage", by: "prefix", name: "src/deep/", objects: 2, sizeBytes: 5 },
      { type: "usage", by: "prefix", name: "src/", objects: 3, sizeBytes: 6 },
      { type: "usage", by: "prefix", name: "src2/", objects: 1, sizeBytes: 0 },
      { type: "summary", by: "prefix", objects: 5, sizeBytes: 2054, ...NOTHING_HIDDEN },
    ]);
  });

  test.each([
    ["class", "STANDARD"],
    ["age", "0-1d"],
  ])("--by %s", async (by, name) => {
    const { lines } = await bench.run(["du", `s3://${bucket}`, "--by", by, "--json"]);
    expect(lines).toEqual([
      { type: "usage", by, name, objects: 5, sizeBytes: 2054 },
      { type: "summary", by, objects: 5, sizeBytes: 2054, ...NOTHING_HIDDEN },
    ]);
  });

  test("--versions counts what is hidden", async () => {
    const versioned = await bench.versionedBucket();
    await bench.put(versioned, { "a/k": "old" });
    await bench.put(versioned, { "a/k": "newer" });
    await bench.run(["rm", `s3://${versioned}/a/k`]);
    const { lines } = await bench.run(["du", `s3://${versioned}`, "--versions", "--json"]);
    expect(lines).toEqual([
      { type: "usage", by: "prefix", name: "a/", objects: 2, sizeBytes: 8 },
      {
        type: "summary",
        by: "prefix",
        objects: 2,
        sizeBytes: 8,
        noncurrentObjects: 2,
        noncurrentSizeBytes: 8,
        deleteMarkers: 1,
      },
    ]);
  });
});

const NOTHING_HIDDEN = { noncurrentObjects: 0, noncurrentSizeBytes: 0, deleteMarkers: 0 };
