import { randomUUID } from "node:crypto";
import { open, unlink, type FileHandle } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

/**
 * A temporary file to write and read that has no name any more: nobody else can open it, and its space is given back
 * however the process ends. The caller closes it.
 */
export async function openNamelessFile(): Promise<FileHandle> {
  const path = join(tmpdir(), `s3kit-spool-${randomUUID()}`);
  const file = await open(path, "wx+", 0o600);
  try {
    await unlink(path);
  } catch (error) {
    await file.close();
    throw error;
  }
  return file;
}
