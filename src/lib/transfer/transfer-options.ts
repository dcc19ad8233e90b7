import type { KeyRing } from "../key-ring/key-ring.js";
import type { ChecksumAlgorithm } from "../wire/exchange.js";

/** What is written with an object besides its bytes; undefined leaves the default. */
export interface ObjectSettings {
  /** User metadata by lower-case name without `x-amz-meta-`. Undefined: none, or, on copies, the source's. */
  readonly metadata?: Readonly<Record<string, string>> | undefined;
  /** Default: by the file's extension. */
  readonly contentType?: string | undefined;
  readonly cacheControl?: string | undefined;
  readonly contentDisposition?: string | undefined;
  readonly contentEncoding?: string | undefined;
  readonly storageClass?: string | undefined;
  /** Canned ACL: `public-read`… */
  readonly acl?: string | undefined;
  readonly tags?: Readonly<Record<string, string>> | undefined;
}

/** Contents are opened where they come from, sealed where they go to, or both. */
export interface TransferEncryption {
  readonly ring: KeyRing;
  /** Default: the name of the bucket that an object is in. */
  readonly namespace?: string | undefined;
  readonly encrypts: boolean;
  readonly decrypts: boolean;
}

export interface TransferOptions {
  readonly settings: ObjectSettings;
  /** Requests in flight. */
  readonly concurrency: number;
  /** Default: 8 MiB, more for objects that would need over 10,000 parts. */
  readonly partSizeBytes?: number | undefined;
  /** Leave what exists at the destination alone. */
  readonly ifNoneMatch: boolean;
  /** Checksum to send with uploads. Default: CRC32 where the store knows it, else Content-MD5. */
  readonly checksum?: ChecksumAlgorithm | undefined;
  /** Keep modification times: as metadata `mtime` on upload, restored from it on download. */
  readonly preserve: boolean;
  /** Folder for the journals of interrupted uploads. */
  readonly stateFolder: string;
  /** What is done to contents on the way; undefined: nothing. */
  readonly encryption?: TransferEncryption | undefined;
}
