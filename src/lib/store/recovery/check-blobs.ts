import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { mkdir, rename, stat } from "node:fs/promises";
import { basename, join, relative } from "node:path";
import { pipeline } from "node:stream/promises";
import { isMissingFile } from "../blobs/missing-file.js";
import type { BlobUses } from "./blob-uses.js";
import { inTransaction, type CheckScope, type StoreFinding, type StoreProblem } from "./store-finding.js";

interface BlobRow {
  readonly blob_id: number;
  readonly size_bytes: number;
  readonly md5: Uint8Array | null;
  readonly inline_bytes: number | null;
}

type LostContent = Extract<StoreProblem, "missing-content" | "wrong-size" | "wrong-content">;

/** How many files are looked at at a time. */
const BATCH = 64;

/** Compare each blob in the index with its bytes: there, of the right size and, if asked, of the right content. */
export async function* checkBlobs(scope: CheckScope, uses: BlobUses): AsyncGenerator<StoreFinding> {
  const page = scope.db.prepare(
    `SELECT blob_id, size_bytes, md5, length(content) AS inline_bytes FROM blob
     WHERE refs > 0 AND blob_id > ? ORDER BY blob_id LIMIT ?`,
  );
  for (let after = 0; ;) {
    const blobs = page.all(after, BATCH) as unknown as readonly BlobRow[];
    const problems = await Promise.all(blobs.map(async (blob) => findProblem(scope, blob)));
    for (const [index, blob] of blobs.entries()) {
      scope.counts.blobCount += 1;
      scope.counts.sizeBytes += blob.size_bytes;
      const problem = problems[index];
      if (problem) yield await report(scope, uses, blob, problem);
    }
    const last = blobs.at(-1);
    if (!last) return;
    after = last.blob_id;
  }
}

async function findProblem(scope: CheckScope, blob: BlobRow): Promise<LostContent | undefined> {
  const sizeBytes = blob.inline_bytes ?? (await fileSize(scope.folder.path(blob.blob_id)));
  if (sizeBytes === undefined) return "missing-content";
  if (sizeBytes !== blob.size_bytes) return "wrong-size";
  if (!scope.rehash || !blob.md5) return undefined;
  return (await md5Of(scope, blob)).equals(blob.md5) ? undefined : "wrong-content";
}

async function fileSize(path: string): Promise<number | undefined> {
  try {
    return (await stat(path)).size;
  } catch (error) {
    if (isMissingFile(error)) return undefined;
    throw error;
  }
}

async function md5Of(scope: CheckScope, blob: BlobRow): Promise<Buffer> {
  const hash = createHash("md5");
  if (blob.inline_bytes === null) {
    await pipeline(createReadStream(scope.folder.path(blob.blob_id)), hash);
    return hash.read() as Buffer;
  }
  const row = scope.db.prepare("SELECT content FROM blob WHERE blob_id = ?").get(blob.blob_id);
  return hash.update(row?.["content"] as Uint8Array).digest();
}

async function report(
  scope: CheckScope,
  uses: BlobUses,
  blob: BlobRow,
  problem: LostContent,
): Promise<StoreFinding> {
  const affected = uses.affected(blob.blob_id);
  if (scope.repair) {
    if (blob.inline_bytes === null && problem !== "missing-content") await keepLost(scope, blob.blob_id);
    inTransaction(scope.db, () => uses.removeUsers(blob.blob_id));
  }
  const path = blob.inline_bytes === null ? relative(scope.dir, scope.folder.path(blob.blob_id)) : undefined;
  const message = `Blob ${blob.blob_id.toString(16)} ${DESCRIPTION[problem]}`;
  return { type: "finding", problem, message, path, affected, repaired: scope.repair };
}

const DESCRIPTION: Readonly<Record<LostContent, string>> = {
  "missing-content": "has no file",
  "wrong-size": "is not as long as it was written",
  "wrong-content": "has other content than was written",
};

async function keepLost(scope: CheckScope, blobId: number): Promise<void> {
  const path = scope.folder.path(blobId);
  const lostDir = join(scope.dir, "lost");
  await mkdir(lostDir, { recursive: true });
  await rename(path, join(lostDir, basename(path)));
}
