import { CreateMultipartUploadCommand } from "@aws-sdk/client-s3";
import { describe, expect, test } from "vitest";
import { expected } from "./store-differences.js";
import { useWorkbench } from "./support/workbench.js";

const bench = useWorkbench();

describe("bucket create", () => {
  test("makes a bucket, by name or URI, that ls shows", async () => {
    const [one, two] = [bench.bucketName(), bench.bucketName()];
    const made = await bench.run(["bucket", "create", one]);
    expect(made).toMatchObject({ exitCode: 0, stdout: `Created s3://${one}\n`, stderr: "" });
    await bench.run(["bucket", "create", `s3://${two}`]);
    const { stdout } = await bench.run(["ls"]);
    expect(stdout).toContain(one);
    expect(stdout).toContain(two);
  });

  test("leaves a bucket of one's own as it is", async () => {
    const bucket = await bench.bucket({ kept: "kept" });
    const again = await bench.run(["bucket", "create", bucket, "--json"]);
    expect(again.exitCode).toBe(0);
    expect(again.lines).toEqual([
      { type: "bucket", bucket, region: "us-east-1", created: false, versioning: false, objectLock: false },
    ]);
    expect(await bench.keys(bucket)).toEqual(["kept"]);
  });

  test("switches versioning on", async () => {
    const bucket = bench.bucketName();
    await bench.run(["bucket", "create", bucket, "--versioning"]);
    const { lines } = await bench.run(["bucket", "info", bucket, "--json"]);
    expect(lines[0]).toMatchObject({ versioning: { state: "set", value: "Enabled" } });
  });

  test.each(["", "s3://", "s3:///", "a/b", "s3://bucket/key"])("refuses %j as a name", async (name) => {
    const { exitCode, stdout } = await bench.run(["bucket", "create", name]);
    expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: "" });
  });
});

describe("bucket list", () => {
  test("lists buckets by prefix", async () => {
    const bucket = await bench.bucket();
    const { lines } = await bench.run(["bucket", "list", "--prefix", bucket, "--json"]);
    expect(lines).toEqual([
      {
        type: "bucket",
        name: bucket,
        createdAt: expect.stringMatching(/^\d{4}-.*Z$/) as string,
        ...(expected("lists-bucket-regions") ? { region: "us-east-1" } : {}),
      },
      { type: "summary", buckets: 1 },
    ]);
  });
});

describe("bucket info", () => {
  test("shows each setting, set or not", async () => {
    const bucket = await bench.bucket();
    const { lines, exitCode } = await bench.run(["bucket", "info", `s3://${bucket}`, "--json"]);
    expect(exitCode).toBe(0);
    expect(lines).toHaveLength(1);
    expect(lines[0]).toMatchObject({
      type: "bucket",
      bucket,
      region: { state: "set", value: "us-east-1" },
      versioning: { state: "unset" },
      policyStatements: { state: "unset" },
      corsRules: { state: "unset" },
      lifecycleRules: { state: "unset" },
      publicAccessBlock: { state: expected("reports-unset-access-block") ? "set" : "unset" },
      tags: { state: "unset" },
    });
  });

  test("of no bucket is not found", async () => {
    const { exitCode, error } = await bench.run(["bucket", "info", bench.bucketName(), "--json"]);
    expect({ exitCode, code: error?.["code"] }).toEqual({ exitCode: 4, code: "NoSuchBucket" });
  });
});

describe("bucket delete", () => {
  test("deletes an empty bucket without a question", async () => {
    const bucket = await bench.bucket();
    expect(await bench.run(["bucket", "delete", bucket])).toMatchObject({
      exitCode: 0,
      stdout: `Deleted s3://${bucket}\n`,
    });
    expect((await bench.run(["bucket", "info", bucket])).exitCode).toBe(4);
  });

  test("refuses a bucket with anything in it, and says how", async () => {
    const bucket = await bench.bucket({ a: "a" });
    const { exitCode, error } = await bench.run(["bucket", "delete", bucket, "--json"]);
    expect(exitCode).toBe(6);
    expect(error).toMatchObject({ code: "BucketNotEmpty" });
    expect(JSON.stringify(error)).toContain("--force");
    expect(await bench.keys(bucket)).toEqual(["a"]);
  });

  test("--force without a terminal wants --yes, and deletes nothing before", async () => {
    const bucket = await bench.bucket({ a: "a", b: "b" });
    const { exitCode, error } = await bench.run(["bucket", "delete", bucket, "--force", "--json"]);
    expect(exitCode).toBe(13);
    expect(error?.["message"]).toContain("2 objects");
    expect(await bench.keys(bucket)).toEqual(["a", "b"]);
  });

  test("--force --dry-run counts versions, delete markers and uploads, and deletes nothing", async () => {
    const bucket = await fullBucket();
    const { exitCode, lines } = await bench.run([
      "bucket",
      "delete",
      bucket,
      "--force",
      "--dry-run",
      "--json",
    ]);
    expect(exitCode).toBe(0);
    expect(lines).toEqual([
      { type: "planned", dryRun: true, bucket, versions: 3, deleteMarkers: 1, uploads: 1, sizeBytes: 7 },
    ]);
    expect(await bench.versions(bucket)).toHaveLength(4);
  });

  test("--force --yes takes versions, delete markers and uploads with it", async () => {
    const bucket = await fullBucket();
    const { exitCode, stdout } = await bench.run(["bucket", "delete", bucket, "--force", "--yes"]);
    expect({ exitCode, stdout }).toEqual({ exitCode: 0, stdout: `Deleted s3://${bucket}\n` });
    expect((await bench.run(["bucket", "info", bucket])).exitCode).toBe(4);
  });
});

/** Two versions of one key, a hidden one, and an unfinished upload. */
async function fullBucket(): Promise<string> {
  const bucket = await bench.versionedBucket();
  await bench.put(bucket, { "a/1": "one" });
  await bench.put(bucket, { "a/1": "two" });
  await bench.put(bucket, { hidden: "3" });
  await bench.run(["rm", `s3://${bucket}/hidden`]);
  await bench.client.send(new CreateMultipartUploadCommand({ Bucket: bucket, Key: "unfinished" }));
  return bucket;
}
