import type { DatabaseSync } from "node:sqlite";
import type { ListedVersion, ObjectAttributes, ObjectVersion } from "../engine.js";
import type { ScanSource } from "./page-scan.js";
import {
  decodeAttributes,
  decodeChecksum,
  decodeExtents,
  decodeKey,
  decodeParts,
  encodeAttributes,
  encodeChecksum,
  encodeExtents,
  encodeParts,
} from "./stored-values.js";
import { formatVersionId, NULL_VERSION_ID, parseVersionId } from "./version-ids.js";

/** A version as stored, and where: what later statements on the same row need. */
export interface StoredVersion {
  readonly seq: number;
  readonly version: ObjectVersion;
}

export interface ListedRow {
  readonly key: Uint8Array;
  readonly inverse_seq: number;
  readonly is_latest: number;
  readonly is_marker: number;
  readonly is_null: number;
  readonly etag: string;
  readonly size_bytes: number;
  readonly modified_ms: number;
  readonly storage_class: string;
  readonly checksum: string | null;
  readonly owner: string;
}

interface VersionRow extends ListedRow {
  readonly attributes: string;
  readonly extents: string;
  readonly parts: string | null;
}

export interface VersionRows {
  newest(bucket: Place, key: string): StoredVersion | undefined;
  byId(bucket: Place, key: string, versionId: string): StoredVersion | undefined;
  /** Becomes the latest; the one that was must have been demoted or deleted before. */
  insert(bucket: Place, version: ObjectVersion, seq: number): void;
  delete(bucket: Place, key: string, seq: number): void;
  demote(bucket: Place, key: string, seq: number): void;
  /** Make the newest version left of a key its latest. */
  elect(bucket: Place, key: string): void;
  updateAttributes(bucket: Place, key: string, seq: number, attributes: ObjectAttributes): void;
  isEmpty(bucket: Place): boolean;
  /** Current objects: newest versions that are no delete markers. */
  live(bucket: Place): ScanSource<ListedRow>;
  all(bucket: Place): ScanSource<ListedRow>;
}

/** The bucket that rows belong to. */
export interface Place {
  readonly bucketId: number;
  readonly bucket: string;
}

const LISTED = `key, inverse_seq, is_latest, is_marker, is_null, etag, size_bytes, modified_ms, storage_class,
  checksum, owner`;
/** Above every key: a key has at most 1024 bytes, none of which is 0xff. */
const NO_END = Buffer.of(0xff);

