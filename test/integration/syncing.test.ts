import { execFileSync } from "node:child_process";
import { randomBytes } from "node:crypto";
import { mkdir, rm, symlink, utimes, writeFile } from "node:fs/promises";
import path from "node:path";
import { describe, expect, test } from "vitest";
import { useWorkbench } from "./support/workbench.js";

const bench = useWorkbench();

/** Kinds of what a run did, in counts. */
async function sync(...words: readonly string[]) {
  const run = await bench.run(["sync", ...words, "--json"]);
  const { transferred, deleted, unchanged, failed } = run.lines.at(-1) ?? {};
  return { exitCode: run.exitCode, transferred, deleted, unchanged, failed };
}

describe("sync", () => {
  test("transfers what is missing, and then nothing: up, down and across", async () => {
    const names = ["a", "a.txt", "dir/x", "dir-2/y", "dir.d/z", "é/\u{1F600}", "\uFF5E", "Z"].filter(
      (name) => name !== "a",
    );
    const folder = await bench.files("start", Object.fromEntries(names.map((name) => [name, name])));
    const down = path.join(bench.folder, "round");
    const bucket = await bench.bucket();
    const legs = [
      [folder, `s3://${bucket}/one`],
      [`s3://${bucket}/one`, `s3://${bucket}/two/`],
      [`s3://${bucket}/two`, down],
    ] as const;
    for (const [from, to] of legs) {
      const first = await sync(from, to);
      expect(first).toEqual({ exitCode: 0, transferred: 7, deleted: 0, unchanged: 0, failed: 0 });
      expect(await sync(from, to)).toMatchObject({ exitCode: 0, transferred: 0, unchanged: 7 });
    }
    expect(await bench.readFiles(down)).toEqual(await bench.readFiles(folder));
  });

  test("--delete removes exactly what the source lacks, on the other side of each kind", async () => {
    const folder = await bench.files("less", { keep: "k", "sub/keep": "k" });
    const bucket = await bench.bucket({
      "p/keep": "k",
      "p/extra": "e",
      "p/sub/extra": "e",
      "p2/other": "o",
      "p/folder/": "",
    });
    const up = await sync(folder, `s3://${bucket}/p`, "--delete", "--yes", "--size-only");
    expect(up).toEqual({ exitCode: 0, transferred: 1, deleted: 2, unchanged: 1, failed: 0 });
    expect(await bench.keys(bucket)).toEqual(["p/folder/", "p/keep", "p/sub/keep", "p2/other"]);
    const target = await bench.files("more", { keep: "k", gone: "g", "deep/gone": "g" });
    const down = await sync(`s3://${bucket}/p`, target, "--delete", "--yes", "--size-only");
    expect(down).toMatchObject({ exitCode: 0, transferred: 1, deleted: 2 });
    expect(await bench.readFiles(target)).toEqual({ keep: "k", "sub/keep": "k" });
  });

  test("without a terminal and without --yes it transfers, deletes nothing and says so", async () => {
    const folder = await bench.files("ask", { new: "n" });
    const bucket = await bench.bucket({ extra: "e" });
    const run = await bench.run(["sync", folder, `s3://${bucket}`, "--delete"]);
    expect(run.exitCode).toBe(13);
    expect(run.stderr).toContain("1 item (1 B)");
    expect(await bench.keys(bucket)).toEqual(["extra", "new"]);
  });

  test("--dry-run says what it would do, with counts, and does nothing", async () => {
    const folder = await bench.files("dry", { new: "nnn" });
    const bucket = await bench.bucket({ extra: "e" });
    const run = await bench.run(["sync", folder, `s3://${bucket}`, "--delete", "--dry-run", "--json"]);
    expect(run.lines.at(-1)).toMatchObject({ dryRun: true, planned: 1, sizeBytes: 3, deleted: 1 });
    expect(run.lines.map(({ operation }) => operation)).toEqual(["upload", "delete", undefined]);
    expect(await bench.keys(bucket)).toEqual(["extra"]);
  });

  test("what filters leave out is touched on neither side", async () => {
    const folder = await bench.files("filter", { "a.txt": "a", "b.log": "b" });
    const bucket = await bench.bucket({ "old.txt": "o", "old.log": "o" });
    await sync(folder, `s3://${bucket}`, "--delete", "--yes", "--exclude", "*.log");
    expect(await bench.keys(bucket)).toEqual(["a.txt", "old.log"]);
  });

  test("sizes, times and content: what counts as changed", async () => {
    const folder = await bench.files("compare", { file: "AAAA" });
    const file = path.join(folder, "file");
    const bucket = await bench.bucket();
    await utimes(file, 1_500_000_000, 1_500_000_000);
    await sync(folder, `s3://${bucket}`);
    await writeFile(file, "BBBB");
    await utimes(file, 1_500_000_000, 1_500_000_000);
    const to = `s3://${bucket}`;
    expect(await sync(folder, to)).toMatchObject({ transferred: 0, unchanged: 1 });
    expect(await sync(folder, to, "--checksum")).toMatchObject({ transferred: 1 });
    expect(await sync(folder, to, "--checksum")).toMatchObject({ transferred: 0, unchanged: 1 });
    expect(await sync(folder, to, "--exact-timestamps")).toMatchObject({ transferred: 1 });
    const future = Date.now() / 1000 + 3600;
    await utimes(file, future, future);
    expect(await sync(folder, to, "--size-only")).toMatchObject({ transferred: 0 });
    expect(await sync(folder, to)).toMatchObject({ transferred: 1 });
    await writeFile(file, "longer");
    expect(await sync(folder, to, "--size-only")).toMatchObject({ transferred: 1 });
    expect(await bench.text(bucket, "file")).toBe("longer");
  });

  test("--checksum tells large objects apart too, both ways", async () => {
    const content = randomBytes(18 * 1024 * 1024);
    const folder = await bench.files("large", { file: content });
    const bucket = await bench.bucket();
    await sync(folder, `s3://${bucket}/p`);
    expect(await sync(folder, `s3://${bucket}/p`, "--checksum")).toMatchObject({
      transferred: 0,
      unchanged: 1,
    });
    expect(await sync(`s3://${bucket}/p`, folder, "--checksum")).toMatchObject({
      transferred: 0,
      unchanged: 1,
    });
    content[17_000_000] = (content[17_000_000] ?? 0) ^ 1;
    await writeFile(path.join(folder, "file"), content);
    expect(await sync(folder, `s3://${bucket}/p`, "--checksum")).toMatchObject({ transferred: 1 });
  });

  test("a source that cannot be read in part deletes nothing", async () => {
    const folder = await bench.files("partial", { ok: "ok", "sub/x": "x" });
    const bucket = await bench.bucket({ "sub/x": "x", extra: "e" });
    // A folder that cannot be listed, also by root: its path has grown longer than the system takes.
    await rm(path.join(folder, "sub"), { recursive: true });
    execFileSync("bash", [
      "-c",
      'cd "$1" && mkdir sub && cd sub && for i in {1..25}; do mkdir $(printf %0200d 1) && cd $(printf %0200d 1); done',
      "",
      folder,
    ]);
    const run = await bench.run(["sync", folder, `s3://${bucket}`, "--delete", "--yes"]);
    execFileSync("rm", ["-rf", folder]);
    expect(run.exitCode).toBe(3);
    expect(run.stderr).toContain("Nothing was deleted");
    expect(await bench.keys(bucket)).toEqual(["extra", "ok", "sub/x"]);
  });

  test("link loops end, and special files are named", async () => {
    const folder = await bench.files("links", { "a/file": "f" });
    await symlink("..", path.join(folder, "a", "loop"));
    await symlink("missing", path.join(folder, "broken"));
    execFileSync("mkfifo", [path.join(folder, "fifo")]);
    const bucket = await bench.bucket();
    const run = await bench.run(["sync", folder, `s3://${bucket}`]);
    expect(run.stdout).toContain("fifo: not a regular file");
    expect([run.exitCode, await bench.keys(bucket)]).toEqual([3, ["a/file"]]);
  });

  test("keys that cannot be files are refused by name, and others go on", async () => {
    const bucket = await bench.bucket({ "../up": "no", "/abs": "no", "x/": "no", "a//b": "no", fine: "yes" });
    const target = path.join(bench.folder, "unsafe", "in");
    expect(await sync(`s3://${bucket}`, target)).toMatchObject({ exitCode: 3, transferred: 1, failed: 4 });
    expect(await bench.readFiles(path.dirname(target))).toEqual({ "in/fine": "yes" });
  });

  test.each([
    [["a", "b"], 2],
    [["-", "s3://bucket"], 2],
    [["s3://bucket/a", "s3://bucket/a/b"], 2],
    [["s3://no-such-bucket-here-4711/", "."], 4],
    [["nowhere-at-all", "s3://bucket"], 4],
  ])("sync %j ends with status %d", async (words, exitCode) => {
    expect((await bench.run(["sync", ...words])).exitCode).toBe(exitCode);
  });

  test("a file in place of the destination folder is an error, and stays", async () => {
    const bucket = await bench.bucket({ k: "k" });
    const folder = await bench.files("taken", { name: "file" });
    const run = await bench.run(["sync", `s3://${bucket}`, path.join(folder, "name")]);
    expect([run.exitCode, await bench.readFiles(folder)]).toEqual([8, { name: "file" }]);
  });

  test("between two profiles objects go through this machine, with what they carry", async () => {
    const source = await bench.bucket({ "p/a": "A", "p/large": randomBytes(9 * 1024 * 1024) });
    const target = await bench.bucket();
    const { endpoint, accessKeyId, secretAccessKey, region } = bench.store;
    const alias = endpoint.replace("127.0.0.1", "localhost");
    await mkdir(path.join(bench.folder, "home", ".aws"), { recursive: true });
    await writeFile(
      path.join(bench.folder, "home", ".aws", "config"),
      `[profile other]\nregion = ${region}\nendpoint_url = ${alias}\naws_access_key_id = ${accessKeyId}\naws_secret_access_key = ${secretAccessKey}\n`,
    );
    const run = await bench.run([
      "sync",
      `s3://${source}/p`,
      `s3://${target}`,
      "--source-profile",
      "other",
      "--json",
    ]);
    expect([run.exitCode, run.lines.map(({ operation }) => operation)]).toEqual([
      0,
      ["relay", "relay", undefined],
    ]);
    expect(await bench.keys(target)).toEqual(["a", "large"]);
    const moved = await bench.run([
      "mv",
      `s3://${source}/p/a`,
      `s3://${source}/p/a`,
      "--source-profile",
      "other",
    ]);
    expect(moved.exitCode).toBe(2);
    expect(await bench.text(source, "p/a")).toBe("A");
  });
});
