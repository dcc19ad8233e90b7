import type { Readable } from "node:stream";
import type { ChecksumAlgorithm, RequestBody, DigestAlgorithm } from "../wire/exchange.js";

/**
 * The embedded store below HTTP: buckets, versions, uploads. Rows live in SQLite, bytes in blob files whose names
 * are random; no path is ever derived from a key. Methods that only touch the index are synchronous (node:sqlite is);
 * those that move bytes are not, nor those that many requests do at once (they share index transactions): when their
 * promise resolves the write is safe. All refuse with an `S3Error` in the protocol's own words.
 */
export interface StoreEngine {
  // Buckets
  createBucket(input: CreateBucketInput): BucketRecord;
  /** Refuses with BucketNotEmpty while any version or delete marker is left; unfinished uploads are dropped with it. */
  deleteBucket(bucket: string): void;
  /** @throws S3Error NoSuchBucket */
  getBucket(bucket: string): BucketRecord;
  listBuckets(page: { prefix: string; after: string; limit: number }): readonly BucketRecord[];
  setVersioning(bucket: string, state: "Enabled" | "Suspended"): void;
  /** A bucket's stored document (`policy`, `cors`, `lifecycle`…), as sent; undefined when unset. */
  getDocument(bucket: string, kind: BucketDocumentKind): string | undefined;
  /** Store a document, or remove it with undefined. */
  setDocument(bucket: string, kind: BucketDocumentKind, document: string | undefined): void;

  // Bytes
  /** Stream a body to a temporary file with its digests; nothing is visible until a commit names it. */
  stage(body: RequestBody): Promise<StagedBlob>;
  /** Read bytes of a version; `start` and `end` inclusive. Pins the blobs while the stream is open. */
  read(version: ObjectVersion, range?: ByteRange, options?: ReadOptions): Readable;
  /** The bytes themselves when they are small and kept in the index, which spares a stream; undefined otherwise. */
  readAtOnce(version: ObjectVersion, range?: ByteRange): Buffer | undefined;

  // Objects
  /** The newest version, or the one named; undefined when there is none. Delete markers are returned as such. */
  find(bucket: string, key: string, versionId?: string): ObjectVersion | undefined;
  /**
   * Make content visible under a key, in one transaction, after `check` accepted what is there now. Extents are those
   * of a staged blob, or of versions and parts that exist (copies). A refusal leaves the blob staged: discard it.
   * @throws S3Error NoSuchBucket; NoSuchUpload when `completes` is gone; OperationAborted when copied content is gone
   */
  commit(input: CommitInput): Promise<ObjectVersion>;
  /** What DELETE does: remove, or add a delete marker, by the bucket's versioning state and `versionId`. */
  remove(input: RemoveInput): Promise<RemoveResult>;
  /** @throws S3Error NoSuchVersion when it was removed meanwhile */
  updateAttributes(version: ObjectVersion, attributes: ObjectAttributes): void;
  list(input: ListInput): ListPage<ListedVersion>;
  listVersions(input: ListVersionsInput): ListPage<ListedVersion>;

  // Multipart uploads
  createUpload(input: {
    bucket: string;
    key: string;
    attributes: ObjectAttributes;
    checksum?: UploadChecksum;
    initiator: string;
  }): UploadRecord;
  /** @throws S3Error NoSuchUpload, also when bucket or key are not those of the upload */
  getUpload(bucket: string, key: string, uploadId: string): UploadRecord;
  /** Add or replace a part. @throws S3Error NoSuchUpload when it ended meanwhile */
  putPart(upload: UploadRecord, part: PartInput): Promise<PartRecord>;
  listParts(upload: UploadRecord, page: { after: number; limit: number }): readonly PartRecord[];
  listUploads(input: ListUploadsInput): ListPage<UploadRecord>;
  abortUpload(upload: UploadRecord): void;

  close(): Promise<void>;
}

export type BucketDocumentKind =
  | "policy"
  | "cors"
  | "lifecycle"
  | "encryption"
  | "website"
  | "tagging"
  | "ownership"
  | "public-access-block"
  | "object-lock"
  | "acl";

export interface CreateBucketInput {
  readonly bucket: string;
  readonly region: string;
  /** Access key id of the creator. */
  readonly owner: string;
  readonly objectLock?: boolean;
}

export interface BucketRecord {
  readonly name: string;
  readonly region: string;
  readonly owner: string;
  readonly createdAt: Date;
  /** Undefined: versioning was never switched on. */
  readonly versioning: "Enabled" | "Suspended" | undefined;
  readonly objectLock: boolean;
}

/** Bytes of one blob file: an object's content is a list of these, so copies and completed uploads move nothing. */
export interface Extent {
  readonly blobId: number;
  readonly offset: number;
  readonly sizeBytes: number;
}

export interface StagedBlob {
  readonly extents: readonly Extent[];
  readonly sizeBytes: number;
  /** Always holds MD5, and what was declared or asked for. */
  readonly digests: ReadonlyMap<DigestAlgorithm, Buffer>;
  /** Forget it; does nothing after a commit used it. */
  discard(): Promise<void>;
}

