import type { DatabaseSync } from "node:sqlite";
import { S3Error } from "../../wire/s3-error.js";
import type { Extent, PartInput, PartRecord, UploadRecord } from "../engine.js";
import type { ScanSource } from "./page-scan.js";
import {
  decodeAttributes,
  decodeExtents,
  decodeKey,
  decodeUploadChecksum,
  encodeAttributes,
  encodeExtents,
  encodeUploadChecksum,
} from "./stored-values.js";
import type { Place } from "./version-rows.js";

export interface UploadRow {
  readonly key: Uint8Array;
  readonly upload_id: string;
  readonly started_ms: number;
  readonly initiator: string;
  readonly attributes: string;
  readonly checksum: string | null;
}

interface PartRow {
  readonly part_number: number;
  readonly etag: string;
  readonly size_bytes: number;
  readonly modified_ms: number;
  readonly checksum: string | null;
  readonly extents: string;
}

export interface UploadRows {
  insert(place: Place, upload: UploadRecord): void;
  /** @throws S3Error NoSuchUpload */
  require(place: Place, key: string, uploadId: string): UploadRecord;
  /** Remove an upload and its parts; gives the extents that they held. */
  delete(place: Place, upload: { readonly key: string; readonly uploadId: string }): readonly Extent[];
  /** Remove all uploads of a bucket; gives the extents that they held. */
  deleteAll(place: Place): readonly Extent[];
  /** Add or replace a part; gives the extents of the part that it replaced. */
  putPart(uploadId: string, part: PartInput, at: Date): readonly Extent[];
  listParts(uploadId: string, page: { after: number; limit: number }): readonly PartRecord[];
  all(place: Place): ScanSource<UploadRow>;
}

/** Above every key: a key has at most 1024 bytes, none of which is 0xff. */
const NO_END = Buffer.of(0xff);

/** Unfinished multipart uploads and their parts. Upload ids grow with time: per key, the listing order is by age. */
export function uploadRows(db: DatabaseSync): UploadRows {
  const insert = db.prepare("INSERT INTO upload VALUES (?, ?, ?, ?, ?, ?, ?)");
  const select = db.prepare("SELECT * FROM upload WHERE bucket_id = ? AND key = ? AND upload_id = ?");
  const selectIds = db.prepare("SELECT key, upload_id FROM upload WHERE bucket_id = ?");
  const remove = db.prepare("DELETE FROM upload WHERE bucket_id = ? AND key = ? AND upload_id = ?");
  const removeParts = db.prepare("DELETE FROM part WHERE upload_id = ? RETURNING extents");
  const selectPart = db.prepare("SELECT extents FROM part WHERE upload_id = ? AND part_number = ?");
  const upsertPart = db.prepare("INSERT OR REPLACE INTO part VALUES (?, ?, ?, ?, ?, ?, ?)");
  const parts = db.prepare(
    "SELECT * FROM part WHERE upload_id = ? AND part_number > ? ORDER BY part_number LIMIT ?",
  );
  const from = db.prepare(
    `SELECT * FROM upload WHERE bucket_id = ? AND (key, upload_id) > (?, ?) AND key < ?
     ORDER BY key, upload_id LIMIT ?`,
  );

  function deleteUpload(place: Place, key: Uint8Array, uploadId: string): readonly Extent[] {
    remove.run(place.bucketId, key, uploadId);
    return removeParts.all(uploadId).flatMap((row) => decodeExtents(row["extents"] as string));
  }

  return {
    insert(place, upload) {
      insert.run(
        place.bucketId,
        Buffer.from(upload.key),
        upload.uploadId,
        upload.startedAt.getTime(),
        upload.initiator,
        encodeAttributes(upload.attributes),
        encodeUploadChecksum(upload.checksum),
      );
    },
    require(place, key, uploadId) {
      const row = select.get(place.bucketId, Buffer.from(key), uploadId) as unknown as UploadRow | undefined;
      if (row) return toUploadRecord(place.bucket, row);
      throw new S3Error(
        "NoSuchUpload",
        "The specified upload does not exist. The upload ID may be invalid, or the upload may have been aborted or completed.",
        { details: { UploadId: uploadId } },
      );
    },
    delete: (place, upload) => deleteUpload(place, Buffer.from(upload.key), upload.uploadId),
    deleteAll(place) {
      const rows = selectIds.all(place.bucketId) as unknown as readonly UploadRow[];
      return rows.flatMap((row) => deleteUpload(place, row.key, row.upload_id));
    },
    putPart(uploadId, part, at) {
      const replaced = selectPart.get(uploadId, part.partNumber);
      upsertPart.run(
        uploadId,
        part.partNumber,
        part.etag,
        part.sizeBytes,
        at.getTime(),
        part.checksum ?? null,
        encodeExtents(part.extents),
      );
      return replaced ? decodeExtents(replaced["extents"] as string) : [];
    },
    listParts(uploadId, page) {
      const rows = parts.all(uploadId, page.after, page.limit) as unknown as readonly PartRow[];
      return rows.map(toPartRecord);
    },
    all: (place) => ({
      rows: ({ key, tie }, end, limit) =>
        from.all(place.bucketId, key, tie ?? "", end ?? NO_END, limit) as unknown as readonly UploadRow[],
      tie: (row) => row.upload_id,
    }),
  };
}

/** An upload as a row of the index holds it. */
export function toUploadRecord(bucket: string, row: UploadRow): UploadRecord {
  return {
    uploadId: row.upload_id,
    bucket,
    key: decodeKey(row.key),
    startedAt: new Date(row.started_ms),
    initiator: row.initiator,
    attributes: decodeAttributes(row.attributes),
    checksum: decodeUploadChecksum(row.checksum),
  };
}

function toPartRecord(row: PartRow): PartRecord {
  const part = {
    partNumber: row.part_number,
    etag: row.etag,
    sizeBytes: row.size_bytes,
    extents: decodeExtents(row.extents),
    lastModified: new Date(row.modified_ms),
  };
  return row.checksum === null ? part : { ...part, checksum: row.checksum };
}
