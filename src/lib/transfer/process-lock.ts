import { randomBytes } from "node:crypto";
import { link, mkdir, readFile, rm, writeFile } from "node:fs/promises";
import path from "node:path";

/** A lock held by this process. */
export interface ProcessLock {
  release(): Promise<void>;
}

/**
 * Take a lock file; undefined while another living process on this machine holds it. The lock of a process that died is
 * taken over.
 */
export async function acquireProcessLock(lockPath: string): Promise<ProcessLock | undefined> {
  await mkdir(path.dirname(lockPath), { recursive: true, mode: 0o700 });
  if (await create(lockPath)) return heldLock(lockPath);
  if (await holderLives(lockPath)) return undefined;
  await rm(lockPath, { force: true });
  return (await create(lockPath)) ? heldLock(lockPath) : undefined;
}

function heldLock(lockPath: string): ProcessLock {
  return { release: () => rm(lockPath, { force: true }) };
}

/** The file appears with its content at once, so that nobody takes an empty one for abandoned. */
async function create(lockPath: string): Promise<boolean> {
  const draft = `${lockPath}.${randomBytes(6).toString("hex")}`;
  await writeFile(draft, process.pid.toString(), { mode: 0o600 });
  try {
    await link(draft, lockPath);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "EEXIST") return false;
    throw error;
  } finally {
    await rm(draft, { force: true });
  }
}

async function holderLives(lockPath: string): Promise<boolean> {
  const pid = Number(await readFile(lockPath, "utf8").catch(() => ""));
  if (!Number.isSafeInteger(pid) || pid <= 0) return false;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}
