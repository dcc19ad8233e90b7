import type { S3Client } from "@aws-sdk/client-s3";
import { ConflictError, IntegrityError, NotFoundError } from "../../errors/s3kit-error.js";
import { directRequest } from "../../s3/direct/direct-request.js";
import { deleteObjects } from "../../s3/delete-objects.js";
import { unquote } from "../../s3/keys.js";
import { listEntryPages } from "../../s3/list-entries.js";
import type { TransferContext } from "../../transfer/transfer-context.js";
import type { LocalFile } from "../../transfer/transfer-item.js";
import { configuredPrefix, prefixWarning } from "../config/bucket-settings.js";
import { transferContext, type DatasetServices } from "../dataset-services.js";
import {
  adminHeaders,
  formatAdminMetadata,
  parseAdminMetadata,
  type AdminMetadata,
} from "../format/admin-metadata.js";
import { decodeHandle, identifierOf, isIdentifier, type HandleEncoding } from "../format/item-identity.js";
import { S3_README_TEXT } from "../format/readme-text.js";
import { handleEncodingOf, s3Structure } from "../format/structure.js";
import type {
  AddedItem,
  AdminDocument,
  DatasetBroker,
  DocumentFolder,
  DocumentName,
  FreezeClaim,
  ItemDescription,
  ItemName,
  StoredDocument,
  StoredItem,
  WriteCondition,
} from "./dataset-broker.js";
import { hashObject } from "./hash-object.js";
import { putItem } from "./put-item.js";
import { readItemBytes } from "./read-item-bytes.js";
import { LARGE_ITEM_BYTES, readLargeItem } from "./read-large-item.js";
import { claimS3Freeze } from "./s3-freeze-claim.js";
import { isMissingKey, readObjectText, userMetadata, writeObject, type ObjectKey } from "./s3-documents.js";
import { streamObject } from "./stream-object.js";

/** The key at the top of a bucket that says where a dataset is. */
export function registrationKey(uuid: string): string {
  return `dtool-${uuid}`;
}

/** Open a dataset in a bucket, whether or not it is there yet: its prefix is registered, else configured. */
export async function openS3Broker(
  services: DatasetServices,
  { bucket, uuid }: { readonly bucket: string; readonly uuid: string },
): Promise<S3Broker> {
  const client = await services.clientFor(bucket);
  const place = { bucket, key: registrationKey(uuid) };
  const registered = await readObjectText(client, place, services.signal);
  const prefix = registered?.text ?? configuredPrefix(services.config, bucket);
  return new S3Broker(services, client, bucket, uuid, prefix);
}

/** A dataset in a bucket, in the layout of dtool-s3. */
export class S3Broker implements DatasetBroker {
  readonly kind = "s3";
  readonly client: S3Client;
  readonly bucket: string;
  readonly uuid: string;
  /** Stands before the UUID in keys, verbatim. */
  readonly prefix: string;
  readonly context: TransferContext;
  readonly #services: DatasetServices;
  #handles: Promise<HandleEncoding> | undefined;

  constructor(services: DatasetServices, client: S3Client, bucket: string, uuid: string, prefix: string) {
    this.#services = services;
    this.client = client;
    this.bucket = bucket;
    this.uuid = uuid;
    this.prefix = prefix;
    this.context = transferContext(services, client);
  }

  get uri(): string {
    return `s3://${this.bucket}/${this.uuid}`;
  }

  /** Where a document is; with "" what all keys of the dataset but its registration begin with. */
  place(name: DocumentName): ObjectKey {
    return { bucket: this.bucket, key: `${this.prefix}${this.uuid}/${name}` };
  }

  itemPlace(identifier: string): ObjectKey {
    return this.place(`data/${identifier}`);
  }

  describePlace(name: DocumentName): string {
    return `s3://${this.bucket}/${this.place(name).key}`;
  }

  async create(admin: AdminMetadata): Promise<void> {
    const warning = prefixWarning(this.prefix, this.uuid);
    if (warning !== undefined) this.#services.note(warning);
    if ((await this.readAdmin()) !== undefined) throw exists(this.uri);
    const { signal } = this.#services;
    const registration = { bucket: this.bucket, key: registrationKey(this.uuid) };
    await writeObject(this.client, registration, this.prefix, { signal });
    await this.writeDocument("structure.json", s3Structure(this.uuid));
    await this.writeDocument("README.txt", S3_README_TEXT);
    await this.writeDocument("README.yml", "");
    await this.writeAdmin(admin, { kind: "new" });
  }

