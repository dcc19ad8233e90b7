import { describe, expect, test } from "vitest";
import { useWorkbench } from "./support/workbench.js";

const bench = useWorkbench();

/** A key with two versions, one that is deleted, and one beside the folder. */
async function history(): Promise<string> {
  const bucket = await bench.versionedBucket();
  await bench.put(bucket, { "d/a": "one", "d/b": "bb", "d2/c": "c" });
  await bench.put(bucket, { "d/a": "second" });
  await bench.run(["rm", "--recursive", "--yes", `s3://${bucket}/d`]);
  await bench.run(["rm", `s3://${bucket}/d2/c`]);
  return bucket;
}

describe("version list", () => {
  test("shows versions and delete markers, newest first", async () => {
    const bucket = await history();
    const { exitCode, lines } = await bench.run(["version", "list", `s3://${bucket}/d`, "--json"]);
    expect(exitCode).toBe(0);
    const shown = lines.map(({ key, isDeleteMarker, isLatest, sizeBytes }) => [
      key,
      isDeleteMarker,
      isLatest,
      sizeBytes,
    ]);
    expect(shown.slice(0, 5)).toEqual([
      ["d/a", true, true, 0],
      ["d/a", false, false, 6],
      ["d/a", false, false, 3],
      ["d/b", true, true, 0],
      ["d/b", false, false, 2],
    ]);
    expect(lines.at(-1)).toEqual({ type: "summary", versions: 3, deleteMarkers: 2, sizeBytes: 11 });
    const { stdout } = await bench.run(["version", "list", `s3://${bucket}/d/a`]);
    expect(stdout).toMatch(/^\* {2}\d{4}-.* deleted {2}s3:.*\/d\/a {2}\S+\n/);
    expect((await bench.run(["version", "list", `s3://${bucket}/none`])).exitCode).toBe(4);
  });
});

describe("undelete", () => {
  test("--dry-run counts what would come back, and changes nothing", async () => {
    const bucket = await history();
    const { exitCode, lines } = await bench.run(["undelete", `s3://${bucket}/d`, "--dry-run", "--json"]);
    expect(exitCode).toBe(0);
    expect(lines.map(({ type, key, sizeBytes }) => [type, key, sizeBytes])).toEqual([
      ["planned", "d/a", 6],
      ["planned", "d/b", 2],
      ["summary", undefined, 8],
    ]);
    expect(lines.at(-1)).toMatchObject({ dryRun: true, planned: 2, markers: 2 });
    expect(await bench.keys(bucket)).toEqual([]);
  });

  test("wants a yes, then brings back the folder and never its namesakes", async () => {
    const bucket = await history();
    const asked = await bench.run(["undelete", `s3://${bucket}/d`, "--json"]);
    expect(asked.exitCode).toBe(13);
    expect(asked.error?.["message"]).toContain("2 objects (8 B)");
    expect(await bench.keys(bucket)).toEqual([]);
    const done = await bench.run(["undelete", `s3://${bucket}/d`, "--yes", "--json"]);
    expect(done).toMatchObject({ exitCode: 0 });
    expect(done.lines).toEqual([
      { type: "undeleted", bucket, key: "d/a" },
      { type: "undeleted", bucket, key: "d/b" },
      { type: "summary", undeleted: 2, markers: 2, failed: 0 },
    ]);
    expect(await bench.keys(bucket)).toEqual(["d/a", "d/b"]);
    expect(await bench.text(bucket, "d/a")).toBe("second");
  });

  test("of one object named in full asks nothing", async () => {
    const bucket = await history();
    const { exitCode, stderr } = await bench.run(["undelete", `s3://${bucket}/d/b`]);
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: "Brought back 1 object\n" });
    expect(await bench.keys(bucket)).toEqual(["d/b"]);
  });

  test("takes patterns and times, and says when nothing can be brought back", async () => {
    const bucket = await history();
    const old = await bench.run(["undelete", `s3://${bucket}`, "--newer", "2099-01-01", "--yes", "--json"]);
    expect({ exitCode: old.exitCode, code: old.error?.["code"] }).toEqual({
      exitCode: 4,
      code: "NothingFound",
    });
    await bench.run(["undelete", `s3://${bucket}`, "--newer", "1h", "--exclude", "d/*", "--yes"]);
    expect(await bench.keys(bucket)).toEqual(["d2/c"]);
    expect((await bench.run(["undelete", "s3://it-no-such-bucket/x", "--yes"])).exitCode).toBe(4);
  });
});

