import { randomUUID } from "node:crypto";
import { mkdtemp, readdir, readFile, rm, writeFile, mkdir } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import {
  AbortMultipartUploadCommand,
  CreateBucketCommand,
  DeleteBucketCommand,
  DeleteObjectCommand,
  GetObjectCommand,
  ListMultipartUploadsCommand,
  ListObjectVersionsCommand,
  PutBucketVersioningCommand,
  PutObjectCommand,
  S3Client,
} from "@aws-sdk/client-s3";
import { execa, type Options } from "execa";
import { afterAll, beforeAll } from "vitest";
import { PROGRAM } from "./program.js";
import { openTestStore, STORE, type TestStore } from "./test-store.js";

/** How a run of the program ended. */
export interface Run {
  readonly exitCode: number | undefined;
  readonly stdout: string;
  readonly stderr: string;
  /** Standard output, each line parsed. */
  readonly lines: readonly Record<string, unknown>[];
  /** The error on standard error under `--json`. */
  readonly error: Record<string, unknown> | undefined;
}

export type RunOptions = Pick<Options, "cwd" | "input" | "env">;

/**
 * A test file's own store (or its own buckets of a shared one), a folder, and the program to run on them. The program
 * sees `AWS_*` and nothing else of the environment. `client` sets things up and looks at what is left behind.
 */
export class Workbench {
  #store: TestStore | undefined;
  #client: S3Client | undefined;
  #folder = "";
  readonly #buckets: string[] = [];

  get store(): TestStore {
    if (this.#store === undefined) throw new Error("The store is not open yet");
    return this.#store;
  }

  get client(): S3Client {
    if (this.#client === undefined) throw new Error("The store is not open yet");
    return this.#client;
  }

  /** An empty folder that belongs to the test file. */
  get folder(): string {
    return this.#folder;
  }

  async open(): Promise<void> {
    this.#folder = await mkdtemp(path.join(tmpdir(), "s3kit-work-"));
    this.#store = await openTestStore();
    const { endpoint, region, accessKeyId, secretAccessKey } = this.#store;
    this.#client = new S3Client({
      endpoint,
      region,
      forcePathStyle: true,
      requestChecksumCalculation: "WHEN_REQUIRED",
      responseChecksumValidation: "WHEN_REQUIRED",
      credentials: { accessKeyId, secretAccessKey },
    });
  }

