import {
  closeSync,
  futimesSync,
  linkSync,
  openSync,
  renameSync,
  rmSync,
  unlinkSync,
  writeSync,
} from "node:fs";
import { setImmediate } from "node:timers/promises";
import { ConflictError } from "../errors/s3kit-error.js";
import { writeThenPublish, uniqueTemporaryPath } from "./temporary-file.js";

export interface SmallFile {
  readonly targetPath: string;
  readonly content: Buffer;
  readonly modifiedMs: number;
  /** Leave what exists alone. */
  readonly noClobber: boolean;
}

/** Writes small files, each whole or not at all. */
export type SmallFileWriter = (file: SmallFile) => Promise<void>;

/** What one file may take before disks count as slow; a local one takes a twentieth of it. */
const SLOW_MS = 2;
const SLOW_FILES = 8;

/**
 * Write small files. A local disk takes them in a few system calls, far less than it costs to hand them to another
 * thread and back; when several in a row take long (a network drive, a disk that is busy), that is done after all, so
 * that the rest of the program goes on meanwhile.
 */
export function createSmallFileWriter(): SmallFileWriter {
  let slowInARow = 0;
  return async (file) => {
    if (slowInARow >= SLOW_FILES) {
      await writeInBackground(file);
      return;
    }
    const startedAt = performance.now();
    writeAtOnce(file);
    slowInARow = performance.now() - startedAt > SLOW_MS ? slowInARow + 1 : 0;
    if (slowInARow > 0) await setImmediate();
  };
}

function writeAtOnce({ targetPath, content, modifiedMs, noClobber }: SmallFile): void {
  const temporary = uniqueTemporaryPath(targetPath);
  const descriptor = openSync(temporary, "wx");
  try {
    try {
      for (let done = 0; done < content.length;) done += writeSync(descriptor, content, done);
      futimesSync(descriptor, modifiedMs / 1000, modifiedMs / 1000);
    } finally {
      closeSync(descriptor);
    }
    if (noClobber) publishNew(temporary, targetPath);
    else renameSync(temporary, targetPath);
  } catch (error) {
    rmSync(temporary, { force: true });
    throw error;
  }
}

function publishNew(temporary: string, targetPath: string): void {
  try {
    linkSync(temporary, targetPath);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
    throw new ConflictError(`${targetPath} exists`, { code: "FileExists", cause: error });
  }
  unlinkSync(temporary);
}

async function writeInBackground({ targetPath, content, modifiedMs, noClobber }: SmallFile): Promise<void> {
  await writeThenPublish(targetPath, noClobber, async (handle) => {
    if (content.length > 0) await handle.writeFile(content);
    await handle.utimes(modifiedMs / 1000, modifiedMs / 1000);
  });
}
