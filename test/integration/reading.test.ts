import { PutObjectCommand } from "@aws-sdk/client-s3";
import { execa } from "execa";
import { beforeAll, describe, expect, test } from "vitest";
import { expected } from "./store-differences.js";
import { PROGRAM } from "./support/program.js";
import { useWorkbench } from "./support/workbench.js";

const bench = useWorkbench();
const numbered = Array.from({ length: 50_000 }, (_, index) => `${index.toString()}\n`).join("");
let bucket: string;

beforeAll(async () => {
  bucket = await bench.bucket({ one: "eins\n", two: "zwei\n", "deep/three": "drei\n", empty: "", numbered });
});

describe("cat", () => {
  test("writes objects one after the other, byte for byte", async () => {
    const { stdout, stderr, exitCode } = await bench.run([
      "cat",
      `s3://${bucket}/one`,
      `s3://${bucket}/empty`,
      `s3://${bucket}/t*`,
    ]);
    expect({ stdout, stderr, exitCode }).toEqual({ stdout: "eins\nzwei\n", stderr: "", exitCode: 0 });
  });

  test.each([
    ["0-1", "ei"],
    ["bytes=2-", "ns\n"],
    ["-2", "s\n"],
    ["1-100", "ins\n"],
  ])("--range %s gives those bytes", async (range, text) => {
    expect((await bench.run(["cat", `s3://${bucket}/one`, "--range", range])).stdout).toBe(text);
  });

  test("gives a large object whole to a slow reader", async () => {
    const { stdout } = await execa({
      shell: true,
      env: bench.environment(),
      extendEnv: false,
    })`${process.execPath} ${PROGRAM} cat s3://${bucket}/numbered | (sleep 0.5; cat)`;
    expect(`${stdout}\n`).toBe(numbered);
  });

  test("ends quietly when the reader has enough", async () => {
    const { stdout, stderr } = await execa({
      shell: "bash",
      env: bench.environment(),
      extendEnv: false,
    })`${process.execPath} ${PROGRAM} cat s3://${bucket}/numbered | head -n 1; echo "exit \${PIPESTATUS[0]}"`;
    expect({ stdout, stderr }).toEqual({ stdout: "0\nexit 0", stderr: "" });
  });

  test("goes on after an object that is not there, and says which", async () => {
    const { stdout, stderr, exitCode } = await bench.run(["cat", `s3://${bucket}/no`, `s3://${bucket}/two`]);
    expect({ stdout, exitCode }).toEqual({ stdout: "zwei\n", exitCode: 3 });
    expect(stderr).toContain(`s3://${bucket}/no`);
  });

  test("--version-id gives an old version", async () => {
    const versioned = await bench.versionedBucket();
    await bench.put(versioned, { k: "old" });
    const [old] = await bench.versions(versioned);
    await bench.put(versioned, { k: "new" });
    const { stdout } = await bench.run(["cat", `s3://${versioned}/k`, "--version-id", old?.versionId ?? ""]);
    expect(stdout).toBe("old");
  });
});

describe("head", () => {
  test.each([
    [[], "0\n1\n2\n3\n4\n5\n6\n7\n8\n9\n"],
    [["-n", "2"], "0\n1\n"],
    [["-n", "0"], ""],
    [["--bytes", "5"], "0\n1\n2"],
    [["--bytes", "0"], ""],
    [["-n", "40000"], numbered.slice(0, numbered.indexOf("\n40000\n") + 1)],
    [["--bytes", "1MiB"], numbered],
  ])("%j", async (flags, text) => {
    expect((await bench.run(["head", `s3://${bucket}/numbered`, ...flags])).stdout).toBe(text);
  });

  test("of an empty object is empty", async () => {
    expect(await bench.run(["head", `s3://${bucket}/empty`])).toMatchObject({ exitCode: 0, stdout: "" });
  });
});

describe("stat", () => {
  test("shows all that an object was stored with", async () => {
    await bench.client.send(
      new PutObjectCommand({
        Bucket: bucket,
        Key: "described",
        Body: "described",
        ContentType: "text/x-test",
        CacheControl: "max-age=60",
        Metadata: { author: "someone" },
        Tagging: "colour=blue",
        ChecksumSHA256: "QkmhoM4698Qv2TGpnajV/+XszuDL2Jp1c2hPyzL0t0E=",
      }),
    );
    const { lines } = await bench.run(["stat", `s3://${bucket}/described`, "--json"]);
    expect(lines[0]).toMatchObject({
      type: "object",
      bucket,
      key: "described",
      sizeBytes: 9,
      contentType: "text/x-test",
      cacheControl: "max-age=60",
      metadata: { author: "someone" },
      tags: { colour: "blue" },
      checksums: expected("keeps-checksums") ? { SHA256: expect.any(String) as string } : {},
    });
  });

  test("shows buckets and local files too", async () => {
    const folder = await bench.files("stat", { "file.txt": "1234" });
    const { lines, exitCode } = await bench.run([
      "stat",
      `s3://${bucket}`,
      `${folder}/file.txt`,
      folder,
      "--json",
    ]);
    expect(exitCode).toBe(0);
    expect(lines).toMatchObject([
      { type: "bucket", bucket },
      { type: "file", path: `${folder}/file.txt`, kind: "file", sizeBytes: 4 },
      { type: "file", path: folder, kind: "directory" },
    ]);
  });

  test("prints labels for people", async () => {
    const { stdout } = await bench.run(["stat", `s3://${bucket}/one`]);
    expect(stdout).toMatch(/^object\s+s3:\/\/.*\/one$/m);
    expect(stdout).toMatch(/^size\s+5 bytes$/m);
  });
});
