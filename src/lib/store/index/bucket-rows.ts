import type { DatabaseSync } from "node:sqlite";
import { S3Error } from "../../wire/s3-error.js";
import type { BucketDocumentKind, BucketRecord, CreateBucketInput } from "../engine.js";
import type { Place } from "./version-rows.js";

/** A bucket with the number that its rows in other tables carry. */
export interface BucketEntry {
  readonly bucketId: number;
  readonly record: BucketRecord;
}

export interface BucketRows {
  find(name: string): BucketEntry | undefined;
  /** @throws S3Error NoSuchBucket */
  require(name: string): BucketEntry;
  /** What the rows of other tables need to know of a bucket. @throws S3Error NoSuchBucket */
  place(name: string): Place;
  insert(input: CreateBucketInput, createdAt: Date): BucketEntry;
  /** The bucket's own row and documents; versions and uploads are the caller's. */
  delete(bucketId: number): void;
  list(page: { prefix: string; after: string; limit: number }): readonly BucketRecord[];
  setVersioning(bucketId: number, state: "Enabled" | "Suspended"): void;
  getDocument(bucketId: number, kind: BucketDocumentKind): string | undefined;
  setDocument(bucketId: number, kind: BucketDocumentKind, document: string | undefined): void;
}

interface BucketRow {
  readonly bucket_id: number;
  readonly name: string;
  readonly region: string;
  readonly owner: string;
  readonly created_ms: number;
  readonly versioning: "Enabled" | "Suspended" | null;
  readonly object_lock: number;
}

/** The bucket tables. Names are ASCII by S3's naming rules, so that SQLite's text order is the listing order. */
export function bucketRows(db: DatabaseSync): BucketRows {
  const select = db.prepare("SELECT * FROM bucket WHERE name = ?");
  const selectId = db.prepare("SELECT bucket_id FROM bucket WHERE name = ?");
  const insert = db.prepare(
    "INSERT INTO bucket (name, region, owner, created_ms, versioning, object_lock) VALUES (?, ?, ?, ?, ?, ?)",
  );
  const remove = db.prepare("DELETE FROM bucket WHERE bucket_id = ?");
  const removeDocuments = db.prepare("DELETE FROM bucket_document WHERE bucket_id = ?");
  const page = db.prepare(
    "SELECT * FROM bucket WHERE name > ? AND name >= ? AND substr(name, 1, length(?)) = ? ORDER BY name LIMIT ?",
  );
  const updateVersioning = db.prepare("UPDATE bucket SET versioning = ? WHERE bucket_id = ?");
  const selectDocument = db.prepare("SELECT document FROM bucket_document WHERE bucket_id = ? AND kind = ?");
  const upsertDocument = db.prepare("INSERT OR REPLACE INTO bucket_document VALUES (?, ?, ?)");
  const deleteDocument = db.prepare("DELETE FROM bucket_document WHERE bucket_id = ? AND kind = ?");

  function find(name: string): BucketEntry | undefined {
    const row = select.get(name) as unknown as BucketRow | undefined;
    return row && { bucketId: row.bucket_id, record: toRecord(row) };
  }

  function require(name: string): BucketEntry {
    const entry = find(name);
    if (entry) return entry;
    throw new S3Error("NoSuchBucket", "The specified bucket does not exist", {
      details: { BucketName: name },
    });
  }

  return {
    find,
    require,
    place(name) {
      const row = selectId.get(name);
      return row ? { bucketId: Number(row["bucket_id"]), bucket: name } : refuseUnknown(name);
    },
    insert(input, createdAt) {
      const objectLock = input.objectLock ?? false;
      // Object lock works on versions, so it comes with versioning: S3 API, CreateBucket.
      const versioning = objectLock ? "Enabled" : null;
      insert.run(
        input.bucket,
        input.region,
        input.owner,
        createdAt.getTime(),
        versioning,
        Number(objectLock),
      );
      return require(input.bucket);
    },
    delete(bucketId) {
      removeDocuments.run(bucketId);
      remove.run(bucketId);
    },
    list({ prefix, after, limit }) {
      const rows = page.all(after, prefix, prefix, prefix, limit) as unknown as readonly BucketRow[];
      return rows.map(toRecord);
    },
    setVersioning(bucketId, state) {
      updateVersioning.run(state, bucketId);
    },
    getDocument(bucketId, kind) {
      return selectDocument.get(bucketId, kind)?.["document"] as string | undefined;
    },
    setDocument(bucketId, kind, document) {
      if (document === undefined) deleteDocument.run(bucketId, kind);
      else upsertDocument.run(bucketId, kind, document);
    },
  };
}

function refuseUnknown(name: string): never {
  throw new S3Error("NoSuchBucket", "The specified bucket does not exist", { details: { BucketName: name } });
}

function toRecord(row: BucketRow): BucketRecord {
  return {
    name: row.name,
    region: row.region,
    owner: row.owner,
    createdAt: new Date(row.created_ms),
    versioning: row.versioning ?? undefined,
    objectLock: row.object_lock === 1,
  };
}