  async close(): Promise<void> {
    try {
      // An embedded store is thrown away as a whole.
      if (STORE === "ceph") await Promise.all(this.#buckets.map((bucket) => this.#removeBucket(bucket)));
    } finally {
      this.#client?.destroy();
      await this.#store?.close();
      await rm(this.#folder, { recursive: true, force: true });
    }
  }

  /** Run `s3kit` with these words. A failure is a result, not an exception. */
  async run(words: readonly string[], options: RunOptions = {}): Promise<Run> {
    const { exitCode, stdout, stderr } = await execa(process.execPath, [PROGRAM, ...words], {
      input: "",
      ...options,
      extendEnv: false,
      env: { ...this.environment(), ...options.env },
      reject: false,
      stripFinalNewline: false,
    });
    return toRun(exitCode, stdout, stderr);
  }

  /** What the program sees of the environment. */
  environment(): Record<string, string> {
    const { endpoint, region, accessKeyId, secretAccessKey } = this.store;
    return {
      PATH: process.env["PATH"] ?? "",
      HOME: path.join(this.#folder, "home"),
      TMPDIR: tmpdir(),
      TZ: "UTC",
      AWS_ENDPOINT_URL: endpoint,
      AWS_REGION: region,
      AWS_ACCESS_KEY_ID: accessKeyId,
      AWS_SECRET_ACCESS_KEY: secretAccessKey,
      AWS_EC2_METADATA_DISABLED: "true",
    };
  }

  /** A new bucket with these objects in it. It is deleted at the end. */
  async bucket(objects: Readonly<Record<string, string | Uint8Array>> = {}): Promise<string> {
    const bucket = this.bucketName();
    await this.client.send(new CreateBucketCommand({ Bucket: bucket }));
    await this.put(bucket, objects);
    return bucket;
  }

  /** A new bucket that keeps versions. */
  async versionedBucket(): Promise<string> {
    const bucket = await this.bucket();
    const VersioningConfiguration = { Status: "Enabled" } as const;
    await this.client.send(new PutBucketVersioningCommand({ Bucket: bucket, VersioningConfiguration }));
    return bucket;
  }

  /** A name for a bucket that the test makes itself. It is deleted at the end if it is there. */
  bucketName(): string {
    const bucket = `it-${randomUUID().slice(0, 18)}`;
    this.#buckets.push(bucket);
    return bucket;
  }

  async put(bucket: string, objects: Readonly<Record<string, string | Uint8Array>>): Promise<void> {
    for (const [Key, content] of Object.entries(objects)) {
      const Body = typeof content === "string" ? Buffer.from(content) : content;
      await this.client.send(new PutObjectCommand({ Bucket: bucket, Key, Body }));
    }
  }

  /** Keys of a bucket, in listing order. */
  async keys(bucket: string): Promise<readonly string[]> {
    const versions = await this.versions(bucket);
    return versions.filter(({ isLatest, isMarker }) => isLatest && !isMarker).map(({ key }) => key);
  }

  async versions(bucket: string): Promise<readonly StoredVersion[]> {
    const { Versions = [], DeleteMarkers = [] } = await this.client.send(
      new ListObjectVersionsCommand({ Bucket: bucket }),
    );
    const describe = (isMarker: boolean) => (version: (typeof DeleteMarkers)[number]) => ({
      key: version.Key ?? "",
      versionId: version.VersionId ?? "",
      isLatest: version.IsLatest === true,
      isMarker,
    });
    return [...Versions.map(describe(false)), ...DeleteMarkers.map(describe(true))];
  }

  /** Keys with an unfinished upload. */
  async uploads(bucket: string): Promise<readonly string[]> {
    const { Uploads = [] } = await this.client.send(new ListMultipartUploadsCommand({ Bucket: bucket }));
    return Uploads.map(({ Key = "" }) => Key);
  }

  /** An object's text; undefined when it is not there. */
  async text(bucket: string, key: string): Promise<string | undefined> {
    try {
      const { Body } = await this.client.send(new GetObjectCommand({ Bucket: bucket, Key: key }));
      return await Body?.transformToString();
    } catch (error) {
      if ((error as Error).name === "NoSuchKey") return undefined;
      throw error;
    }
  }

  /** Write files below the folder; returns the path of the place they are in. */
  async files(name: string, contents: Readonly<Record<string, string | Uint8Array>>): Promise<string> {
    const root = path.join(this.#folder, name);
    await mkdir(root, { recursive: true });
    for (const [file, content] of Object.entries(contents)) {
      await mkdir(path.dirname(path.join(root, file)), { recursive: true });
      await writeFile(path.join(root, file), content);
    }
    return root;
  }

  /** Every file below a folder with its text, by relative name. */
  async readFiles(root: string): Promise<Readonly<Record<string, string>>> {
    const entries = await readdir(root, { recursive: true, withFileTypes: true });
    const files = entries
      .filter((entry) => entry.isFile())
      .map((entry) => path.join(entry.parentPath, entry.name));
    const pairs = files.map(
      async (file) => [path.relative(root, file), await readFile(file, "utf8")] as const,
    );
    return Object.fromEntries((await Promise.all(pairs)).toSorted(([a], [b]) => (a < b ? -1 : 1)));
  }

  async #removeVersion(bucket: string, { key, versionId }: StoredVersion): Promise<void> {
    await this.client.send(new DeleteObjectCommand({ Bucket: bucket, Key: key, VersionId: versionId }));
  }

  async #removeBucket(bucket: string): Promise<void> {
    try {
      const { Uploads = [] } = await this.client.send(new ListMultipartUploadsCommand({ Bucket: bucket }));
      for (const { Key, UploadId } of Uploads) {
        await this.client.send(new AbortMultipartUploadCommand({ Bucket: bucket, Key, UploadId }));
      }
      for (let page = await this.versions(bucket); page.length > 0; page = await this.versions(bucket)) {
        await Promise.all(page.map((version) => this.#removeVersion(bucket, version)));
      }
      await this.client.send(new DeleteBucketCommand({ Bucket: bucket }));
    } catch (error) {
      if ((error as Error).name !== "NoSuchBucket") throw error;
    }
  }
}

export interface StoredVersion {
  readonly key: string;
  readonly versionId: string;
  readonly isLatest: boolean;
  readonly isMarker: boolean;
}

/** A workbench that is opened before the tests of a file and closed after them. */
export function useWorkbench(): Workbench {
  const bench = new Workbench();
  beforeAll(() => bench.open());
  afterAll(() => bench.close());
  return bench;
}

function toRun(exitCode: number | undefined, stdout: string, stderr: string): Run {
  return {
    exitCode,
    stdout,
    stderr,
    get lines() {
      return parseLines(stdout);
    },
    get error() {
      return parseLines(stderr).find(({ type }) => type === "error");
    },
  };
}

function parseLines(text: string): Record<string, unknown>[] {
  const lines = text.split("\n").filter((line) => line !== "");
  return lines.map((line) => JSON.parse(line) as Record<string, unknown>);
}
