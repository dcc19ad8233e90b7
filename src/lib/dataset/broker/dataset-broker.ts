import type { LocalFile } from "../../transfer/transfer-item.js";
import type { AdminMetadata } from "../format/admin-metadata.js";
import type { HandleEncoding } from "../format/item-identity.js";

/**
 * Name of a document of a dataset, as it follows the UUID in a bucket: `dtool`, `README.yml`, `manifest.json`,
 * `overlays/is_text.json`, `tags/raw`… A broker knows where on its storage it is.
 */
export type DocumentName = string;

/** Kinds of documents of which a dataset may have many. */
export type DocumentFolder = "overlays" | "annotations" | "tags" | "fragments";

export interface StoredDocument {
  readonly text: string;
  /** Changes when the document does. */
  readonly version: string;
}

/** What must hold for a write to happen; without one, it always does. */
export type WriteCondition =
  /** There is no such document. */
  | { readonly kind: "new" }
  /** It is still as it was read. */
  | { readonly kind: "unchanged"; readonly version: string };

export interface AdminDocument {
  readonly admin: AdminMetadata;
  readonly version: string;
}

/** An item as a listing shows it. */
export interface StoredItem {
  /** What the storage has it under. In a bucket anybody may have put other names there. */
  readonly identifier: string;
  readonly sizeBytes: number;
  readonly modifiedMs: number;
  /** Changes when the bytes do. */
  readonly version: string;
  /** Known where names of files tell it. */
  readonly relpath?: string | undefined;
}

/** What is known of an item beyond the listing. */
export interface ItemDescription {
  readonly relpath: string;
  /** MD5 in hex. */
  readonly md5: string;
}

/** An item that was put into a dataset. */
export interface AddedItem extends ItemDescription {
  readonly identifier: string;
  readonly sizeBytes: number;
  readonly version: string;
}

/** What an item is found by: by its identifier in a bucket, by its relpath on disk. */
export interface ItemName {
  readonly identifier: string;
  readonly relpath: string;
}

/** The right to freeze a dataset: who takes it later takes it away from who had it before. */
export interface FreezeClaim {
  /**
   * Write the manifest from a file, unless somebody else wrote it since the claim.
   *
   * @throws ConflictError `FreezeConflict`
   */
  writeManifest(file: {
    readonly path: string;
    readonly sizeBytes: number;
    readonly sha256: string;
  }): Promise<void>;
  /**
   * Turn the proto dataset into a dataset, unless somebody else took over.
   *
   * @throws ConflictError `FreezeConflict`
   */
  finish(admin: AdminMetadata): Promise<void>;
  /** Give the right back; nothing after `finish`. */
  release(): Promise<void>;
}

/**
 * A dataset on one kind of storage. Documents are small and held whole, but for the manifest; items are streamed.
 *
 * All methods throw AccessDeniedError, NetworkError and what else the storage gives cause to.
 */
export interface DatasetBroker {
  readonly kind: "s3" | "file";
  readonly uri: string;

  /**
   * Make the structure of a new dataset, the admin metadata last: a dataset is there when it is whole.
   *
   * @throws ConflictError `DatasetExists`
   */
  create(admin: AdminMetadata): Promise<void>;
  /** Undefined: there is no dataset. */
  readAdmin(): Promise<AdminDocument | undefined>;
  /** @throws ConflictError `DocumentChanged` */
  writeAdmin(admin: AdminMetadata, condition: WriteCondition): Promise<void>;
  /** Claim the right to freeze a proto dataset as it was read. @throws ConflictError `FreezeConflict` */
  claimFreeze(document: AdminDocument): Promise<FreezeClaim>;

  readDocument(name: DocumentName): Promise<StoredDocument | undefined>;
  /** A document in pieces. @throws NotFoundError when it is not there. */
  streamDocument(name: DocumentName): AsyncIterable<Uint8Array>;
  /** @throws ConflictError `DocumentChanged` when the condition does not hold. */
  writeDocument(name: DocumentName, text: string, condition?: WriteCondition): Promise<void>;
  deleteDocuments(names: readonly DocumentName[]): Promise<void>;
  /** Names below a folder, in order. Memory: two pages. */
  listDocuments(folder: DocumentFolder): AsyncIterable<DocumentName>;

  /** By identifier, lowest first. */
  listItems(): AsyncIterable<StoredItem>;
  /** @throws IntegrityError when what is stored is no item, and says why. */
  describeItem(item: StoredItem): Promise<ItemDescription>;
  /** What the storage keeps about an item beside its bytes: `checksum`, `handle`; nothing on disk. */
  readItemMetadata(identifier: string): Promise<Readonly<Record<string, string>>>;
  handleEncoding(): Promise<HandleEncoding>;
  /** One item as it is stored; undefined: it is not there. */
  findItem(name: ItemName): Promise<StoredItem | undefined>;
  /** Put a file into the dataset; an item of that relpath is replaced. */
  addFile(file: LocalFile, relpath: string): Promise<AddedItem>;
  /**
   * Read all bytes of an item.
   *
   * @param onData the chunk is valid until the promise resolves; what it throws ends the reading.
   * @returns what `readItemMetadata` does.
   * @throws NotFoundError when it is not there.
   */
  readItem(
    name: ItemName,
    onData: (chunk: Buffer) => Promise<void> | undefined,
  ): Promise<Readonly<Record<string, string>>>;
  /**
   * Read all bytes of an item as it was listed, with the least effort.
   *
   * @param onBytes the bytes are valid during the call
   * @throws NotFoundError when it is not there; ConflictError when it was replaced since.
   */
  scanItem(
    name: ItemName,
    stored: StoredItem,
    onBytes: (bytes: Buffer) => void,
  ): Promise<Readonly<Record<string, string>>>;
  /** The bytes of an item as they come. @throws NotFoundError when it is not there. */
  streamItem(name: ItemName): AsyncIterable<Uint8Array>;
  /** Where people find what is stored, for messages. */
  describePlace(name: DocumentName): string;
}
