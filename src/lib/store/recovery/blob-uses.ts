import type { DatabaseSync } from "node:sqlite";
import { decodeExtents, decodeKey } from "../index/stored-values.js";
import { formatVersionId, NULL_VERSION_ID } from "../index/version-ids.js";
import { versionRows } from "../index/version-rows.js";

/** A version of an object, or a part of an unfinished upload. */
export type AffectedObject =
  | { readonly kind: "version"; readonly bucket: string; readonly key: string; readonly versionId: string }
  | { readonly kind: "part"; readonly uploadId: string; readonly partNumber: number };

/** Who names which blob, read once from the whole index. Kept in a temporary table: memory does not grow with it. */
export interface BlobUses {
  /** Blobs whose stored count of references is not the true one. `stored` is undefined for blobs without a row. */
  wrongCounts(): Iterable<{
    readonly blobId: number;
    readonly stored: number | undefined;
    readonly actual: number;
  }>;
  affected(blobId: number): readonly AffectedObject[];
  /** Take what names a blob out of the index. Must run inside a transaction. */
  removeUsers(blobId: number): void;
}

interface UseRow {
  readonly bucket_id: number | null;
  readonly bucket: string | null;
  readonly key: Uint8Array | null;
  readonly inverse_seq: number | null;
  readonly is_null: number | null;
  readonly upload_id: string | null;
  readonly part_number: number | null;
}

const BUILD = `
CREATE TEMP TABLE blob_use (
  blob_id INTEGER, bucket_id INTEGER, key BLOB, inverse_seq INTEGER, upload_id TEXT, part_number INTEGER
);
INSERT INTO blob_use
  SELECT extent.value ->> 0, version.bucket_id, version.key, version.inverse_seq, NULL, NULL
  FROM version, json_each(version.extents) AS extent;
INSERT INTO blob_use
  SELECT extent.value ->> 0, NULL, NULL, NULL, part.upload_id, part.part_number
  FROM part, json_each(part.extents) AS extent;
CREATE INDEX temp.blob_use_by_blob ON blob_use (blob_id);
CREATE TEMP TABLE blob_count AS SELECT blob_id, count(*) AS uses FROM blob_use GROUP BY blob_id;
CREATE UNIQUE INDEX temp.blob_count_by_blob ON blob_count (blob_id);
`;

const WRONG_COUNTS = `
SELECT blob.blob_id, blob.refs AS stored, coalesce(uses, 0) AS actual
  FROM blob LEFT JOIN blob_count ON blob_count.blob_id = blob.blob_id WHERE blob.refs <> coalesce(uses, 0)
UNION ALL
SELECT blob_id, NULL, uses FROM blob_count WHERE blob_id NOT IN (SELECT blob_id FROM blob)`;

/** Gather from the index which version or part uses which blob, in a temporary table: memory does not grow with the store. */
export function blobUses(db: DatabaseSync): BlobUses {
  db.exec(BUILD);
  const wrongCounts = db.prepare(WRONG_COUNTS);
  const users = db.prepare(
    `SELECT DISTINCT use.*, bucket.name AS bucket, version.is_null FROM blob_use AS use
       LEFT JOIN bucket ON bucket.bucket_id = use.bucket_id
       LEFT JOIN version ON version.bucket_id = use.bucket_id AND version.key = use.key
         AND version.inverse_seq = use.inverse_seq
     WHERE use.blob_id = ? AND (use.upload_id IS NOT NULL OR version.key IS NOT NULL)`,
  );
  const deletePart = db.prepare("DELETE FROM part WHERE upload_id = ? AND part_number = ? RETURNING extents");
  const extents = db.prepare(
    "SELECT extents FROM version WHERE bucket_id = ? AND key = ? AND inverse_seq = ?",
  );
  const release = db.prepare("UPDATE blob SET refs = refs - 1 WHERE blob_id = ? AND refs > 0");
  const versions = versionRows(db);

  const usersOf = (blobId: number) => users.all(blobId) as unknown as readonly UseRow[];

  function releaseAll(text: unknown): void {
    if (typeof text !== "string") return;
    for (const { blobId } of decodeExtents(text)) release.run(blobId);
  }

  function removeUser(user: UseRow): void {
    if (user.upload_id !== null) {
      releaseAll(deletePart.get(user.upload_id, user.part_number)?.["extents"]);
      return;
    }
    if (user.bucket_id === null || user.key === null || user.inverse_seq === null) return;
    const place = { bucketId: user.bucket_id, bucket: user.bucket ?? "" };
    releaseAll(extents.get(user.bucket_id, user.key, user.inverse_seq)?.["extents"]);
    versions.delete(place, decodeKey(user.key), -user.inverse_seq);
    versions.elect(place, decodeKey(user.key));
  }

  return {
    *wrongCounts() {
      const rows = wrongCounts.all();
      for (const row of rows) {
        const stored = row["stored"];
        yield {
          blobId: Number(row["blob_id"]),
          stored: stored === null ? undefined : Number(stored),
          actual: Number(row["actual"]),
        };
      }
    },
    affected: (blobId) => usersOf(blobId).map(toAffected),
    removeUsers(blobId) {
      for (const user of usersOf(blobId)) removeUser(user);
    },
  };
}

function toAffected(user: UseRow): AffectedObject {
  if (user.upload_id !== null) {
    return { kind: "part", uploadId: user.upload_id, partNumber: user.part_number ?? 0 };
  }
  return {
    kind: "version",
    bucket: user.bucket ?? "",
    key: decodeKey(user.key ?? new Uint8Array()),
    versionId: user.is_null === 1 ? NULL_VERSION_ID : formatVersionId(-(user.inverse_seq ?? 0)),
  };
}