/** The table of object versions, ordered by key bytes and newest first. */
export function versionRows(db: DatabaseSync): VersionRows {
  const newest = db.prepare(
    "SELECT * FROM version WHERE bucket_id = ? AND key = ? ORDER BY inverse_seq LIMIT 1",
  );
  const bySeq = db.prepare("SELECT * FROM version WHERE bucket_id = ? AND key = ? AND inverse_seq = ?");
  const byNull = db.prepare("SELECT * FROM version WHERE bucket_id = ? AND key = ? AND is_null = 1 LIMIT 1");
  const insert = db.prepare("INSERT INTO version VALUES (?, ?, ?, 1, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)");
  const remove = db.prepare("DELETE FROM version WHERE bucket_id = ? AND key = ? AND inverse_seq = ?");
  const demote = db.prepare(
    "UPDATE version SET is_latest = 0 WHERE bucket_id = ? AND key = ? AND inverse_seq = ?",
  );
  const elect = db.prepare(
    `UPDATE version SET is_latest = 1 WHERE bucket_id = ?1 AND key = ?2 AND inverse_seq =
       (SELECT min(inverse_seq) FROM version WHERE bucket_id = ?1 AND key = ?2)`,
  );
  const update = db.prepare(
    `UPDATE version SET attributes = ?, storage_class = ? WHERE bucket_id = ? AND key = ? AND inverse_seq = ?`,
  );
  const any = db.prepare("SELECT 1 FROM version WHERE bucket_id = ? LIMIT 1");
  const liveFrom = db.prepare(
    `SELECT ${LISTED} FROM version INDEXED BY live_version
     WHERE bucket_id = ? AND key >= ? AND key < ? AND is_latest = 1 AND is_marker = 0 ORDER BY key LIMIT ?`,
  );
  const allFrom = db.prepare(
    `SELECT ${LISTED} FROM version
     WHERE bucket_id = ? AND (key, inverse_seq) > (?, ?) AND key < ? ORDER BY key, inverse_seq LIMIT ?`,
  );

  const decode = (bucket: Place, row: unknown): StoredVersion | undefined =>
    row === undefined ? undefined : toStoredVersion(bucket.bucket, row as VersionRow);

  return {
    newest: (bucket, key) => decode(bucket, newest.get(bucket.bucketId, Buffer.from(key))),
    byId(bucket, key, versionId) {
      if (versionId === NULL_VERSION_ID) return decode(bucket, byNull.get(bucket.bucketId, Buffer.from(key)));
      const seq = parseVersionId(versionId);
      if (seq === undefined) return undefined;
      const found = decode(bucket, bySeq.get(bucket.bucketId, Buffer.from(key), -seq));
      return found?.version.versionId === versionId ? found : undefined;
    },
    insert(bucket, version, seq) {
      insert.run(
        bucket.bucketId,
        Buffer.from(version.key),
        -seq,
        Number(version.isDeleteMarker),
        Number(version.versionId === NULL_VERSION_ID),
        version.etag,
        version.sizeBytes,
        version.lastModified.getTime(),
        version.storageClass,
        encodeChecksum(version.checksum),
        version.owner,
        encodeAttributes(version.attributes),
        encodeExtents(version.extents),
        encodeParts(version.parts),
      );
    },
    delete(bucket, key, seq) {
      remove.run(bucket.bucketId, Buffer.from(key), -seq);
    },
    demote(bucket, key, seq) {
      demote.run(bucket.bucketId, Buffer.from(key), -seq);
    },
    elect(bucket, key) {
      elect.run(bucket.bucketId, Buffer.from(key));
    },
    updateAttributes(bucket, key, seq, attributes) {
      const text = encodeAttributes(attributes);
      update.run(text, attributes.storageClass, bucket.bucketId, Buffer.from(key), -seq);
    },
    isEmpty: (bucket) => any.get(bucket.bucketId) === undefined,
    live: (bucket) => ({
      rows({ key, tie }, end, limit) {
        // A key has one live version, so "behind a row of this key" is "behind this key".
        const from = tie === undefined ? key : Buffer.concat([key, Buffer.of(0)]);
        return liveFrom.all(bucket.bucketId, from, end ?? NO_END, limit) as unknown as readonly ListedRow[];
      },
      tie: (row) => row.inverse_seq,
    }),
    all: (bucket) => ({
      rows({ key, tie }, end, limit) {
        const behind = tie ?? Number.MIN_SAFE_INTEGER;
        return allFrom.all(
          bucket.bucketId,
          key,
          behind,
          end ?? NO_END,
          limit,
        ) as unknown as readonly ListedRow[];
      },
      tie: (row) => row.inverse_seq,
    }),
  };
}

/** What a listing tells of a row. */
export function toListedVersion(bucket: string, row: ListedRow): ListedVersion {
  return {
    bucket,
    key: decodeKey(row.key),
    versionId: row.is_null === 1 ? NULL_VERSION_ID : formatVersionId(-row.inverse_seq),
    isLatest: row.is_latest === 1,
    isDeleteMarker: row.is_marker === 1,
    etag: row.etag,
    sizeBytes: row.size_bytes,
    lastModified: new Date(row.modified_ms),
    storageClass: row.storage_class,
    checksum: decodeChecksum(row.checksum),
    owner: row.owner,
  };
}

function toStoredVersion(bucket: string, row: VersionRow): StoredVersion {
  const version: ObjectVersion = {
    ...toListedVersion(bucket, row),
    extents: decodeExtents(row.extents),
    parts: decodeParts(row.parts),
    attributes: decodeAttributes(row.attributes),
  };
  return { seq: -row.inverse_seq, version };
}
