import { randomUUID } from "node:crypto";
import { link, mkdir, open, readFile, rename, rm, stat, unlink } from "node:fs/promises";
import { dirname } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { ConfigurationError, ConflictError, NotFoundError } from "../errors/s3kit-error.js";
import { missingRing } from "./require-ring.js";
import { parseRing, type RingDocument } from "./ring-document.js";

const LOCK_WAIT_MS = 5000;
const LOCK_RETRY_MS = 50;

/**
 * The text of a ring's file.
 *
 * @throws NotFoundError when there is none
 * @throws ConfigurationError when it cannot be read, or others than its owner may
 */
export async function readRingFile(path: string): Promise<string> {
  try {
    const { mode } = await stat(path);
    if (process.platform !== "win32" && (mode & 0o077) !== 0) throw tooOpen(path, mode);
    return await readFile(path, "utf8");
  } catch (error) {
    if (error instanceof ConfigurationError) throw error;
    if ((error as NodeJS.ErrnoException).code === "ENOENT") throw missingRing(path);
    throw new ConfigurationError(`Cannot read the key ring ${path}`, { cause: error });
  }
}

/**
 * Change a ring's file: one writer at a time, and a crash leaves the old ring. The new file has mode 0600 and is on disk
 * when this resolves. `change` gets undefined when there is no file; what it returns is written, unless it is the same object.
 */
export async function changeRingFile(
  path: string,
  change: (ring: RingDocument | undefined) => RingDocument,
): Promise<RingDocument> {
  await mkdir(dirname(path), { recursive: true, mode: 0o700 });
  const unlock = await lock(path);
  try {
    const before = await readIfThere(path);
    const after = change(before);
    if (after !== before) await replaceFile(path, `${JSON.stringify(after, null, 2)}\n`);
    return after;
  } finally {
    await unlock();
  }
}

async function readIfThere(path: string): Promise<RingDocument | undefined> {
  try {
    return parseRing(await readRingFile(path), path);
  } catch (error) {
    if (error instanceof NotFoundError) return undefined;
    throw error;
  }
}

/** Write a new file that appears whole, on disk, readable by its owner alone. @throws ConflictError when there is one */
export async function createPrivateFile(path: string, content: string): Promise<void> {
  await writeFile(path, content, link);
}

/** The new file appears under its name when all of it is on disk. */
async function replaceFile(path: string, content: string): Promise<void> {
  await writeFile(path, content, rename);
}

async function writeFile(
  path: string,
  content: string,
  publish: (temporary: string, path: string) => Promise<void>,
): Promise<void> {
  const temporary = `${path}.${randomUUID()}`;
  try {
    const file = await open(temporary, "wx", 0o600);
    try {
      await file.writeFile(content);
      await file.sync();
    } finally {
      await file.close();
    }
    await publish(temporary, path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "EEXIST") throw exists(path);
    throw new ConfigurationError(`Cannot write ${path}`, { cause: error });
  } finally {
    await rm(temporary, { force: true });
  }
  await syncFolder(dirname(path));
}

/** A rename is only on disk when its folder is. */
async function syncFolder(path: string): Promise<void> {
  if (process.platform === "win32") return;
  const folder = await open(path, "r");
  try {
    await folder.sync();
  } finally {
    await folder.close();
  }
}

/** Two writers at once would lose one's key, and with it all that is encrypted with it. */
async function lock(path: string): Promise<() => Promise<void>> {
  const lockPath = `${path}.lock`;
  for (const begun = performance.now(); ; await sleep(LOCK_RETRY_MS)) {
    try {
      const file = await open(lockPath, "wx", 0o600);
      await file.close();
      return async () => unlink(lockPath);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "EEXIST") {
        throw new ConfigurationError(`Cannot write beside the key ring ${path}`, { cause: error });
      }
      if (performance.now() - begun > LOCK_WAIT_MS) throw locked(path, lockPath);
    }
  }
}

function tooOpen(path: string, mode: number): ConfigurationError {
  return new ConfigurationError(
    `Others may read the key ring ${path}: its mode is ${(mode & 0o777).toString(8).padStart(4, "0")}`,
    {
      code: "KeyRingTooOpen",
      hints: [`Close it: chmod 600 ${path}`, "If others may have read it, generate a new key and rewrap"],
    },
  );
}

function exists(path: string): ConflictError {
  return new ConflictError(`${path} exists`, { code: "FileExists", hints: ["Name another file"] });
}

function locked(path: string, lockPath: string): ConflictError {
  return new ConflictError(`The key ring ${path} is being changed by another program`, {
    code: "KeyRingLocked",
    hints: [`If none runs any more, remove ${lockPath}`],
  });
}