  async readAdmin(): Promise<AdminDocument | undefined> {
    const found = await readObjectText(this.client, this.place("dtool"), this.#services.signal);
    if (found === undefined) return undefined;
    const admin = parseAdminMetadata(found.text, found.metadata);
    if (admin === undefined)
      throw new IntegrityError(`${this.describePlace("dtool")} does not say what dataset it is`, {
        code: "DamagedDataset",
      });
    return { admin, version: found.version };
  }

  async writeAdmin(admin: AdminMetadata, condition: WriteCondition): Promise<void> {
    await writeObject(this.client, this.place("dtool"), formatAdminMetadata(admin), {
      signal: this.#services.signal,
      condition,
      metadata: adminHeaders(admin),
    });
  }

  claimFreeze(document: AdminDocument): Promise<FreezeClaim> {
    return claimS3Freeze(this, document, this.#services);
  }

  async readDocument(name: DocumentName): Promise<StoredDocument | undefined> {
    return readObjectText(this.client, this.place(name), this.#services.signal);
  }

  async *streamDocument(name: DocumentName): AsyncGenerator<Uint8Array> {
    try {
      yield* streamObject(this.client, this.place(name), this.#services.signal);
    } catch (error) {
      if (!isMissingKey(error)) throw error;
      throw new NotFoundError(`${this.uri} has no ${name}`, { code: "NoSuchDocument", cause: error });
    }
  }

  async writeDocument(name: DocumentName, text: string, condition?: WriteCondition): Promise<void> {
    await writeObject(this.client, this.place(name), text, { signal: this.#services.signal, condition });
  }

  async deleteDocuments(names: readonly DocumentName[]): Promise<void> {
    const objects = names.map((name) => ({ key: this.place(name).key }));
    await this.deleteKeys(objects);
  }

  /** Delete keys in the bucket. @throws what the store says about the first that it refuses. */
  async deleteKeys(objects: Iterable<{ readonly key: string }>): Promise<void> {
    const { signal } = this.#services;
    for await (const { failed } of deleteObjects(this.client, { bucket: this.bucket, objects }, { signal })) {
      const [first] = failed;
      if (first !== undefined) throw first.error;
    }
  }

  async *listDocuments(folder: DocumentFolder): AsyncGenerator<DocumentName> {
    const { key: prefix } = this.place(`${folder}/`);
    const base = this.place("").key.length;
    for await (const { key } of this.#list(prefix)) yield key.slice(base);
  }

  async *listItems(): AsyncGenerator<StoredItem> {
    const { key: prefix } = this.itemPlace("");
    for await (const { key, sizeBytes, lastModified, etag } of this.#list(prefix)) {
      const identifier = key.slice(prefix.length);
      yield { identifier, sizeBytes, modifiedMs: lastModified.getTime(), version: etag };
    }
  }

  async describeItem(item: StoredItem): Promise<ItemDescription> {
    const place = this.itemPlace(item.identifier);
    const { handle, checksum } = await this.readItemMetadata(item.identifier);
    const stray = (why: string) =>
      new IntegrityError(`s3://${place.bucket}/${place.key} is no item: ${why}`, { code: "StrayObject" });
    if (!isIdentifier(item.identifier)) throw stray("its name is no identifier");
    if (handle === undefined) throw stray("it has no handle in its metadata");
    const relpath = decodeHandle(handle, await this.handleEncoding());
    if (identifierOf(relpath) !== item.identifier)
      throw stray(`its handle is ${JSON.stringify(relpath)}, which belongs elsewhere`);
    const md5 = checksum ?? (await hashObject(this.client, place, "md5", this.#services.signal));
    return { relpath, md5: md5.toLowerCase() };
  }

  async readItemMetadata(identifier: string): Promise<Readonly<Record<string, string>>> {
    const request = { method: "HEAD" as const, ...this.itemPlace(identifier) };
    const { headers } = await directRequest(this.client, request, { signal: this.#services.signal });
    return userMetadata(headers);
  }

  async findItem({ identifier }: ItemName): Promise<StoredItem | undefined> {
    try {
      const { headers } = await directRequest(
        this.client,
        { method: "HEAD", ...this.itemPlace(identifier) },
        { signal: this.#services.signal },
      );
      return {
        identifier,
        sizeBytes: Number(headers["content-length"] ?? 0),
        modifiedMs: Date.parse(headers["last-modified"] ?? ""),
        version: unquote(headers["etag"] ?? ""),
      };
    } catch (error) {
      if (isMissingKey(error)) return undefined;
      throw error;
    }
  }

  addFile(file: LocalFile, relpath: string): Promise<AddedItem> {
    return putItem(this.context, this.itemPlace(identifierOf(relpath)), file, relpath);
  }

  async readItem(
    { identifier, relpath }: ItemName,
    onData: (chunk: Buffer) => Promise<void> | undefined,
  ): Promise<Readonly<Record<string, string>>> {
    try {
      return await readItemBytes(this.client, this.itemPlace(identifier), onData, this.#services.signal);
    } catch (error) {
      if (!isMissingKey(error)) throw error;
      throw new NotFoundError(`${relpath} (${identifier}) is missing in ${this.uri}`, {
        code: "MissingItem",
        cause: error,
      });
    }
  }

  async scanItem(
    name: ItemName,
    stored: StoredItem,
    onBytes: (bytes: Buffer) => void,
  ): Promise<Readonly<Record<string, string>>> {
    if (stored.sizeBytes < LARGE_ITEM_BYTES)
      return this.readItem(name, (chunk) => (onBytes(chunk), undefined));
    const place = this.itemPlace(name.identifier);
    return readLargeItem(this.client, place, stored, onBytes, this.#services.signal);
  }

  streamItem({ identifier }: ItemName): AsyncGenerator<Uint8Array> {
    return this.streamDocument(`data/${identifier}`);
  }

  /** How handles are written here; asked once. */
  handleEncoding(): Promise<HandleEncoding> {
    this.#handles ??= this.readDocument("structure.json").then((found) => handleEncodingOf(found?.text));
    return this.#handles;
  }

  async *#list(prefix: string) {
    const pages = listEntryPages(
      this.client,
      { bucket: this.bucket, prefix },
      { signal: this.#services.signal },
    );
    for await (const page of pages) for (const entry of page) if (entry.kind === "object") yield entry;
  }
}

function exists(uri: string): ConflictError {
  return new ConflictError(`There is a dataset at ${uri} already`, { code: "DatasetExists" });
}
