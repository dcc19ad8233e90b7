import type { DatabaseSync } from "node:sqlite";
import { ConfigurationError } from "../../errors/s3kit-error.js";

/** Number of the layout below, kept in SQLite's `user_version`. A reader refuses a higher one. */
const SCHEMA_VERSION = 1;

/**
 * Keys are BLOBs, so that SQLite's memcmp order is S3's listing order (UTF-8 bytes). `inverse_seq` is minus a growing
 * number: the newest version of a key comes first, as ListObjectVersions wants it. `extents` is JSON
 * `[[blobId, offset, sizeBytes], …]`; `refs` of a blob counts the extents that name it, and 0 means: to be unlinked.
 */
const TABLES = `
CREATE TABLE bucket (
  bucket_id INTEGER PRIMARY KEY,
  name TEXT NOT NULL UNIQUE,
  region TEXT NOT NULL,
  owner TEXT NOT NULL,
  created_ms INTEGER NOT NULL,
  versioning TEXT,
  object_lock INTEGER NOT NULL
) STRICT;

CREATE TABLE bucket_document (
  bucket_id INTEGER NOT NULL,
  kind TEXT NOT NULL,
  document TEXT NOT NULL,
  PRIMARY KEY (bucket_id, kind)
) STRICT, WITHOUT ROWID;

CREATE TABLE version (
  bucket_id INTEGER NOT NULL,
  key BLOB NOT NULL,
  inverse_seq INTEGER NOT NULL,
  is_latest INTEGER NOT NULL,
  is_marker INTEGER NOT NULL,
  is_null INTEGER NOT NULL,
  etag TEXT NOT NULL,
  size_bytes INTEGER NOT NULL,
  modified_ms INTEGER NOT NULL,
  storage_class TEXT NOT NULL,
  checksum TEXT,
  owner TEXT NOT NULL,
  attributes TEXT NOT NULL,
  extents TEXT NOT NULL,
  parts TEXT,
  PRIMARY KEY (bucket_id, key, inverse_seq)
) STRICT, WITHOUT ROWID;
CREATE INDEX live_version ON version (bucket_id, key) WHERE is_latest = 1 AND is_marker = 0;

CREATE TABLE upload (
  bucket_id INTEGER NOT NULL,
  key BLOB NOT NULL,
  upload_id TEXT NOT NULL,
  started_ms INTEGER NOT NULL,
  initiator TEXT NOT NULL,
  attributes TEXT NOT NULL,
  checksum TEXT,
  PRIMARY KEY (bucket_id, key, upload_id)
) STRICT, WITHOUT ROWID;

CREATE TABLE part (
  upload_id TEXT NOT NULL,
  part_number INTEGER NOT NULL,
  etag TEXT NOT NULL,
  size_bytes INTEGER NOT NULL,
  modified_ms INTEGER NOT NULL,
  checksum TEXT,
  extents TEXT NOT NULL,
  PRIMARY KEY (upload_id, part_number)
) STRICT, WITHOUT ROWID;

CREATE TABLE blob (
  blob_id INTEGER PRIMARY KEY,
  size_bytes INTEGER NOT NULL,
  refs INTEGER NOT NULL,
  md5 BLOB,
  content BLOB
) STRICT;
CREATE INDEX unreferenced_blob ON blob (blob_id) WHERE refs = 0;
`;

/**
 * Make the tables of a new index, and accept an existing one of this layout.
 * @throws ConfigurationError when a newer s3kit wrote the index
 */
export function applySchema(db: DatabaseSync, file: string): void {
  const found = readSchemaVersion(db);
  if (found === SCHEMA_VERSION) return;
  if (found > SCHEMA_VERSION) {
    throw new ConfigurationError(
      `${file} has store format ${found}; this s3kit reads formats up to ${SCHEMA_VERSION}`,
      { code: "StoreFormatTooNew", hints: ["Use the s3kit version that wrote this folder, or a newer one."] },
    );
  }
  db.exec(`BEGIN IMMEDIATE; ${TABLES} PRAGMA user_version = ${SCHEMA_VERSION}; COMMIT`);
}

/** 0 for an index that was never set up. */
function readSchemaVersion(db: DatabaseSync): number {
  return Number(db.prepare("PRAGMA user_version").get()?.["user_version"]);
}
