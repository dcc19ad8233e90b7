import type { DatabaseSync } from "node:sqlite";

/** Content that is staged or stored under a blob's number. */
export interface BlobEntry {
  readonly blobId: number;
  readonly sizeBytes: number;
  readonly md5: Buffer | undefined;
  /** The bytes themselves when they are kept in the index, undefined when in a file. */
  readonly content: Buffer | undefined;
}

export interface BlobRows {
  insert(blob: BlobEntry, refs: number): void;
  /** Change the count of extents that name a blob; false when there is no such blob. */
  addRefs(blobId: number, delta: number): boolean;
  exists(blobId: number): boolean;
  /** Undefined when the blob is unknown or its bytes are in a file. */
  content(blobId: number): Buffer | undefined;
  /** Blobs that no extent names, from a number on; `isFile` tells whether there is a file to unlink. */
  unreferenced(after: number, limit: number): readonly UnreferencedBlob[];
  /** Undefined when the blob is unknown or still named by an extent. */
  findUnreferenced(blobId: number): UnreferencedBlob | undefined;
  deleteUnreferenced(blobId: number): void;
  highestId(): number;
}

export interface UnreferencedBlob {
  readonly blobId: number;
  readonly isFile: boolean;
}

interface UnreferencedRow {
  readonly blob_id: number;
  readonly is_file: number;
}

/** The table of blobs: which bytes exist, and how often they are used. */
export function blobRows(db: DatabaseSync): BlobRows {
  const insert = db.prepare("INSERT INTO blob VALUES (?, ?, ?, ?, ?)");
  const addRefs = db.prepare("UPDATE blob SET refs = refs + ? WHERE blob_id = ?");
  const exists = db.prepare("SELECT 1 FROM blob WHERE blob_id = ?");
  const content = db.prepare("SELECT content FROM blob WHERE blob_id = ?");
  const unreferenced = db.prepare(
    "SELECT blob_id, content IS NULL AS is_file FROM blob WHERE refs = 0 AND blob_id > ? ORDER BY blob_id LIMIT ?",
  );
  const findUnreferenced = db.prepare(
    "SELECT blob_id, content IS NULL AS is_file FROM blob WHERE refs = 0 AND blob_id = ?",
  );
  const remove = db.prepare("DELETE FROM blob WHERE blob_id = ? AND refs = 0");
  const highest = db.prepare("SELECT max(blob_id) AS highest FROM blob");

  return {
    insert(blob, refs) {
      insert.run(blob.blobId, blob.sizeBytes, refs, blob.md5 ?? null, blob.content ?? null);
    },
    addRefs: (blobId, delta) => addRefs.run(delta, blobId).changes === 1,
    exists: (blobId) => exists.get(blobId) !== undefined,
    content(blobId) {
      const bytes = content.get(blobId)?.["content"] as Uint8Array | null | undefined;
      return bytes ? Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength) : undefined;
    },
    unreferenced(after, limit) {
      const rows = unreferenced.all(after, limit) as unknown as readonly UnreferencedRow[];
      return rows.map(toUnreferenced);
    },
    findUnreferenced(blobId) {
      const row = findUnreferenced.get(blobId) as unknown as UnreferencedRow | undefined;
      return row && toUnreferenced(row);
    },
    deleteUnreferenced(blobId) {
      remove.run(blobId);
    },
    highestId: () => Number(highest.get()?.["highest"] ?? 0),
  };
}

function toUnreferenced(row: UnreferencedRow): UnreferencedBlob {
  return { blobId: row.blob_id, isFile: row.is_file === 1 };
}
