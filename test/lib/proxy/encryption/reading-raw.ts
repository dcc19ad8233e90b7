import {
  CompleteMultipartUploadCommand,
  CreateMultipartUploadCommand,
  GetObjectCommand,
  PutObjectCommand,
  UploadPartCommand,
  type S3Client,
} from "@aws-sdk/client-s3";
import { presignUrl } from "../../../../src/lib/wire/auth/presign-url.js";
import { CLIENT_KEY } from "../running-proxy.js";

const Bucket = "bucket";

/** What a client gets: the whole content, a refusal, or what came before the connection was cut. */
export interface RawRead {
  readonly status: number;
  readonly bytes: Buffer;
  readonly isWhole: boolean;
}

/** Read as a program would that believes lengths and ends of connections, and nothing else. */
export async function readRaw(endpoint: string, key: string, range?: string): Promise<RawRead> {
  const url = presignUrl(
    { method: "GET", origin: endpoint, rawPath: `/${Bucket}/${key}`, expiresInSeconds: 60 },
    CLIENT_KEY,
    "us-east-1",
    "s3",
    new Date(),
  );
  const response = await fetch(url, range === undefined ? {} : { headers: { range } });
  const pieces: Uint8Array[] = [];
  let isWhole = true;
  try {
    for await (const piece of response.body ?? []) pieces.push(piece);
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
    isWhole = false;
  }
  return { status: response.status, bytes: Buffer.concat(pieces), isWhole };
}

export interface TakenObject {
  readonly body: Buffer;
  readonly metadata: Readonly<Record<string, string>>;
}

/** A stored object, as it is behind the proxy. */
export async function takeOut(store: S3Client, Key: string): Promise<TakenObject> {
  const got = await store.send(new GetObjectCommand({ Bucket, Key }));
  const body = Buffer.from((await got.Body?.transformToByteArray()) ?? []);
  return { body, metadata: got.Metadata ?? {} };
}

/** Put it there, past the proxy. */
export async function putBack(store: S3Client, Key: string, { body, metadata }: TakenObject): Promise<void> {
  await store.send(new PutObjectCommand({ Bucket, Key, Body: body, Metadata: { ...metadata } }));
}

/** Upload in parts that are numbered from 1. */
export async function uploadInParts(client: S3Client, Key: string, bodies: readonly Buffer[]): Promise<void> {
  const { UploadId } = await client.send(new CreateMultipartUploadCommand({ Bucket, Key }));
  const Parts = await Promise.all(
    bodies.map(async (Body, index) => {
      const part = { Bucket, Key, UploadId, PartNumber: index + 1 };
      const { ETag } = await client.send(new UploadPartCommand({ ...part, Body }));
      return { PartNumber: index + 1, ETag };
    }),
  );
  await client.send(
    new CompleteMultipartUploadCommand({ Bucket, Key, UploadId, MultipartUpload: { Parts } }),
  );
}
