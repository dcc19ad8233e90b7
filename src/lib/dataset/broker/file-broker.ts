import { createHash, hash } from "node:crypto";
import { createReadStream, type ReadStream } from "node:fs";
import { lstat, mkdir, open, readdir, readFile, rename, rm, stat, writeFile } from "node:fs/promises";
import path from "node:path";
import { ConflictError, IntegrityError, NotFoundError } from "../../errors/s3kit-error.js";
import { compareUtf8 } from "../../s3/keys.js";
import { translateFileError } from "../../transfer/file-errors.js";
import { uniqueTemporaryPath } from "../../transfer/temporary-file.js";
import type { LocalFile } from "../../transfer/transfer-item.js";
import { walkLocal } from "../../transfer/walk-local.js";
import { formatDatasetUri } from "../dataset-uri.js";
import type { DatasetServices } from "../dataset-services.js";
import { formatAdminMetadata, parseAdminMetadata, type AdminMetadata } from "../format/admin-metadata.js";
import { identifierOf, type HandleEncoding } from "../format/item-identity.js";
import { FILE_README_TEXT } from "../format/readme-text.js";
import { fileStructure } from "../format/structure.js";
import { sortByIdentifier } from "../items/sort-by-identifier.js";
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
import { claimFileFreeze } from "./file-freeze-claim.js";
import { hashFile } from "./put-item.js";

const READ_BYTES = 256 * 1024;

/** A dataset in a folder, in the layout of dtool's disk broker. Documents appear whole, under a temporary name first. */
export class FileBroker implements DatasetBroker {
  readonly kind = "file";
  /** The folder of the dataset. */
  readonly folder: string;
  readonly #services: DatasetServices;

  constructor(services: DatasetServices, folder: string) {
    this.#services = services;
    this.folder = folder;
  }

  get uri(): string {
    return formatDatasetUri({ kind: "file", path: this.folder });
  }

  /** Where an item is. @throws IntegrityError when the relpath would lead out of the dataset. */
  itemPath(relpath: string): string {
    const data = path.join(this.folder, "data");
    const file = path.join(data, relpath);
    if (relpath === "" || path.isAbsolute(relpath) || !file.startsWith(data + path.sep))
      throw new IntegrityError(`${JSON.stringify(relpath)} would be outside of ${this.uri}`, {
        code: "UnsafeRelpath",
      });
    return file;
  }

  describePlace(name: DocumentName): string {
    return this.#pathOf(name);
  }

  async create(admin: AdminMetadata): Promise<void> {
    if ((await present(this.folder)) !== undefined)
      throw new ConflictError(`${this.folder} exists`, { code: "DatasetExists" });
    await mkdir(path.join(this.folder, "data"), { recursive: true });
    for (const folder of ["overlays", "annotations", "tags"])
      await mkdir(path.join(this.folder, ".dtool", folder), { recursive: true });
    await this.writeDocument("structure.json", fileStructure());
    await this.writeDocument("README.txt", FILE_README_TEXT);
    await this.writeDocument("README.yml", "");
    await this.writeAdmin(admin, { kind: "new" });
  }

  async readAdmin(): Promise<AdminDocument | undefined> {
    const found = await this.readDocument("dtool");
    if (found === undefined) return undefined;
    const admin = parseAdminMetadata(found.text, {});
    if (admin === undefined)
      throw new IntegrityError(`${this.describePlace("dtool")} does not say what dataset it is`, {
        code: "DamagedDataset",
      });
    return { admin, version: found.version };
  }

  async writeAdmin(admin: AdminMetadata, condition: WriteCondition): Promise<void> {
    await this.writeDocument("dtool", formatAdminMetadata(admin), condition);
  }

  claimFreeze(document: AdminDocument): Promise<FreezeClaim> {
    return claimFileFreeze(this, document);
  }

