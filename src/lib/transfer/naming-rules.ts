import { lstat, rm, stat, writeFile } from "node:fs/promises";
import path from "node:path";
import { randomBytes } from "node:crypto";
import { tmpdir } from "node:os";
import type { NamingRules } from "./local-names.js";

/**
 * Find out how names work where files will be written, by trying: write a small file in the nearest folder that exists
 * and look for it in other letters. Where nothing can be written, the platform's usual is assumed.
 */
export async function probeNamingRules(folder: string): Promise<NamingRules> {
  const windows = process.platform === "win32";
  const usual = windows || process.platform === "darwin";
  const existing = await nearestFolder(folder);
  let written = false;
  const probe = path.join(existing, `.s3kit-Case-${randomBytes(6).toString("hex")}.part`);
  try {
    await writeFile(probe, "", { flag: "wx" });
    written = true;
    const caseInsensitive = await isThere(path.join(existing, path.basename(probe).toUpperCase()));
    return { windows, caseInsensitive };
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === undefined) throw error;
    return { windows, caseInsensitive: usual };
  } finally {
    if (written) await rm(probe, { force: true });
  }
}

async function nearestFolder(folder: string): Promise<string> {
  for (let at = path.resolve(folder); ; at = path.dirname(at)) {
    if (await isFolder(at)) return at;
    if (path.dirname(at) === at) return tmpdir();
  }
}

async function isFolder(file: string): Promise<boolean> {
  return absentAsFalse(stat(file).then((found) => found.isDirectory()));
}

async function isThere(file: string): Promise<boolean> {
  return absentAsFalse(lstat(file).then(() => true));
}

async function absentAsFalse(look: Promise<boolean>): Promise<boolean> {
  return look.catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT" || error.code === "ENOTDIR") return false;
    throw error;
  });
}
