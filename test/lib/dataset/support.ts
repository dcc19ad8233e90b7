import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { PutObjectCommand, type S3Client } from "@aws-sdk/client-s3";
import { loadDtoolConfig } from "../../../src/lib/dataset/config/dtool-config.js";
import { createFromFolder } from "../../../src/lib/dataset/create-from-folder.js";
import type { DatasetServices } from "../../../src/lib/dataset/dataset-services.js";
import { openDataset, type OpenDataset } from "../../../src/lib/dataset/open-dataset.js";
import { createTransferProgress } from "../../../src/lib/transfer/transfer-progress.js";
import { runningStore } from "../store/running-store.js";

/** An object of a dataset as dtool wrote it. */
export interface GoldenObject {
  readonly key: string;
  readonly metadata: Readonly<Record<string, string>>;
  readonly contentType?: string;
  /** Undefined: 9 MiB of the letter A. */
  readonly body?: string;
}

export const BIG = Buffer.alloc(9 * 1024 * 1024, "A");
export const GOLDEN_UUID = "11111111-2222-4333-8444-555555555555";

/** What dtool wrote at one stage. */
export async function golden<Entry = GoldenObject>(name: string): Promise<readonly Entry[]> {
  const file = new URL(`../../vectors/dtool/${name}.json`, import.meta.url);
  return JSON.parse(await readFile(file, "utf8")) as Entry[];
}

/** A store with buckets, a folder, and services for the datasets of both. */
export async function datasetBench(env: Readonly<Record<string, string>> = {}) {
  const store = await runningStore();
  const folder = await mkdtemp(path.join(tmpdir(), "s3kit-datasets-"));
  const notes: string[] = [];
  const environment = { HOME: path.join(folder, "home"), USER: "olssont", ...env };
  const services = async (changes: Partial<DatasetServices> = {}): Promise<DatasetServices> => ({
    clientFor: async () => Promise.resolve(store.client),
    config: await loadDtoolConfig(environment),
    signal: new AbortController().signal,
    concurrency: 8,
    stateFolder: path.join(folder, "state"),
    note: (text) => void notes.push(text),
    progress: createTransferProgress(),
    ...changes,
  });
  return {
    ...store,
    folder,
    environment,
    notes,
    services,
    async [Symbol.asyncDispose](): Promise<void> {
      await store[Symbol.asyncDispose]();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** Store objects as dtool wrote them. */
export async function putGolden(
  client: S3Client,
  bucket: string,
  objects: readonly GoldenObject[],
): Promise<void> {
  for (const { key, metadata, contentType = "binary/octet-stream", body } of objects) {
    const Body = body === undefined ? BIG : Buffer.from(body, "utf8");
    await client.send(
      new PutObjectCommand({
        Bucket: bucket,
        Key: key,
        Body,
        Metadata: { ...metadata },
        ContentType: contentType,
      }),
    );
  }
}

/** A folder of files with these contents. */
export async function writeFiles(
  folder: string,
  contents: Readonly<Record<string, string | Buffer>>,
): Promise<string> {
  for (const [name, content] of Object.entries(contents)) {
    const file = path.join(folder, name);
    await mkdir(path.dirname(file), { recursive: true });
    await writeFile(file, content);
  }
  return folder;
}

/** A frozen dataset of these files in `s3://bucket`. */
export async function frozenDataset(
  services: DatasetServices,
  folder: string,
  contents: Readonly<Record<string, string | Buffer>>,
  base = "s3://bucket",
): Promise<OpenDataset> {
  await writeFiles(folder, contents);
  const input = { name: "made", base, folder, resume: false, freeze: true };
  const { dataset } = await createFromFolder(
    services,
    input,
    () => undefined,
    () => undefined,
  );
  return openDataset(services, dataset.broker.uri, "frozen");
}
