import { hash, randomBytes } from "node:crypto";
import { link, open, rename, rm, type FileHandle } from "node:fs/promises";
import path from "node:path";
import { ConflictError } from "../errors/s3kit-error.js";

const PREFIX = ".s3kit-";
const SUFFIX = ".part";
const JOURNAL_SUFFIX = ".part.journal";

/** True for the names that downloads use until they are complete: they are never uploaded. */
export function isTemporaryName(name: string): boolean {
  return name.startsWith(PREFIX) && (name.endsWith(SUFFIX) || name.endsWith(JOURNAL_SUFFIX));
}

/** A name beside the destination that no other download uses. */
export function uniqueTemporaryPath(targetPath: string): string {
  return beside(targetPath, randomBytes(8).toString("hex") + SUFFIX);
}

/** The names beside the destination that another run of the same download finds again. */
export function resumablePaths(targetPath: string, source: string): { temporary: string; journal: string } {
  const id = hash("sha256", `${source}\n${path.resolve(targetPath)}`, "hex").slice(0, 16);
  return { temporary: beside(targetPath, id + SUFFIX), journal: beside(targetPath, id + JOURNAL_SUFFIX) };
}

/**
 * Give a complete temporary file its name. What had it is replaced at once, or, with `noClobber`, kept.
 *
 * @throws ConflictError with `noClobber` when the name is taken, even if it was taken this very moment.
 */
export async function publish(temporary: string, targetPath: string, noClobber: boolean): Promise<void> {
  if (!noClobber) {
    await rename(temporary, targetPath);
    return;
  }
  try {
    await link(temporary, targetPath);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
    throw new ConflictError(`${targetPath} exists`, { code: "FileExists", cause: error });
  }
  await rm(temporary);
}

/** Write a file under a temporary name; what `fill` leaves behind when it fails is removed. */
export async function writeThenPublish(
  targetPath: string,
  noClobber: boolean,
  fill: (handle: FileHandle) => Promise<void>,
): Promise<void> {
  const temporary = uniqueTemporaryPath(targetPath);
  try {
    const handle = await open(temporary, "wx");
    try {
      await fill(handle);
    } finally {
      await handle.close();
    }
    await publish(temporary, targetPath, noClobber);
  } catch (error) {
    await rm(temporary, { force: true });
    throw error;
  }
}

function beside(targetPath: string, name: string): string {
  return path.join(path.dirname(targetPath), PREFIX + name);
}
