/** One file, folder or link inside an archive. */
export interface ArchiveEntry {
  /** As the archive has it: it may hold `..` and control characters. */
  readonly path: string;
  readonly kind: "file" | "folder" | "link" | "other";
  readonly sizeBytes: number;
  /** Undefined where files are not packed one by one. */
  readonly packedBytes: number | undefined;
  readonly modifiedAt: Date | undefined;
  readonly isEncrypted: boolean;
}