describe("version restore", () => {
  test("makes the version before the newest again, or the one named", async () => {
    const bucket = await bench.versionedBucket();
    await bench.put(bucket, { k: "one" });
    await bench.put(bucket, { k: "two" });
    const { lines, exitCode } = await bench.run(["version", "restore", `s3://${bucket}/k`, "--json"]);
    expect(exitCode).toBe(0);
    expect(lines[0]).toMatchObject({ type: "restored", bucket, key: "k", sizeBytes: 3 });
    expect(await bench.text(bucket, "k")).toBe("one");
    const second = (await bench.versions(bucket))[1]?.versionId ?? "";
    await bench.run(["version", "restore", `s3://${bucket}/k`, "--version-id", second]);
    expect(await bench.text(bucket, "k")).toBe("two");
    expect(await bench.versions(bucket)).toHaveLength(4);
  });

  test("says when there is none before", async () => {
    const bucket = await bench.bucket({ k: "k" });
    const { exitCode, error } = await bench.run(["version", "restore", `s3://${bucket}/k`, "--json"]);
    expect({ exitCode, code: error?.["code"] }).toEqual({ exitCode: 4, code: "NoSuchVersion" });
  });
});

describe("version delete", () => {
  test("deletes the version named, and says when there is no such", async () => {
    const bucket = await bench.versionedBucket();
    await bench.put(bucket, { k: "one" });
    await bench.put(bucket, { k: "two" });
    const [newest, oldest] = await bench.versions(bucket);
    const words = ["version", "delete", `s3://${bucket}/k`, "--version-id"];
    const wrong = await bench.run([
      ...words,
      oldest?.versionId ?? "",
      "--version-id",
      "no-such-version",
      "--json",
    ]);
    expect({ exitCode: wrong.exitCode, code: wrong.error?.["code"] }).toEqual({
      exitCode: 4,
      code: "NoSuchVersion",
    });
    expect(await bench.versions(bucket)).toHaveLength(2);
    expect((await bench.run([...words, oldest?.versionId ?? ""])).exitCode).toBe(0);
    expect(await bench.versions(bucket)).toEqual([newest]);
  });

  test("--noncurrent takes old versions below a prefix, and leaves what is deleted deleted", async () => {
    const bucket = await history();
    const words = ["version", "delete", `s3://${bucket}/d`, "--noncurrent"];
    expect((await bench.run(words)).exitCode).toBe(13);
    const plan = await bench.run([...words, "--dry-run", "--json"]);
    expect(plan.lines.at(-1)).toEqual({ type: "summary", dryRun: true, planned: 3, sizeBytes: 11 });
    expect(await bench.versions(bucket)).toHaveLength(7);
    expect((await bench.run([...words, "--yes"])).exitCode).toBe(0);
    const left = await bench.versions(bucket);
    expect(left.filter(({ key }) => key.startsWith("d/")).every(({ isMarker }) => isMarker)).toBe(true);
    expect(left).toHaveLength(4);
  });

  test("wants to be told which", async () => {
    const { exitCode } = await bench.run(["version", "delete", "s3://b/k"]);
    expect(exitCode).toBe(2);
  });
});

describe("tag", () => {
  test("set replaces or adds, delete takes some or all", async () => {
    const bucket = await bench.bucket({ k: "k" });
    const uri = `s3://${bucket}/k`;
    const tags = async () => (await bench.run(["tag", "get", uri, "--json"])).lines[0];
    expect(await tags()).toEqual({ type: "tags", bucket, key: "k", tags: {} });
    expect((await bench.run(["tag", "set", uri, "a=1", "b=x y"])).stdout).toBe("a=1\nb=x y\n");
    await bench.run(["tag", "set", uri, "--add", "c=3"]);
    expect(await tags()).toMatchObject({ tags: { a: "1", b: "x y", c: "3" } });
    await bench.run(["tag", "delete", uri, "b"]);
    expect(await tags()).toMatchObject({ tags: { a: "1", c: "3" } });
    await bench.run(["tag", "delete", uri]);
    expect(await tags()).toMatchObject({ tags: {} });
  });

  test("that are too many are refused, and nothing changes", async () => {
    const bucket = await bench.bucket({ k: "k" });
    const uri = `s3://${bucket}/k`;
    await bench.run(["tag", "set", uri, "a=1"]);
    const many = Array.from({ length: 11 }, (_, index) => `t${index.toString()}=`);
    expect((await bench.run(["tag", "set", uri, ...many])).exitCode).toBe(2);
    expect((await bench.run(["tag", "get", uri])).stdout).toBe("a=1\n");
    expect((await bench.run(["tag", "get", `s3://${bucket}/none`])).exitCode).toBe(4);
    expect((await bench.run(["tag", "get", `s3://${bucket}`])).exitCode).toBe(2);
  });
});

