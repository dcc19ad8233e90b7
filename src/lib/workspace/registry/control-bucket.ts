import type { S3Client } from "@aws-sdk/client-s3";
import { RESERVED_PREFIX } from "../../access/grants/key-safety.js";
import { NotFoundError, UnsupportedByStoreError } from "../../errors/s3kit-error.js";
import { annotateError } from "../../s3/error-context.js";
import type { CallOptions } from "../../s3/call-options.js";
import { directRequest } from "../../s3/direct/direct-request.js";
import { DirectServiceError } from "../../s3/direct/service-error.js";
import { listEntryPages } from "../../s3/list-entries.js";
import { translateError } from "../../s3/translate-error.js";

/** A gateway waits for the registry before it answers anybody: rather fail than hang. */
const HEADERS_TIMEOUT_MS = 10_000;

export type Created = "created" | "exists";

/** The objects of s3kit's own in a bucket, by their names below `.s3kit/`. */
export class ControlBucket {
  readonly #client: S3Client;
  readonly name: string;

  constructor(client: S3Client, bucket: string) {
    this.#client = client;
    this.name = bucket;
  }

  /** An object's content, held whole; undefined when it is not there. @throws NotFoundError without the bucket */
  async read(name: string, { signal }: CallOptions = {}): Promise<Buffer | undefined> {
    const request = { method: "GET" as const, bucket: this.name, key: RESERVED_PREFIX + name };
    try {
      const { body } = await directRequest(this.#client, request, {
        signal,
        headersTimeoutMs: HEADERS_TIMEOUT_MS,
      });
      return body;
    } catch (error) {
      if (error instanceof DirectServiceError && error.Code === "NoSuchKey") return undefined;
      throw this.#describe(error, "GetObject", name);
    }
  }

  /** Write an object unless there is one: of any number of writers at once, one creates it. */
  async create(name: string, body: Buffer, { signal }: CallOptions = {}): Promise<Created> {
    const request = {
      method: "PUT" as const,
      bucket: this.name,
      key: RESERVED_PREFIX + name,
      headers: { "if-none-match": "*", "content-type": contentType(name) },
      body,
    };
    try {
      await directRequest(this.#client, request, { signal, headersTimeoutMs: HEADERS_TIMEOUT_MS });
      return "created";
    } catch (error) {
      // 412: it is there. 409: another writer is about to create it.
      const status = error instanceof DirectServiceError ? error.$metadata.httpStatusCode : undefined;
      if (status === 412 || (status === 409 && isConditionConflict(error))) return "exists";
      throw this.#describe(error, "PutObject", name);
    }
  }

  async remove(name: string, { signal }: CallOptions = {}): Promise<void> {
    const request = { method: "DELETE" as const, bucket: this.name, key: RESERVED_PREFIX + name };
    try {
      await directRequest(this.#client, request, { signal, headersTimeoutMs: HEADERS_TIMEOUT_MS });
    } catch (error) {
      throw this.#describe(error, "DeleteObject", name);
    }
  }

  /** Names below a folder of `.s3kit/`, in order, those after `startAfter`. */
  async *list(folder: string, options: CallOptions & { readonly startAfter?: string } = {}) {
    const { signal, startAfter } = options;
    const prefix = RESERVED_PREFIX + folder;
    const after = startAfter === undefined ? {} : { startAfter: RESERVED_PREFIX + startAfter };
    for await (const page of listEntryPages(
      this.#client,
      { bucket: this.name, prefix, ...after },
      { signal },
    )) {
      for (const entry of page) {
        if (entry.kind === "object") yield entry.key.slice(RESERVED_PREFIX.length);
      }
    }
  }

  /**
   * Make sure that the store keeps the promise everything rests on: an object is created once.
   *
   * @throws UnsupportedByStoreError when it does not
   */
  async assertConditionalWrites(options: CallOptions = {}): Promise<void> {
    const probe = "registry/conditional-writes";
    const body = Buffer.from("Written to see whether the store refuses to write it again.\n");
    await this.create(probe, body, options);
    if ((await this.create(probe, body, options)) === "exists") return;
    throw new UnsupportedByStoreError(
      `Bucket ${this.name} ignores If-None-Match, so it cannot hold a registry`,
      {
        code: "NoConditionalWrites",
        hints: [
          "Some stores (Ceph) keep the condition in buckets without versions only: use another bucket for --control",
          "See what the store can do: s3kit profile check",
        ],
      },
    );
  }

  #describe(error: unknown, operation: string, name: string): unknown {
    annotateError(error, { operation, bucket: this.name, key: RESERVED_PREFIX + name });
    const described = translateError(error);
    if (!(described instanceof NotFoundError)) return described;
    return new NotFoundError(`The control bucket ${this.name} is not there`, {
      code: described.code,
      hints: [`Make it: s3kit bucket create ${this.name}`, "Or name another with --control s3://BUCKET"],
      cause: error,
    });
  }
}

function isConditionConflict(error: unknown): boolean {
  const code = (error as DirectServiceError).Code;
  return code === "ConditionalRequestConflict" || code === "OperationAborted" || code === "Conflict";
}

function contentType(name: string): string {
  return name.endsWith(".json") ? "application/json" : "application/octet-stream";
}
