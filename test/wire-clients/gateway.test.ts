import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { execa } from "execa";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { PutObjectCommand } from "@aws-sdk/client-s3";
import { mint, runningGateway, type GatewayFixture } from "../lib/gateway/running-gateway.js";

const KEYS = ["alice/lab/a b.txt", "alice/lab/sub/c.txt"];

let gateway: GatewayFixture;
let dir = "";
/** Temporary credentials of Bob's, who may read `alice/lab/`. */
let bob: Awaited<ReturnType<typeof mint>>;

beforeAll(async () => {
  gateway = await runningGateway();
  dir = await mkdtemp(join(tmpdir(), "s3kit-clients-"));
  for (const Key of KEYS)
    await gateway.as("alice").send(new PutObjectCommand({ Bucket: "data", Key, Body: "hello" }));
  bob = await mint("bob");
});

afterAll(async () => {
  await gateway[Symbol.asyncDispose]();
  await rm(dir, { recursive: true, force: true });
});

async function isMissing(tool: string, word = "--version"): Promise<boolean> {
  return (await execa(tool, [word], { reject: false, timeout: 20_000 })).failed;
}

const missing = {
  aws: await isMissing("aws"),
  rclone: await isMissing("rclone"),
  mc: await isMissing("mc"),
  s5cmd: await isMissing("s5cmd", "version"),
};

function environment(): Record<string, string> {
  return {
    AWS_ACCESS_KEY_ID: bob.accessKeyId,
    AWS_SECRET_ACCESS_KEY: bob.secretAccessKey,
    AWS_SESSION_TOKEN: bob.sessionToken,
    AWS_DEFAULT_REGION: "us-east-1",
    AWS_REGION: "us-east-1",
    AWS_CONFIG_FILE: join(dir, "none"),
    AWS_SHARED_CREDENTIALS_FILE: join(dir, "none"),
    AWS_EC2_METADATA_DISABLED: "true",
    AWS_MAX_ATTEMPTS: "1",
    HOME: dir,
  };
}

async function run(tool: string, words: readonly string[], env: Record<string, string> = {}) {
  const { stdout, stderr, exitCode } = await execa(tool, words, {
    env: { ...environment(), ...env },
    reject: false,
    timeout: 30_000,
  });
  return { stdout, stderr, exitCode };
}

describe.skipIf(missing.aws)("the AWS CLI with a gateway's temporary credentials", () => {
  const aws = async (...words: readonly string[]) =>
    run("aws", ["--endpoint-url", gateway.endpoint, ...words]);

  test("walks down to what is shared, and copies it", { timeout: 90_000 }, async () => {
    expect((await aws("s3", "ls")).stdout).toMatch(/ data$/);
    expect((await aws("s3", "ls", "s3://data/")).stdout).toMatch(/PRE alice\/$/);
    expect((await aws("s3", "ls", "s3://data/alice/")).stdout).toMatch(/PRE lab\/$/);
    expect((await aws("s3", "ls", "--recursive", "s3://data/alice/lab/")).stdout).toContain(KEYS[0]);
    expect((await aws("s3", "sync", "s3://data/alice/lab/", join(dir, "down"))).exitCode).toBe(0);
    await writeFile(join(dir, "up.txt"), "x");
    const up = await aws("s3", "cp", join(dir, "up.txt"), "s3://data/alice/lab/up.txt");
    expect(up.stderr).toMatch(/AccessDenied.*does not permit it/);
    const identity = await aws("sts", "get-caller-identity", "--query", "Arn", "--output", "text");
    expect(identity.stdout).toBe("arn:aws:iam::000000000000:user/bob");
  });
});

describe.skipIf(missing.rclone)("rclone with a gateway's temporary credentials", () => {
  const remote = () =>
    `:s3,provider=Other,env_auth=true,region=us-east-1,endpoint='${gateway.endpoint}':data/alice/`;
  const rclone = async (...words: readonly string[]) =>
    run("rclone", [...words, "--config", join(dir, "none")]);

  test("lists and checks what is shared", { timeout: 60_000 }, async () => {
    expect((await rclone("lsf", remote())).stdout).toBe("lab/");
    expect((await rclone("lsf", "-R", `${remote()}lab`)).stdout.split("\n").toSorted()).toEqual([
      "a b.txt",
      "sub/",
      "sub/c.txt",
    ]);
    expect((await rclone("copy", `${remote()}lab`, join(dir, "rclone"))).exitCode).toBe(0);
    expect((await rclone("copy", join(dir, "rclone"), `${remote()}other`)).exitCode).not.toBe(0);
  });
});

describe.skipIf(missing.mc)("MinIO's client with a gateway's temporary credentials", () => {
  const mc = async (...words: readonly string[]) => {
    const { protocol, host } = new URL(gateway.endpoint);
    const secret = `${bob.accessKeyId}:${bob.secretAccessKey}:${bob.sessionToken}`;
    return run("mc", ["--json", ...words], {
      MC_HOST_gw: `${protocol}//${secret}@${host}`,
      MC_CONFIG_DIR: join(dir, "mc"),
    });
  };

  test("lists and reads what is shared", { timeout: 60_000 }, async () => {
    expect((await mc("ls", "gw")).stdout).toContain('"key":"data/"');
    expect((await mc("ls", "gw/data/alice/")).stdout).toContain('"key":"lab/"');
    const all = (await mc("ls", "--recursive", "gw/data/alice/lab/")).stdout;
    expect(all).toContain("sub/c.txt");
    expect((await mc("cat", `gw/data/${KEYS[1] ?? ""}`)).stdout).toBe("hello");
    expect((await mc("rm", `gw/data/${KEYS[1] ?? ""}`)).exitCode).not.toBe(0);
  });
});

describe.skipIf(missing.s5cmd)("s5cmd with a gateway's temporary credentials", () => {
  test("lists and reads what is shared", { timeout: 60_000 }, async () => {
    const s5cmd = async (...words: readonly string[]) =>
      run("s5cmd", ["--endpoint-url", gateway.endpoint, ...words]);
    expect((await s5cmd("ls", "s3://data/alice/lab/*")).stdout).toContain("sub/c.txt");
    expect((await s5cmd("cat", `s3://data/${KEYS[1] ?? ""}`)).stdout).toBe("hello");
    expect((await s5cmd("rm", "s3://data/alice/lab/*")).exitCode).not.toBe(0);
  });
});
