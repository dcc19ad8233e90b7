import { createReadStream } from "node:fs";
import type { S3Client } from "@aws-sdk/client-s3";
import { directRequest } from "../s3/direct/direct-request.js";
import { createDigest, type Digest } from "../wire/checksums/digest.js";
import { multipartEtag } from "../wire/checksums/composite-checksum.js";
import type { DigestAlgorithm } from "../wire/exchange.js";
import { translateFileError } from "./file-errors.js";
import { DEFAULT_PART_BYTES, planParts } from "./part-plan.js";
import type { SyncFile } from "./plan-sync.js";
import { storedDigest } from "./stored-checksum.js";
import type { LocalFile, RemoteObject } from "./transfer-item.js";

export interface ContentAccess {
  readonly sourceClient: S3Client;
  readonly client: S3Client;
  readonly signal: AbortSignal;
  /** Of our own uploads; a guess at how a multipart object was cut. */
  readonly partSizeBytes?: number | undefined;
}

/**
 * Whether two files of equal size hold the same bytes, by what the stores keep: a checksum of the whole, an MD5 ETag, or a
 * multipart ETag whose part size is known or usual. A local side is read once. False when it cannot be told, so that the
 * file is transferred.
 */
export async function sameContent(
  source: SyncFile,
  destination: SyncFile,
  access: ContentAccess,
): Promise<boolean> {
  const sourceSide = { file: source, client: access.sourceClient };
  const destinationSide = { file: destination, client: access.client };
  if (source.kind === "local" && destination.kind === "remote") {
    return matchesObject(source.file, destination.object, access.client, access);
  }
  if (source.kind === "remote" && destination.kind === "local") {
    return matchesObject(destination.file, source.object, access.sourceClient, access);
  }
  return sameObjects(sourceSide, destinationSide, access);
}

interface RemoteSide {
  readonly file: SyncFile;
  readonly client: S3Client;
}

async function sameObjects(
  source: RemoteSide,
  destination: RemoteSide,
  { signal }: ContentAccess,
): Promise<boolean> {
  if (source.file.kind !== "remote" || destination.file.kind !== "remote") return false;
  const [one, other] = await Promise.all([
    readHead(source.client, source.file.object, signal),
    readHead(destination.client, destination.file.object, signal),
  ]);
  const [digest, otherDigest] = [storedDigest(one), storedDigest(other)];
  if (digest !== undefined && digest.algorithm === otherDigest?.algorithm)
    return digest.value.equals(otherDigest.value);
  const [etag, otherEtag] = [one["etag"], other["etag"]];
  return etag !== undefined && etag === otherEtag;
}

async function matchesObject(
  file: LocalFile,
  object: RemoteObject,
  client: S3Client,
  access: ContentAccess,
): Promise<boolean> {
  const head = await readHead(client, object, access.signal);
  const stored = storedDigest(head);
  if (stored !== undefined)
    return stored.value.equals(await digestFile(file, stored.algorithm, access.signal));
  const etag = head["etag"]?.replaceAll('"', "") ?? "";
  const partCount = Number(/^[0-9a-f]{32}-(\d+)$/.exec(etag)?.[1] ?? 0);
  for (const partBytes of likelyPartSizes(file.sizeBytes, partCount, access.partSizeBytes)) {
    if ((await etagInParts(file, partBytes, access.signal)) === etag) return true;
  }
  return false;
}

async function readHead(client: S3Client, { bucket, key }: RemoteObject, signal: AbortSignal) {
  const headers = { "x-amz-checksum-mode": "ENABLED" };
  return (await directRequest(client, { method: "HEAD", bucket, key, headers }, { signal })).headers;
}

const MIB = 1024 * 1024;

/** Part sizes of common tools that give this number of parts: ours, aws, s5cmd, rclone, mc. */
function likelyPartSizes(
  sizeBytes: number,
  partCount: number,
  requested: number | undefined,
): readonly number[] {
  if (partCount === 0) return [];
  const usual = [
    requested,
    planParts(sizeBytes).partSizeBytes,
    DEFAULT_PART_BYTES,
    5 * MIB,
    16 * MIB,
    50 * MIB,
    64 * MIB,
  ];
  const candidates = new Set(usual.filter((size) => size !== undefined));
  return [...candidates].filter((size) => Math.ceil(sizeBytes / size) === partCount);
}

async function digestFile(file: LocalFile, algorithm: DigestAlgorithm, signal: AbortSignal): Promise<Buffer> {
  const digest = createDigest(algorithm);
  for await (const chunk of readFileChunks(file, signal)) digest.update(chunk);
  return digest.digest();
}

async function etagInParts(file: LocalFile, partBytes: number, signal: AbortSignal): Promise<string> {
  const md5s: Buffer[] = [];
  let current: { digest: Digest; left: number } | undefined;
  for await (const chunk of readFileChunks(file, signal)) {
    for (let taken = 0; taken < chunk.length;) {
      current ??= { digest: createDigest("MD5"), left: partBytes };
      const piece = chunk.subarray(taken, taken + current.left);
      current.digest.update(piece);
      current.left -= piece.length;
      taken += piece.length;
      if (current.left === 0) {
        md5s.push(current.digest.digest());
        current = undefined;
      }
    }
  }
  if (current !== undefined) md5s.push(current.digest.digest());
  return multipartEtag(md5s);
}

async function* readFileChunks(file: LocalFile, signal: AbortSignal): AsyncGenerator<Buffer> {
  try {
    const stream: AsyncIterable<Buffer> = createReadStream(file.path, { highWaterMark: MIB, signal });
    yield* stream;
  } catch (error) {
    throw translateFileError(error, file.path);
  }
}
