import { CreateMultipartUploadCommand } from "@aws-sdk/client-s3";
import { describe, expect, test } from "vitest";
import { useWorkbench } from "./support/workbench.js";

const bench = useWorkbench();
const tree = { "logs/a": "1", "logs/b/c": "22", logs2: "333", "logs2/d": "4444" };

describe("rm", () => {
  test("deletes one object without a question", async () => {
    const bucket = await bench.bucket(tree);
    expect(await bench.run(["rm", `s3://${bucket}/logs/a`])).toMatchObject({
      exitCode: 0,
      stdout: "",
      stderr: "Deleted 1 object (1 B)\n",
    });
    expect(await bench.keys(bucket)).toEqual(["logs/b/c", "logs2", "logs2/d"]);
  });

  test("says when the object is not there", async () => {
    const bucket = await bench.bucket(tree);
    const { exitCode, stderr } = await bench.run(["rm", `s3://${bucket}/nothing`]);
    expect(exitCode).toBe(4);
    expect(stderr).toContain(`s3://${bucket}/nothing`);
  });

  test("--recursive takes a folder, never its namesakes", async () => {
    const bucket = await bench.bucket(tree);
    const { exitCode } = await bench.run(["rm", "--recursive", "--yes", `s3://${bucket}/logs`]);
    expect(exitCode).toBe(0);
    expect(await bench.keys(bucket)).toEqual(["logs2", "logs2/d"]);
  });

  test("without a terminal or --yes counts, and deletes nothing", async () => {
    const bucket = await bench.bucket(tree);
    const { exitCode, stderr } = await bench.run(["rm", "--recursive", `s3://${bucket}/logs`]);
    expect(exitCode).toBe(13);
    expect(stderr).toContain("2 objects (3 B)");
    expect(await bench.keys(bucket)).toHaveLength(4);
  });

  test("--dry-run lists what would go, and deletes nothing", async () => {
    const bucket = await bench.bucket(tree);
    const { exitCode, lines } = await bench.run([
      "rm",
      `s3://${bucket}/**`,
      "--dry-run",
      "--exclude",
      "logs2",
      "--json",
    ]);
    expect(exitCode).toBe(0);
    expect(lines).toEqual([
      { type: "planned", bucket, key: "logs/a", sizeBytes: 1 },
      { type: "planned", bucket, key: "logs/b/c", sizeBytes: 2 },
      { type: "summary", dryRun: true, planned: 2, sizeBytes: 3 },
    ]);
    expect(await bench.keys(bucket)).toHaveLength(4);
  });

  test("matches wildcards, and says when nothing does", async () => {
    const bucket = await bench.bucket(tree);
    expect((await bench.run(["rm", "--yes", `s3://${bucket}/logs/*`])).exitCode).toBe(0);
    expect(await bench.keys(bucket)).toEqual(["logs/b/c", "logs2", "logs2/d"]);
    const nothing = await bench.run(["rm", "--yes", `s3://${bucket}/*.gif`]);
    expect(nothing).toMatchObject({ exitCode: 4 });
    expect(nothing.stderr).toContain("NothingFound");
  });

  test("--raw takes wildcards literally", async () => {
    const bucket = await bench.bucket({ "a*": "star", ab: "no star" });
    await bench.run(["rm", "--raw", `s3://${bucket}/a*`]);
    expect(await bench.keys(bucket)).toEqual(["ab"]);
  });

  test("--versions takes all versions and delete markers for good", async () => {
    const bucket = await bench.versionedBucket();
    await bench.put(bucket, { k: "one", other: "kept" });
    await bench.put(bucket, { k: "two" });
    await bench.run(["rm", `s3://${bucket}/k`]);
    expect(await bench.versions(bucket)).toHaveLength(4);
    const { lines, exitCode } = await bench.run(["rm", "--versions", "--yes", `s3://${bucket}/k`, "--json"]);
    expect(exitCode).toBe(0);
    expect(lines.at(-1)).toEqual({ type: "summary", deleted: 3, sizeBytes: 6, failed: 0 });
    expect((await bench.versions(bucket)).map(({ key }) => key)).toEqual(["other"]);
  });

  test("--version-id takes that version alone", async () => {
    const bucket = await bench.versionedBucket();
    await bench.put(bucket, { k: "one" });
    const [first] = await bench.versions(bucket);
    await bench.put(bucket, { k: "two" });
    await bench.run(["rm", `s3://${bucket}/k`, "--version-id", first?.versionId ?? ""]);
    expect(await bench.versions(bucket)).toHaveLength(1);
    expect(await bench.text(bucket, "k")).toBe("two");
  });

  test("--incomplete aborts unfinished uploads and nothing else", async () => {
    const bucket = await bench.bucket({ "up/done": "1" });
    for (const Key of ["up/1", "up/2", "other"]) {
      await bench.client.send(new CreateMultipartUploadCommand({ Bucket: bucket, Key }));
    }
    const { exitCode } = await bench.run(["rm", "--incomplete", "--recursive", "--yes", `s3://${bucket}/up`]);
    expect(exitCode).toBe(0);
    expect(await bench.uploads(bucket)).toEqual(["other"]);
    expect(await bench.keys(bucket)).toEqual(["up/done"]);
  });

  test("takes more keys than one request can name", async () => {
    const bucket = await bench.bucket();
    const names = Array.from({ length: 1100 }, (_, index) => index.toString());
    const folder = await bench.files("many", Object.fromEntries(names.map((name) => [name, ""])));
    await bench.run(["cp", "--recursive", folder, `s3://${bucket}/`]);
    const { lines } = await bench.run(["rm", "--recursive", "--yes", `s3://${bucket}`, "--json"]);
    expect(lines.at(-1)).toEqual({ type: "summary", deleted: 1100, sizeBytes: 0, failed: 0 });
    expect(await bench.keys(bucket)).toEqual([]);
  });
});

describe("an empty variable in a command that deletes", () => {
  test.each([
    ["s3:///", 2],
    ["s3://", 2],
    ["s3:////", 2],
    ["", 2],
  ])("as the bucket of %j is refused, even with --yes", async (uri, exitCode) => {
    const bucket = await bench.bucket(tree);
    for (const words of [
      ["rm", "--recursive"],
      ["bucket", "delete", "--force"],
    ]) {
      expect((await bench.run([...words, "--yes", uri])).exitCode).toBe(exitCode);
    }
    expect(await bench.keys(bucket)).toHaveLength(4);
  });

  test("as the prefix wants --recursive, and then to be typed or --yes", async () => {
    const bucket = await bench.bucket(tree);
    expect((await bench.run(["rm", `s3://${bucket}/`, "--yes"])).exitCode).toBe(2);
    expect((await bench.run(["rm", `s3://${bucket}/`, "--recursive"])).exitCode).toBe(13);
    expect((await bench.run(["rm", `s3://${bucket}//`, "--recursive", "--yes"])).exitCode).toBe(4);
    expect(await bench.keys(bucket)).toHaveLength(4);
  });
});
