import {
  AbortMultipartUploadCommand,
  CompleteMultipartUploadCommand,
  CreateMultipartUploadCommand,
  UploadPartCopyCommand,
  type CompletedPart,
  type S3Client,
  type StorageClass,
} from "@aws-sdk/client-s3";
import { toSendOptions, type CallOptions } from "../s3/call-options.js";
import type { ObjectDetails } from "../s3/head-object.js";
import { mapConcurrently } from "../s3/map-concurrently.js";
import { translating } from "../s3/translating.js";
import { uriEncode, uriEncodePath } from "../wire/auth/uri-encoding.js";
import { getObjectTags } from "./object-tags.js";

/** Up to 5 TiB in fewer than the 10,000 parts that an upload may have. */
const PART_BYTES = 1024 ** 3;
const SMALLEST_PART_BYTES = 5 * 1024 ** 2;
const CONCURRENCY = 4;

/** A version as `x-amz-copy-source` names it. */
export function copySourceOf({ bucket, key, versionId }: ObjectDetails): string {
  const version = versionId === undefined ? "" : `?versionId=${uriEncode(versionId)}`;
  return `${uriEncode(bucket)}/${uriEncodePath(key)}${version}`;
}

/**
 * Have the store copy a version that is too large for one CopyObject onto its own key. What such a copy loses is
 * given anew: type, metadata, tags and storage class. A failed one leaves no parts behind.
 *
 * @returns the new version's id
 * @see https://docs.aws.amazon.com/AmazonS3/latest/API/API_UploadPartCopy.html
 */
export async function copyVersionInParts(
  client: S3Client,
  source: ObjectDetails,
  options: CallOptions,
): Promise<string | undefined> {
  const { bucket, key } = source;
  const send = toSendOptions(options);
  return translating({ bucket, key, operation: "UploadPartCopy" }, async () => {
    const upload = { Bucket: bucket, Key: key, UploadId: await begin(client, source, options) };
    try {
      const copy = (part: Part) => copyPart(client, upload, copySourceOf(source), part, options);
      const Parts = await Array.fromAsync(mapConcurrently(partsOf(source.sizeBytes), CONCURRENCY, copy));
      const command = new CompleteMultipartUploadCommand({ ...upload, MultipartUpload: { Parts } });
      return (await client.send(command, send)).VersionId;
    } catch (error) {
      await client.send(new AbortMultipartUploadCommand(upload));
      throw error;
    }
  });
}

interface Part {
  readonly number: number;
  readonly first: number;
  readonly last: number;
}

/** Source: S3 User Guide, "Multipart upload limits": all parts but the last have at least 5 MiB. */
function* partsOf(sizeBytes: number): Generator<Part> {
  const partBytes = sizeBytes > PART_BYTES ? PART_BYTES : SMALLEST_PART_BYTES;
  for (let first = 0, number = 1; first < sizeBytes; first += partBytes, number += 1) {
    yield { number, first, last: Math.min(first + partBytes, sizeBytes) - 1 };
  }
}

async function begin(
  client: S3Client,
  source: ObjectDetails,
  options: CallOptions,
): Promise<string | undefined> {
  const tags = await getObjectTags(client, source, options);
  const { UploadId } = await client.send(
    new CreateMultipartUploadCommand({
      Bucket: source.bucket,
      Key: source.key,
      ContentType: source.contentType,
      ContentEncoding: source.contentEncoding,
      ContentDisposition: source.contentDisposition,
      ContentLanguage: source.contentLanguage,
      CacheControl: source.cacheControl,
      Metadata: { ...source.metadata },
      StorageClass: source.storageClass as StorageClass,
      Tagging: Object.keys(tags).length === 0 ? undefined : new URLSearchParams(tags).toString(),
    }),
    toSendOptions(options),
  );
  return UploadId;
}

async function copyPart(
  client: S3Client,
  upload: { readonly Bucket: string; readonly Key: string; readonly UploadId: string | undefined },
  CopySource: string,
  { number, first, last }: Part,
  options: CallOptions,
): Promise<CompletedPart> {
  const CopySourceRange = `bytes=${first.toString()}-${last.toString()}`;
  const { CopyPartResult } = await client.send(
    new UploadPartCopyCommand({ ...upload, PartNumber: number, CopySource, CopySourceRange }),
    toSendOptions(options),
  );
  return { PartNumber: number, ETag: CopyPartResult?.ETag };
}
