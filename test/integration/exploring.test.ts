import { gzipSync } from "node:zlib";
import { afterEach, expect, test } from "vitest";
import { PROGRAM } from "./support/program.js";
import { Terminal } from "./support/terminal.js";
import { useWorkbench } from "./support/workbench.js";

const bench = useWorkbench();
const CTRL_O = "\u000f";
const CTRL_S = "\u0013";
const ESCAPE = "\u001b";

let terminal: Terminal | undefined;
afterEach(() => terminal?.kill());

function explore(...args: readonly string[]): Terminal {
  terminal = new Terminal([PROGRAM, "tui", "--theme", "dark", ...args], bench.environment());
  return terminal;
}

test("objects are looked into, packed or not, searched and walked through", async () => {
  const log = Array.from({ length: 50_000 }, (_, i) => `line ${i.toString()} of the log\n`).join("");
  const bucket = await bench.bucket({
    "d/a.csv.gz": gzipSync("id,name\n1,日本語\n2,b\n"),
    "d/b.log": log,
    "d/c.bin": Buffer.from([0, 1, 2, 27, 255]),
  });
  const screen = explore(`s3://${bucket}/d/`);
  await screen.shows("3 objects");
  await screen.press("\r", /id {2}name[^]*日本語[^]*csv · gzip/);
  await screen.press("J", "line 0 of the log");
  await screen.press("G", "line 49999 of the log");
  await screen.press("gg", "line 0 of the log");
  await screen.press("/line 40000 \r", "line 40000 of the log");
  await screen.press("J", "00 01 02 1b ff");
  await screen.press("2", new RegExp(`s3://${bucket}/d/c.bin`));
  await screen.press(ESCAPE, "3/3");
  expect(await screen.quit()).toEqual({ exitCode: 0, alternate: false });
}, 60_000);

test("versions are compared and restored, and what was deleted is brought back", async () => {
  const bucket = await bench.versionedBucket();
  await bench.put(bucket, { "a.txt": "one\ntwo\n", "b.txt": "kept\n" });
  await bench.put(bucket, { "a.txt": "one\nTWO\n" });
  await bench.run(["rm", `s3://${bucket}/b.txt`]);
  const screen = explore(`s3://${bucket}/`);
  await screen.shows("1 object");
  await screen.press("\r3", /newest[^]*older/);
  await screen.press("d", /- two[^]*\+ TWO/);
  await screen.press(ESCAPE, "1/2");
  await screen.press("ju", "Restored a.txt");
  await screen.shows("1/3");
  expect(await bench.text(bucket, "a.txt")).toBe("one\ntwo\n");
  await screen.press(ESCAPE, "1 object");
  await screen.press(".", "b.txt");
  await screen.press("G\r", "delete marker");
  await screen.press("u", "no longer hidden");
  await screen.press("1", "kept");
  expect(await bench.text(bucket, "b.txt")).toBe("kept\n");
  await screen.quit();
}, 60_000);

test("a bucket's settings are read, written and explained, and nothing is with --read-only", async () => {
  const bucket = await bench.bucket({ "a.txt": "x" });
  const screen = explore(`s3://${bucket}/`);
  await screen.shows("1 object");
  await screen.press("B", /Versioning +off/);
  await screen.press("vy", /Versioning +on/);
  await screen.press("C", "No rules");
  await screen.press(CTRL_O, "Begin with");
  await screen.press("\r", "Pages of https://example.com may GET");
  await screen.press(`${CTRL_S}y`, /CORS +1 rule/);
  await screen.press("@", `s3kit cors set s3://${bucket} FILE`);
  await screen.press(ESCAPE, /CORS +1 rule/);
  expect((await bench.run(["cors", "get", `s3://${bucket}`])).stdout).toContain("https://example.com");
  await screen.press(ESCAPE, "a.txt");
  await screen.press("t", "No tags");
  await screen.press("team=a", "1 of at most 10 tags");
  await screen.press(`${CTRL_S}y`, "Set the tags of a.txt");
  expect((await bench.run(["tag", "get", `s3://${bucket}/a.txt`])).stdout).toContain("team");
  await screen.quit();

  const guarded = explore(`s3://${bucket}/`, "--read-only");
  await guarded.shows("1 object");
  await guarded.press("B", /Versioning +on/);
  await guarded.press("v\r", "settings");
  await guarded.press("C", "Pages of https://example.com may GET");
  await guarded.press(`x${CTRL_S}`, "error");
  guarded.kill();
  expect((await bench.run(["cors", "get", `s3://${bucket}`])).stdout).toContain("https://example.com");
}, 60_000);

test("keys are filtered, searched for, selected, sorted and measured", async () => {
  const bucket = await bench.bucket({
    "a/deep/report.csv": "x".repeat(3000),
    "a/notes 日本.txt": "x".repeat(200),
    "b/report.txt": "x",
    "odd\u202ename\n.txt": "xy",
    "top.bin": "x".repeat(9000),
  });
  const screen = explore(`s3://${bucket}/`);
  await screen.shows(/odd\\u202ename␊\.txt[^]*2 folders, 2 objects/);
  await screen.press("/>1k\r", /top\.bin[^]*filter >1k · 1\/1/);
  await screen.press(ESCAPE, "1/4");
  await screen.press(
    "sreport\r",
    /a\/deep\/report\.csv[^]*b\/report\.txt[^]*2 objects, 2\.9 KiB found among 5 keys/,
  );
  await screen.press("\u0001", "2 selected, 2.9 KiB");
  await screen.press("cu", "Copied 2 lines");
  await screen.press("gf", /a › deep[^]*1 object/);
  await screen.press("[", "2 selected");
  await screen.press("h", "2 folders, 2 objects");
  await screen.press("U", /8\.8 KiB +73\.\d%[^]*\(objects here\)[^]*a\//);
  await screen.press("2", "STANDARD");
  await screen.press("U", "2 folders, 2 objects");
  await screen.press("os", /Size ↓[^]*top\.bin[^]*odd/);
  await screen.press("@", `s3kit du s3://${bucket}`);
  await screen.press(ESCAPE, "↵ open");
  expect(await screen.quit()).toEqual({ exitCode: 0, alternate: false });
}, 60_000);
