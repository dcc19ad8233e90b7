import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { mkdir, open, writeFile } from "node:fs/promises";
import path from "node:path";
import { pipeline } from "node:stream/promises";

/** Files of `sizeBytes` each, all different, none compressible. */
export async function makeFiles(folder: string, count: number, sizeBytes: number): Promise<void> {
  await mkdir(folder, { recursive: true });
  for (let number = 0; number < count; number += 1) {
    await writeFile(
      path.join(folder, `file-${number.toString().padStart(6, "0")}.bin`),
      pseudoRandom(sizeBytes, number),
    );
  }
}

export async function makeRandomFile(file: string, sizeBytes: number): Promise<void> {
  const handle = await open(file, "w");
  for (let written = 0; written < sizeBytes; written += 1 << 20)
    await handle.write(pseudoRandom(1 << 20, written));
  await handle.close();
}

function pseudoRandom(sizeBytes: number, seed: number): Buffer {
  const block = createHash("sha512").update(seed.toString()).digest();
  const bytes = Buffer.alloc(sizeBytes);
  for (let at = 0; at < sizeBytes; at += block.length) {
    block.writeUInt32LE((block.readUInt32LE(0) * 1_664_525 + 1_013_904_223) >>> 0, 0);
    block.copy(bytes, at);
  }
  return bytes;
}

export async function sha256(file: string): Promise<string> {
  const hash = createHash("sha256");
  await pipeline(createReadStream(file), hash);
  return hash.digest("hex");
}
