import { createHash, randomUUID } from "node:crypto";
import { open, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";

/** A text in a temporary file. */
export interface SpooledText {
  readonly path: string;
  readonly sizeBytes: number;
  /** In hex. */
  readonly sha256: string;
  /** Remove the file. */
  dispose(): Promise<void>;
}

/** Write a text that may not fit in memory to a temporary file. Nothing is left behind when that fails. */
export async function spoolText(pieces: AsyncIterable<string>): Promise<SpooledText> {
  const file = path.join(tmpdir(), `s3kit-manifest-${randomUUID()}`);
  const digest = createHash("sha256");
  let sizeBytes = 0;
  const handle = await open(file, "wx", 0o600);
  try {
    for await (const piece of pieces) {
      const bytes = Buffer.from(piece, "utf8");
      digest.update(bytes);
      sizeBytes += bytes.length;
      await handle.writeFile(bytes);
    }
  } catch (error) {
    await rm(file, { force: true });
    throw error;
  } finally {
    await handle.close();
  }
  return { path: file, sizeBytes, sha256: digest.digest("hex"), dispose: () => rm(file, { force: true }) };
}
