import { execFileSync } from "node:child_process";
import { randomBytes } from "node:crypto";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { direct, end, exchange, large, rclone, s3kit, type Way } from "./proxy.ts";
import { startBenchStore, type BenchStore } from "./store.ts";
import type { Row } from "./table.ts";

/** 1 GiB directly, through a proxy, through one that encrypts, and through `rclone serve s3` over `crypt` where it is on PATH. */
export async function throughEncryption(rounds: number): Promise<readonly Row[]> {
  const store = await startBenchStore();
  const folder = await mkdtemp(path.join(tmpdir(), "s3kit-bench-"));
  const ways = [
    direct(store),
    await s3kit(store, folder, "s3kit without encryption"),
    await encrypting(store, folder),
    await rcloneCrypt(store, folder),
  ].filter((way) => way !== undefined);
  try {
    const [first] = ways;
    if (first !== undefined) await exchange(first, store, "PUT", "/bench", 0);
    return await large(ways, store, rounds);
  } finally {
    for (const { child } of ways) if (child !== undefined) await end(child);
    await store.close();
    await rm(folder, { recursive: true, force: true });
  }
}

async function encrypting(store: BenchStore, folder: string): Promise<Way> {
  const ring = path.join(folder, "ring.json");
  const keys = { bench: { type: "local", key: randomBytes(32).toString("hex") } };
  await writeFile(ring, JSON.stringify({ format: "s3kit.ring.v1", primary: "bench", keys }), { mode: 0o600 });
  return s3kit(store, folder, "s3kit", ["--encrypt", "required", "--ring", ring]);
}

async function rcloneCrypt(store: BenchStore, cache: string): Promise<Way | undefined> {
  const way = { remote: "secret:", env: {} };
  let password: string;
  try {
    password = execFileSync("rclone", ["obscure", "password"], { encoding: "utf8" }).trim();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    throw error;
  }
  const env = {
    RCLONE_CONFIG_SECRET_TYPE: "crypt",
    RCLONE_CONFIG_SECRET_REMOTE: "store:",
    RCLONE_CONFIG_SECRET_FILENAME_ENCRYPTION: "off",
    RCLONE_CONFIG_SECRET_DIRECTORY_NAME_ENCRYPTION: "false",
    RCLONE_CONFIG_SECRET_PASSWORD: password,
  };
  const served = await rclone(store, cache, { ...way, env });
  return served === undefined ? undefined : { ...served, name: "rclone serve s3 over crypt" };
}
