import { createHash } from "node:crypto";
import { mkdtemp, readdir, rm } from "node:fs/promises";
import { request as httpRequest } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { buffer } from "node:stream/consumers";
import { CreateBucketCommand, S3Client, type S3ClientConfig } from "@aws-sdk/client-s3";
import { startStore, type StartStoreOptions } from "../../../src/lib/store/start-store.js";
import { signRequest } from "../../../src/lib/wire/auth/sign-request.js";

export const KEY = {
  accessKeyId: "AKIDEXAMPLE",
  secretAccessKey: "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY",
};

export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | undefined>>;
  readonly text: string;
}

export interface RawRequest {
  readonly method: string;
  /** Path and query exactly as sent. */
  readonly target: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: Buffer | string;
  /** Without: sign with {@link KEY}. */
  readonly anonymous?: boolean;
  readonly key?: typeof KEY;
}

/** A store over HTTP in a folder of its own, with a client; `using` stops it and removes the folder. */
export async function runningStore(options: Partial<StartStoreOptions> = {}) {
  const dir = await mkdtemp(join(tmpdir(), "s3kit-served-"));
  const start = () => startStore({ dir, host: "127.0.0.1", port: 0, keys: [KEY], ...options });
  const store = await start();
  const { endpoint } = store;
  const client = clientFor(endpoint);
  return {
    dir,
    endpoint,
    port: store.port,
    client,
    send: (request: RawRequest) => sendRaw(endpoint, request),
    createBucket: async (Bucket = "bucket") => {
      await client.send(new CreateBucketCommand({ Bucket }));
      return Bucket;
    },
    /** Files of content, finished and unfinished; small content is in the index. */
    contentFiles: async () => {
      const entries = await readdir(dir, { recursive: true, withFileTypes: true });
      return entries.filter((entry) => entry.isFile() && entry.parentPath !== dir);
    },
    async [Symbol.asyncDispose](): Promise<void> {
      client.destroy();
      await store.close();
      await rm(dir, { recursive: true, force: true });
    },
  };
}

export function clientFor(endpoint: string, config: S3ClientConfig = {}): S3Client {
  return new S3Client({
    endpoint,
    region: "us-east-1",
    forcePathStyle: true,
    credentials: KEY,
    maxAttempts: 1,
    ...config,
  });
}

/** Send a request whose path and headers are exactly those given, signed over the very bytes of its body. */
export async function sendRaw(endpoint: string, request: RawRequest): Promise<Answer> {
  const { method, target, body = "" } = request;
  const { hostname, port, host } = new URL(endpoint);
  const bytes = Buffer.from(body);
  const plain = { host, "content-length": bytes.length.toString(), ...request.headers };
  const headers = request.anonymous === true ? plain : signed(request, plain, bytes);
  return new Promise((resolve, reject) => {
    const outgoing = httpRequest(
      { hostname, port, method, path: target, headers, agent: false },
      (incoming) => {
        buffer(incoming).then(
          (content) =>
            resolve({
              status: incoming.statusCode ?? 0,
              headers: incoming.headers as Answer["headers"],
              text: content.toString("utf8"),
            }),
          reject,
        );
      },
    );
    outgoing.on("error", reject);
    outgoing.end(bytes);
  });
}

function signed(
  { method, target, key = KEY }: RawRequest,
  headers: Readonly<Record<string, string>>,
  body: Buffer,
): Record<string, string> {
  const [rawPath = "", query = ""] = target.split(/\?(.*)/s);
  const payloadHash = createHash("sha256").update(body).digest("hex");
  return signRequest({ method, rawPath, query, headers, payloadHash }, key, "us-east-1", "s3", new Date());
}

/** The text of the first element of that name. */
export function element(xml: string, name: string): string | undefined {
  return new RegExp(`<${name}>([^<]*)</${name}>`).exec(xml)?.[1];
}

/** The texts of all elements of that name. */
export function elements(xml: string, name: string): readonly string[] {
  return [...xml.matchAll(new RegExp(`<${name}>([^<]*)</${name}>`, "g"))].map(([, text]) => text ?? "");
}
