import { randomBytes } from "node:crypto";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { execa } from "execa";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { KEY } from "../lib/store/running-store.js";
import { SERVERS, type Served } from "./servers.js";

const found = await execa("rclone", ["version"], { reject: false });
const reason = found.failed ? " (skipped: rclone is not installed)" : "";
const PLAIN = SERVERS.filter(([name]) => !name.includes("https"));

describe.skipIf(found.failed).each(PLAIN)(`rclone as a client of %s${reason}`, (_, serve) => {
  let store: Served;
  let dir = "";

  beforeAll(async () => {
    store = await serve();
    dir = await mkdtemp(join(tmpdir(), "s3kit-rclone-"));
    await mkdir(join(dir, "up", "sub folder"), { recursive: true });
    await writeFile(join(dir, "up", "big"), randomBytes(12 * 1024 * 1024 + 5));
    await writeFile(join(dir, "up", "sub folder", "ü+%.txt"), "odd");
    await writeFile(join(dir, "up", "empty"), "");
  }, 30_000);

  afterAll(async () => {
    await store[Symbol.asyncDispose]();
    await rm(dir, { recursive: true, force: true });
  });

  async function rclone(...words: readonly string[]): Promise<string> {
    const remote = {
      RCLONE_CONFIG: "/dev/null",
      RCLONE_CONFIG_R_TYPE: "s3",
      RCLONE_CONFIG_R_PROVIDER: "Other",
      RCLONE_CONFIG_R_ENDPOINT: store.endpoint,
      RCLONE_CONFIG_R_ACCESS_KEY_ID: KEY.accessKeyId,
      RCLONE_CONFIG_R_SECRET_ACCESS_KEY: KEY.secretAccessKey,
      RCLONE_S3_UPLOAD_CUTOFF: "6Mi",
      RCLONE_S3_CHUNK_SIZE: "5Mi",
    };
    return (await execa("rclone", [...words, "-v"], { env: remote, all: true, timeout: 50_000 })).all;
  }

  test(
    "a folder is synchronised, compared by its bytes, and twice is nothing",
    { timeout: 60_000 },
    async () => {
      expect(await rclone("sync", join(dir, "up"), "r:bucket/tree")).toContain("Copied");
      expect(await rclone("sync", join(dir, "up"), "r:bucket/tree")).toContain(
        "There was nothing to transfer",
      );
      expect(await rclone("check", "--download", join(dir, "up"), "r:bucket/tree")).toContain(
        "0 differences found",
      );
    },
  );
});