  async readDocument(name: DocumentName): Promise<StoredDocument | undefined> {
    try {
      const text = await readFile(this.#pathOf(name), "utf8");
      return { text, version: hash("md5", text, "hex") };
    } catch (error) {
      if (isMissing(error)) return undefined;
      throw translateFileError(error, this.#pathOf(name));
    }
  }

  async *streamDocument(name: DocumentName): AsyncGenerator<Uint8Array> {
    try {
      yield* createReadStream(this.#pathOf(name), { highWaterMark: READ_BYTES }) as AsyncIterable<Buffer>;
    } catch (error) {
      if (!isMissing(error)) throw translateFileError(error, this.#pathOf(name));
      throw new NotFoundError(`${this.uri} has no ${name}`, { code: "NoSuchDocument", cause: error });
    }
  }

  async writeDocument(name: DocumentName, text: string, condition?: WriteCondition): Promise<void> {
    const now = condition === undefined ? undefined : await this.readDocument(name);
    const expected = condition?.kind === "unchanged" ? condition.version : undefined;
    if (condition !== undefined && now?.version !== expected)
      throw new ConflictError(`${this.#pathOf(name)} was changed by somebody else meanwhile`, {
        code: "DocumentChanged",
      });
    const file = this.#pathOf(name);
    const temporary = uniqueTemporaryPath(file);
    try {
      await mkdir(path.dirname(file), { recursive: true });
      await writeFile(temporary, text);
      await rename(temporary, file);
    } catch (error) {
      await rm(temporary, { force: true });
      throw translateFileError(error, file);
    }
  }

  async deleteDocuments(names: readonly DocumentName[]): Promise<void> {
    for (const name of names) await rm(this.#pathOf(name), { force: true });
  }

  async *listDocuments(folder: DocumentFolder): AsyncGenerator<DocumentName> {
    const names = await readdir(this.#pathOf(folder)).catch((error: unknown) => {
      if (isMissing(error)) return [];
      throw translateFileError(error, this.#pathOf(folder));
    });
    for (const name of names.toSorted(compareUtf8)) yield `${folder}/${name}`;
  }

  async *listItems(): AsyncGenerator<StoredItem> {
    yield* sortByIdentifier(this.#walkItems());
  }

  async describeItem({ relpath = "", sizeBytes, modifiedMs }: StoredItem): Promise<ItemDescription> {
    const file = { path: this.itemPath(relpath), sizeBytes, modifiedMs };
    return { relpath, md5: await hashFile(file, this.#services.signal) };
  }

  async readItemMetadata(): Promise<Readonly<Record<string, string>>> {
    return Promise.resolve({});
  }

  async handleEncoding(): Promise<HandleEncoding> {
    return Promise.resolve("plain");
  }

  async findItem({ identifier, relpath }: ItemName): Promise<StoredItem | undefined> {
    const found = await present(this.itemPath(relpath));
    if (found?.isFile() !== true) return undefined;
    return toStoredItem(relpath, identifier, found.size, found.mtimeMs);
  }

  async addFile(file: LocalFile, relpath: string): Promise<AddedItem> {
    const target = this.itemPath(relpath);
    const md5 = await copyHashed(file, target, this.#services);
    const version = `${file.sizeBytes.toString()}:${file.modifiedMs.toString()}`;
    return { identifier: identifierOf(relpath), relpath, sizeBytes: file.sizeBytes, md5, version };
  }

  async readItem(
    { identifier, relpath }: ItemName,
    onData: (chunk: Buffer) => Promise<void> | undefined,
  ): Promise<Readonly<Record<string, string>>> {
    const file = this.itemPath(relpath);
    try {
      const options = { highWaterMark: READ_BYTES, signal: this.#services.signal };
      for await (const chunk of createReadStream(file, options) as ReadStream & AsyncIterable<Buffer>)
        await onData(chunk);
      return {};
    } catch (error) {
      this.#services.signal.throwIfAborted();
      if (!isMissing(error)) throw translateFileError(error, file);
      throw new NotFoundError(`${relpath} (${identifier}) is missing in ${this.uri}`, {
        code: "MissingItem",
        cause: error,
      });
    }
  }

  scanItem(
    name: ItemName,
    _stored: StoredItem,
    onBytes: (bytes: Buffer) => void,
  ): Promise<Readonly<Record<string, string>>> {
    return this.readItem(name, (chunk) => (onBytes(chunk), undefined));
  }

  async *streamItem({ relpath }: ItemName): AsyncGenerator<Uint8Array> {
    yield* createReadStream(this.itemPath(relpath), { highWaterMark: READ_BYTES }) as AsyncIterable<Buffer>;
  }

  async *#walkItems(): AsyncGenerator<StoredItem> {
    const data = path.join(this.folder, "data");
    for await (const entry of walkLocal(data, { signal: this.#services.signal })) {
      if (entry.kind === "left-out")
        throw new IntegrityError(`${entry.path} cannot be an item: ${entry.reason}`, {
          code: "StrayFile",
          cause: entry.error,
        });
      const { sizeBytes, modifiedMs } = entry.file;
      yield toStoredItem(entry.name, identifierOf(entry.name), sizeBytes, modifiedMs);
    }
  }

  #pathOf(name: DocumentName): string {
    if (name.startsWith("README.yml")) return path.join(this.folder, name);
    const inside = name.replace(/^fragments(?=\/|$)/, "tmp_fragments");
    return path.join(this.folder, ".dtool", inside);
  }
}

/** Names at the top of a dataset's folder. */
const TOP_NAMES = /^(?:data|\.dtool|README\.yml(?:-.*)?)$/;

/**
 * Files at the top of a dataset that belong elsewhere: dtool freezes no dataset that has such.
 *
 * @throws ConflictError `RogueContent`
 */
export async function assertNoRogueContent(broker: FileBroker): Promise<void> {
  const names = await readdir(broker.folder);
  const rogue = names.filter((name) => !TOP_NAMES.test(name));
  if (rogue.length === 0) return;
  throw new ConflictError(`${broker.uri} has content of no kind at its top: ${rogue.join(", ")}`, {
    code: "RogueContent",
    hints: ["Move it into data/, or out of the dataset"],
  });
}

function toStoredItem(
  relpath: string,
  identifier: string,
  sizeBytes: number,
  modifiedMs: number,
): StoredItem {
  return {
    identifier,
    sizeBytes,
    modifiedMs,
    version: `${sizeBytes.toString()}:${modifiedMs.toString()}`,
    relpath,
  };
}

/** Copy a file under a temporary name, hashing on the way, and give it its name and time. */
async function copyHashed(
  file: LocalFile,
  target: string,
  { signal, progress }: DatasetServices,
): Promise<string> {
  const temporary = uniqueTemporaryPath(target);
  const digest = createHash("md5");
  let sizeBytes = 0;
  try {
    await mkdir(path.dirname(target), { recursive: true });
    const output = await open(temporary, "wx");
    try {
      const input = createReadStream(file.path, { highWaterMark: READ_BYTES, signal });
      for await (const chunk of input as AsyncIterable<Buffer>) {
        digest.update(chunk);
        sizeBytes += chunk.length;
        await output.writeFile(chunk);
        progress.movedBytes += chunk.length;
      }
      await output.utimes(file.modifiedMs / 1000, file.modifiedMs / 1000);
    } finally {
      await output.close();
    }
    const { size, mtimeMs } = await stat(file.path);
    if (sizeBytes !== file.sizeBytes || size !== file.sizeBytes || mtimeMs !== file.modifiedMs)
      throw new ConflictError(`${file.path} changed while it was read`, { code: "SourceChanged" });
    await rename(temporary, target);
  } catch (error) {
    await rm(temporary, { force: true });
    signal.throwIfAborted();
    throw translateFileError(error, file.path);
  }
  return digest.digest("hex");
}

async function present(file: string) {
  try {
    return await lstat(file);
  } catch (error) {
    if (isMissing(error)) return undefined;
    throw translateFileError(error, file);
  }
}

function isMissing(error: unknown): boolean {
  const { code } = error as NodeJS.ErrnoException;
  return code === "ENOENT" || code === "ENOTDIR";
}
