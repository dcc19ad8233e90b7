import type {
  BucketRecord,
  CommitInput,
  Extent,
  ObjectAttributes,
  ObjectVersion,
  PartInput,
  PartRecord,
  RemoveInput,
  RemoveResult,
  UploadRecord,
} from "../engine.js";
import type { BlobReferences } from "./blob-references.js";
import type { BucketRows } from "./bucket-rows.js";
import type { Transaction } from "./transaction-queue.js";
import type { UploadRows } from "./upload-rows.js";
import { formatVersionId, NULL_VERSION_ID } from "./version-ids.js";
import type { Place, StoredVersion, VersionRows } from "./version-rows.js";

export interface ObjectWriteParts {
  readonly buckets: BucketRows;
  readonly versions: VersionRows;
  readonly uploads: UploadRows;
  readonly references: BlobReferences;
  readonly clock: () => Date;
  /** A new number above all given before, and at least the one asked for. */
  readonly nextSeq: (atLeast: number) => number;
}

/** The writes of objects and parts. Each must run inside a transaction. */
export interface ObjectWrites {
  commit(transaction: Transaction, input: CommitInput): ObjectVersion;
  remove(transaction: Transaction, input: RemoveInput): RemoveResult;
  putPart(transaction: Transaction, upload: UploadRecord, part: PartInput): PartRecord;
  abortUpload(transaction: Transaction, upload: UploadRecord): void;
}

const MARKER_ATTRIBUTES: ObjectAttributes = { headers: {}, metadata: {}, tags: [], storageClass: "STANDARD" };

/** What S3's versioning rules make of a write. Source: S3 User Guide, "How S3 Versioning works". */
export function objectWrites(parts: ObjectWriteParts): ObjectWrites {
  const { buckets, versions, uploads, references } = parts;

  function openPlace(bucket: string): { place: Place; record: BucketRecord } {
    const { bucketId, record } = buckets.require(bucket);
    return { place: { bucketId, bucket }, record };
  }

  /** The null version, looked for only where there may be another than the newest. */
  function findNull(place: Place, key: string, newest: StoredVersion | undefined): StoredVersion | undefined {
    if (!newest || newest.version.versionId === NULL_VERSION_ID) return newest;
    return versions.byId(place, key, NULL_VERSION_ID);
  }

  /** Put a version on top of a key's; gives the extents that it replaces. */
  function push(
    place: Place,
    newest: StoredVersion | undefined,
    isVersioned: boolean,
    draft: Omit<ObjectVersion, "versionId" | "isLatest" | "lastModified">,
  ): { version: ObjectVersion; replaced: readonly Extent[] } {
    const replaced = isVersioned ? undefined : findNull(place, draft.key, newest);
    if (replaced) versions.delete(place, draft.key, replaced.seq);
    if (newest && newest.seq !== replaced?.seq) versions.demote(place, draft.key, newest.seq);
    const seq = parts.nextSeq(newest ? newest.seq + 1 : 0);
    const versionId = isVersioned ? formatVersionId(seq) : NULL_VERSION_ID;
    const version = { ...draft, versionId, isLatest: true, lastModified: parts.clock() };
    versions.insert(place, version, seq);
    return { version, replaced: replaced?.version.extents ?? [] };
  }

  function pushMarker(
    transaction: Transaction,
    place: Place,
    newest: StoredVersion | undefined,
    isVersioned: boolean,
    input: RemoveInput,
  ): RemoveResult {
    const { version, replaced } = push(place, newest, isVersioned, deleteMarker(input));
    references.change(transaction, { added: [], removed: replaced });
    return { versionId: version.versionId, isDeleteMarker: true };
  }

  function removeVersion(transaction: Transaction, place: Place, stored: StoredVersion): void {
    const { key, isLatest, extents } = stored.version;
    versions.delete(place, key, stored.seq);
    if (isLatest) versions.elect(place, key);
    references.change(transaction, { added: [], removed: extents });
  }

  return {
    commit(transaction, input) {
      const { place, record } = openPlace(input.bucket);
      const newest = versions.newest(place, input.key);
      input.check?.(newest?.version);
      const ended = input.completes;
      if (ended) uploads.require(place, ended.key, ended.uploadId);
      const { version, replaced } = push(place, newest, record.versioning === "Enabled", draftOf(input));
      const freed = ended ? uploads.delete(place, ended) : [];
      references.change(transaction, { added: input.extents, removed: [...replaced, ...freed] });
      return version;
    },

    remove(transaction, input) {
      const { place, record } = openPlace(input.bucket);
      const newest = versions.newest(place, input.key);
      if (input.versionId !== undefined) {
        const named = versions.byId(place, input.key, input.versionId);
        input.check?.(named?.version);
        if (named) removeVersion(transaction, place, named);
        return { versionId: input.versionId, isDeleteMarker: named?.version.isDeleteMarker ?? false };
      }
      input.check?.(newest?.version);
      if (record.versioning !== undefined) {
        return pushMarker(transaction, place, newest, record.versioning === "Enabled", input);
      }
      if (newest) removeVersion(transaction, place, newest);
      return { versionId: undefined, isDeleteMarker: false };
    },

    putPart(transaction, upload, part) {
      const place = buckets.place(upload.bucket);
      uploads.require(place, upload.key, upload.uploadId);
      const lastModified = parts.clock();
      const replaced = uploads.putPart(upload.uploadId, part, lastModified);
      references.change(transaction, { added: part.extents, removed: replaced });
      return { ...part, lastModified };
    },

    abortUpload(transaction, upload) {
      const place = buckets.place(upload.bucket);
      uploads.require(place, upload.key, upload.uploadId);
      references.change(transaction, { added: [], removed: uploads.delete(place, upload) });
    },
  };
}

function draftOf(input: CommitInput): Omit<ObjectVersion, "versionId" | "isLatest" | "lastModified"> {
  return {
    bucket: input.bucket,
    key: input.key,
    isDeleteMarker: false,
    etag: input.etag,
    sizeBytes: input.sizeBytes,
    storageClass: input.attributes.storageClass,
    checksum: input.checksum,
    owner: input.owner,
    extents: input.extents,
    parts: input.parts,
    attributes: input.attributes,
  };
}

function deleteMarker(input: RemoveInput): Omit<ObjectVersion, "versionId" | "isLatest" | "lastModified"> {
  return {
    bucket: input.bucket,
    key: input.key,
    isDeleteMarker: true,
    etag: "",
    sizeBytes: 0,
    storageClass: MARKER_ATTRIBUTES.storageClass,
    checksum: undefined,
    owner: input.owner,
    extents: [],
    parts: undefined,
    attributes: MARKER_ATTRIBUTES,
  };
}
