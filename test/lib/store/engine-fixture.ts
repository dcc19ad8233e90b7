import { createHash } from "node:crypto";
import { mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Readable } from "node:stream";
import { buffer } from "node:stream/consumers";
import type { DigestAlgorithm, RequestBody } from "../../../src/lib/wire/exchange.js";
import type {
  CommitInput,
  ObjectAttributes,
  ObjectVersion,
  StoreEngine,
} from "../../../src/lib/store/engine.js";
import { openStoreEngine, type StoreEngineOptions } from "../../../src/lib/store/open-store-engine.js";

export const PLAIN: ObjectAttributes = { headers: {}, metadata: {}, tags: [], storageClass: "STANDARD" };

/** A store in a folder of its own; `using` closes it and removes the folder. */
export async function temporaryStore(options: Partial<StoreEngineOptions> = {}) {
  const dir = await temporaryFolder();
  let engine = await openStoreEngine({ ...options, dir });
  return {
    dir,
    get engine(): StoreEngine {
      return engine;
    },
    /** Close, look at the folder or change it, and open again. */
    async reopen(meanwhile?: () => Promise<void>): Promise<void> {
      await engine.close();
      await meanwhile?.();
      engine = await openStoreEngine({ ...options, dir });
    },
    async [Symbol.asyncDispose](): Promise<void> {
      await engine.close();
      await rm(dir, { recursive: true, force: true });
    },
  };
}

export async function temporaryFolder(): Promise<string> {
  return mkdtemp(join(tmpdir(), "s3kit-store-"));
}

/** A request body, as the wire hands it over, of chunks that are at hand. */
export function bodyOf(content: Buffer | readonly Buffer[]): RequestBody {
  const chunks = Buffer.isBuffer(content) ? [content] : content;
  const digests = new Map<DigestAlgorithm, Buffer>();
  const hash = createHash("md5");
  async function* read() {
    for (const chunk of chunks) {
      hash.update(chunk);
      yield chunk;
    }
    digests.set("MD5", hash.digest());
  }
  const sizeBytes = chunks.reduce((sum, chunk) => sum + chunk.length, 0);
  return { stream: Readable.from(read()), sizeBytes, declaredChecksum: undefined, digests };
}

export async function putObject(
  engine: StoreEngine,
  bucket: string,
  key: string,
  content: Buffer | string,
  extra: Partial<CommitInput> = {},
): Promise<ObjectVersion> {
  const staged = await engine.stage(bodyOf(Buffer.from(content)));
  const etag = staged.digests.get("MD5")?.toString("hex") ?? "";
  const { extents, sizeBytes } = staged;
  return engine.commit({ bucket, key, etag, sizeBytes, extents, attributes: PLAIN, owner: "me", ...extra });
}

export async function readObject(engine: StoreEngine, version: ObjectVersion): Promise<Buffer> {
  return buffer(engine.read(version));
}

export async function readCurrent(engine: StoreEngine, bucket: string, key: string): Promise<Buffer> {
  const version = engine.find(bucket, key);
  if (!version) throw new Error(`No object ${key}`);
  return readObject(engine, version);
}

/** Files of blobs, relative to the store: what is left on disk besides the index. */
export async function blobFiles(dir: string): Promise<readonly string[]> {
  const entries = await readdir(dir, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile() && !entry.name.startsWith("index.db"))
    .map((entry) => join(entry.parentPath, entry.name).slice(dir.length + 1))
    .sort();
}

/** All of a listing, page by page. */
export function listAll(
  engine: StoreEngine,
  input: { bucket: string; prefix?: string; delimiter?: string; limit?: number },
): readonly string[] {
  const names: string[] = [];
  const { bucket, prefix = "", delimiter = "", limit = 1000 } = input;
  for (let after = ""; ; after = names.at(-1) ?? "") {
    const page = engine.list({ bucket, prefix, delimiter, after, limit });
    names.push(...page.entries.map((entry) => (entry.kind === "item" ? entry.item.key : entry.prefix)));
    if (!page.isTruncated) return names;
  }
}