describe("retention and legal-hold", () => {
  async function lockedBucket(): Promise<string> {
    const bucket = bench.bucketName();
    await bench.run(["bucket", "create", bucket, "--object-lock"]);
    await bench.put(bucket, { k: "k" });
    return bucket;
  }

  test("keep a version, until they are passed over or lifted", async () => {
    const bucket = await lockedBucket();
    const uri = `s3://${bucket}/k`;
    const [version] = await bench.versions(bucket);
    const remove = (...words: string[]) =>
      bench.run(["version", "delete", uri, "--version-id", version?.versionId ?? "", ...words]);
    expect((await bench.run(["retention", "get", uri])).exitCode).toBe(4);
    expect((await bench.run(["retention", "set", uri, "--mode", "governance", "--for", "1d"])).exitCode).toBe(
      0,
    );
    const { lines } = await bench.run(["retention", "get", uri, "--json"]);
    expect(lines[0]).toMatchObject({ type: "retention", bucket, key: "k", mode: "GOVERNANCE" });
    const hours = (Date.parse(String(lines[0]?.["until"])) - Date.now()) / 3_600_000;
    expect(Math.round(hours)).toBe(24);

    const shorter = ["retention", "set", uri, "--mode", "governance", "--for", "1h"];
    const refused = await bench.run([...shorter, "--json"]);
    expect(refused.exitCode).toBe(5);
    expect(refused.error?.["message"]).toContain("stricter retention");
    expect((await bench.run([...shorter, "--bypass-governance"])).exitCode).toBe(0);

    expect((await bench.run(["legal-hold", "on", uri])).exitCode).toBe(0);
    expect((await bench.run(["legal-hold", "get", uri])).stdout).toBe("on\n");
    expect((await remove("--bypass-governance")).exitCode).toBe(3);
    await bench.run(["legal-hold", "off", uri]);
    expect((await bench.run(["legal-hold", "get", uri])).stdout).toBe("off\n");
    expect((await remove()).exitCode).toBe(3);
    expect(await bench.versions(bucket)).toEqual([version]);
    expect((await remove("--bypass-governance")).exitCode).toBe(0);
    expect(await bench.versions(bucket)).toEqual([]);
  });

  test("a compliance retention is asked about", async () => {
    const bucket = await lockedBucket();
    const words = ["retention", "set", `s3://${bucket}/k`, "--mode", "compliance", "--until", "2099-01-01"];
    const { exitCode, error } = await bench.run([...words, "--json"]);
    expect(exitCode).toBe(13);
    expect(error?.["message"]).toContain("no way around it");
    expect((await bench.run(["retention", "get", `s3://${bucket}/k`])).exitCode).toBe(4);
  });

  test("a bucket's default binds new objects", async () => {
    const bucket = await lockedBucket();
    const set = ["retention", "set", `s3://${bucket}`, "--mode", "governance", "--for", "2d", "--json"];
    expect((await bench.run(set)).lines).toEqual([
      { type: "retention", bucket, mode: "GOVERNANCE", days: 2 },
    ]);
    expect((await bench.run(["retention", "get", `s3://${bucket}`])).stdout).toBe(
      "GOVERNANCE for 2 days, for new objects\n",
    );
    await bench.put(bucket, { new: "n" });
    expect((await bench.run(["retention", "get", `s3://${bucket}/new`])).exitCode).toBe(0);
    const [version] = (await bench.versions(bucket)).filter(({ key }) => key === "new");
    const words = ["version", "delete", `s3://${bucket}/new`, "--version-id", version?.versionId ?? ""];
    expect((await bench.run([...words, "--bypass-governance"])).exitCode).toBe(0);
  });

  test.each([
    [["retention", "set", "s3://b/k", "--mode", "governance"], "Usage"],
    [["retention", "set", "s3://b/k", "--mode", "governance", "--until", "2001-01-01"], "InvalidTime"],
    [["retention", "set", "s3://b/k", "--mode", "governance", "--for", "soon"], "InvalidDuration"],
    [["retention", "set", "s3://b", "--mode", "governance", "--for", "5h"], "InvalidDuration"],
    [["retention", "set", "s3://b", "--mode", "governance", "--until", "2099-01-01"], "Usage"],
    [["retention", "set", "s3://b/k", "--mode", "soft", "--for", "1d"], "Usage"],
    [["legal-hold", "on", "s3://b"], "InvalidUri"],
    [["restore", "s3://b/k"], "Usage"],
    [["restore", "s3://b/k", "--days", "0"], "Usage"],
  ])("%j makes no sense", async (words, code) => {
    const { exitCode, error } = await bench.run([...words, "--json"]);
    expect({ exitCode, code: error?.["code"] }).toEqual({ exitCode: 2, code });
  });

  test("of a bucket made without object lock are a conflict", async () => {
    const bucket = await bench.bucket({ k: "k" });
    for (const words of [
      ["retention", "get", `s3://${bucket}/k`],
      ["retention", "set", `s3://${bucket}/k`, "--mode", "governance", "--for", "1d"],
      ["legal-hold", "on", `s3://${bucket}/k`],
    ]) {
      const { exitCode, error } = await bench.run([...words, "--json"]);
      expect({ exitCode, code: error?.["code"] }).toEqual({ exitCode: 6, code: "NoObjectLock" });
    }
  });
});

test("restore says that a store has no archive", async () => {
  const bucket = await bench.bucket({ k: "k" });
  const { exitCode, error } = await bench.run(["restore", `s3://${bucket}/k`, "--days", "1", "--json"]);
  expect(exitCode).toBe(12);
  expect(error?.["message"]).toContain("does not support RestoreObject");
});
