import { randomBytes } from "node:crypto";
import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { execa } from "execa";
import { Agent, fetch } from "undici";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { KEY } from "../lib/store/running-store.js";
import { SERVERS, type Served } from "./servers.js";

const found = await execa("aws", ["--version"], { reject: false });
const reason = found.failed ? " (skipped: the aws command is not installed)" : "";

describe.skipIf(found.failed).each(SERVERS)(`the AWS CLI as a client of %s${reason}`, (_, serve) => {
  let store: Served;
  let dir = "";
  const big = randomBytes(18 * 1024 * 1024);

  beforeAll(async () => {
    store = await serve();
    dir = await mkdtemp(join(tmpdir(), "s3kit-aws-"));
    await mkdir(join(dir, "up", "sub folder"), { recursive: true });
    await writeFile(join(dir, "up", "big"), big);
    await writeFile(join(dir, "up", "sub folder", "ü+%.txt"), "odd");
    await aws("s3", "mb", "s3://bucket");
  }, 30_000);

  afterAll(async () => {
    await store[Symbol.asyncDispose]();
    await rm(dir, { recursive: true, force: true });
  });

  async function aws(...words: readonly string[]): Promise<string> {
    const { stdout } = await execa("aws", ["--endpoint-url", store.endpoint, ...words], {
      env: {
        AWS_ACCESS_KEY_ID: KEY.accessKeyId,
        AWS_SECRET_ACCESS_KEY: KEY.secretAccessKey,
        AWS_DEFAULT_REGION: "us-east-1",
        AWS_CONFIG_FILE: join(dir, "none"),
        AWS_SHARED_CREDENTIALS_FILE: join(dir, "none"),
        AWS_MAX_ATTEMPTS: "1",
        ...(store.caFile === undefined ? {} : { AWS_CA_BUNDLE: store.caFile }),
      },
    });
    return stdout;
  }

  test("a folder is synchronised up and down, and twice is nothing", { timeout: 60_000 }, async () => {
    await aws("s3", "sync", join(dir, "up"), "s3://bucket/tree", "--only-show-errors");
    expect(await aws("s3", "sync", join(dir, "up"), "s3://bucket/tree")).toBe("");
    await aws("s3", "sync", "s3://bucket/tree", join(dir, "down"), "--only-show-errors");
    expect((await readFile(join(dir, "down", "big"))).equals(big)).toBe(true);
    expect(await readFile(join(dir, "down", "sub folder", "ü+%.txt"), "utf8")).toBe("odd");
    const listed = await aws("s3", "ls", "s3://bucket/tree/", "--recursive", "--summarize");
    expect(listed).toContain(`Total Size: ${(big.length + 3).toString()}`);
    const head = await aws(
      "s3api",
      "head-object",
      "--bucket",
      "bucket",
      "--key",
      "tree/big",
      "--checksum-mode",
      "ENABLED",
    );
    expect(JSON.parse(head)).toMatchObject({
      ContentLength: big.length,
      ETag: expect.stringMatching(/-3"$/) as string,
    });
  });

  test("objects are copied, moved, presigned and removed", { timeout: 60_000 }, async () => {
    await aws("s3", "cp", join(dir, "up", "big"), "s3://bucket/one/big", "--only-show-errors");
    await aws("s3", "cp", "s3://bucket/one/big", "s3://bucket/two/big", "--only-show-errors");
    await aws("s3", "mv", "s3://bucket/two/big", "s3://bucket/three/big", "--only-show-errors");
    const url = (await aws("s3", "presign", "s3://bucket/three/big")).trim();
    const ca = store.caFile === undefined ? undefined : await readFile(store.caFile, "utf8");
    const dispatcher = new Agent({ connect: ca === undefined ? {} : { ca } });
    const fetched = await fetch(url, { dispatcher });
    expect(Buffer.from(await fetched.arrayBuffer()).equals(big)).toBe(true);
    await dispatcher.close();
    await aws("s3", "rm", "s3://bucket/", "--recursive", "--only-show-errors");
    expect(await aws("s3", "ls", "s3://bucket", "--recursive").catch(() => "")).toBe("");
  });

  test("a bucket with objects is removed by force", { timeout: 60_000 }, async () => {
    await aws("s3", "mb", "s3://forced");
    await aws("s3", "cp", join(dir, "up", "sub folder", "ü+%.txt"), "s3://forced/", "--only-show-errors");
    await expect(aws("s3", "rb", "s3://forced")).rejects.toMatchObject({
      stderr: expect.stringContaining("BucketNotEmpty") as string,
    });
    await aws("s3", "rb", "s3://forced", "--force");
    await expect(aws("s3api", "head-bucket", "--bucket", "forced")).rejects.toMatchObject({
      stderr: expect.stringContaining("404") as string,
    });
  });
});
