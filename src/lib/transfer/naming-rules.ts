import { lstat, rm, writeFile } from "node:fs/promises";
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
  const probe = path.join(existing, `.s3kit-Case-${randomBytes(6).toString("hex")}.part`);
  try {
    await writeFile(probe, "", { flag: "wx" });
    const caseInsensitive = await isThere(path.join(existing, path.basename(probe).toUpperCase()));
    return { windows, caseInsensitive };
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === undefined) throw error;
    return { windows, caseInsensitive: usual };
  } finally {
    await rm(probe, { force: true });
  }
}

async function nearestFolder(folder: string): Promise<string> {
  for (let at = path.resolve(folder); ; at = path.dirname(at)) {
    if (await isThere(at)) return at;
    if (path.dirname(at) === at) return tmpdir();
  }
}

async function isThere(file: string): Promise<boolean> {
  return lstat(file).then(
    () => true,
    (error: NodeJS.ErrnoException) => {
      if (error.code === "ENOENT" || error.code === "ENOTDIR") return false;
      throw error;
    },
  );
}