export interface StoredChecksum {
  readonly algorithm: ChecksumAlgorithm;
  readonly type: "FULL_OBJECT" | "COMPOSITE";
  /** Base64; a composite one ends in `-N`. */
  readonly value: string;
}

export interface UploadChecksum {
  readonly algorithm: ChecksumAlgorithm;
  readonly type: "FULL_OBJECT" | "COMPOSITE";
}

/** What travels with an object besides its bytes. */
export interface ObjectAttributes {
  /** Standard headers by lower-case name: content-type, content-encoding, cache-control, expires… */
  readonly headers: Readonly<Record<string, string>>;
  /** User metadata by lower-case name without `x-amz-meta-`; values as sent (UTF-8 decoded). */
  readonly metadata: Readonly<Record<string, string>>;
  readonly tags: readonly (readonly [key: string, value: string])[];
  readonly storageClass: string;
  /** Canned ACL or stored AccessControlPolicy XML; undefined: private. */
  readonly acl?: string;
  readonly encryption?: Readonly<Record<string, string>>;
  readonly retention?: { readonly mode: "GOVERNANCE" | "COMPLIANCE"; readonly until: Date };
  readonly legalHold?: boolean;
}

export interface ObjectPart {
  readonly partNumber: number;
  readonly sizeBytes: number;
  /** Base64 checksum of the part, where the upload declared an algorithm. */
  readonly checksum?: string;
}

/** What a listing tells of a version. */
export interface ListedVersion {
  readonly bucket: string;
  readonly key: string;
  /** `null` (the word) for versions written while versioning was off or suspended. */
  readonly versionId: string;
  readonly isLatest: boolean;
  readonly isDeleteMarker: boolean;
  /** Without quotes. Empty for delete markers. */
  readonly etag: string;
  readonly sizeBytes: number;
  readonly lastModified: Date;
  readonly storageClass: string;
  readonly checksum: StoredChecksum | undefined;
  readonly owner: string;
}

export interface ObjectVersion extends ListedVersion {
  readonly extents: readonly Extent[];
  /** Undefined unless the object was uploaded in parts. */
  readonly parts: readonly ObjectPart[] | undefined;
  readonly attributes: ObjectAttributes;
}

export interface ReadOptions {
  /**
   * Read into the same few buffers again and again: a chunk is overwritten once eight more were read. For readers that
   * pass each chunk on at once, such as a pipeline into a socket, which so make no garbage.
   */
  readonly reuseBuffers?: boolean;
}

export interface ByteRange {
  readonly start: number;
  readonly end: number;
}

export interface CommitInput {
  readonly bucket: string;
  readonly key: string;
  readonly etag: string;
  readonly sizeBytes: number;
  readonly extents: readonly Extent[];
  readonly parts?: readonly ObjectPart[];
  readonly checksum?: StoredChecksum;
  readonly attributes: ObjectAttributes;
  readonly owner: string;
  /** Upload that this commit ends: its parts and row go in the same transaction. */
  readonly completes?: UploadRecord;
  /** Sees the newest version (a delete marker too) inside the transaction; throws to refuse (If-Match and the like). */
  readonly check?: (current: ObjectVersion | undefined) => void;
}

export interface RemoveInput {
  readonly bucket: string;
  readonly key: string;
  readonly versionId?: string;
  readonly owner: string;
  /** Sees the version named, or else the newest, inside the transaction; throws to refuse (If-Match, object lock). */
  readonly check?: (current: ObjectVersion | undefined) => void;
}

export interface RemoveResult {
  /** Version removed, or the delete marker made; undefined in an unversioned bucket. */
  readonly versionId: string | undefined;
  readonly isDeleteMarker: boolean;
}

export interface ListInput {
  readonly bucket: string;
  readonly prefix: string;
  readonly delimiter: string;
  /** Keys and common prefixes after this one, in UTF-8 byte order; "" for the start. */
  readonly after: string;
  readonly limit: number;
}

export interface ListVersionsInput extends ListInput {
  /** With `after` as key marker: continue behind this version of it. */
  readonly afterVersionId?: string;
}

export interface ListUploadsInput extends ListInput {
  readonly afterUploadId?: string;
}

/** A page in listing order: items and common prefixes together count against the limit. */
export interface ListPage<T> {
  readonly entries: readonly (
    | { readonly kind: "item"; readonly item: T }
    | { readonly kind: "prefix"; readonly prefix: string }
  )[];
  readonly isTruncated: boolean;
}

export interface UploadRecord {
  readonly uploadId: string;
  readonly bucket: string;
  readonly key: string;
  readonly startedAt: Date;
  readonly initiator: string;
  readonly attributes: ObjectAttributes;
  readonly checksum: UploadChecksum | undefined;
}

export interface PartInput {
  readonly partNumber: number;
  readonly etag: string;
  readonly sizeBytes: number;
  readonly extents: readonly Extent[];
  readonly checksum?: string;
}

export interface PartRecord extends PartInput {
  readonly lastModified: Date;
}
