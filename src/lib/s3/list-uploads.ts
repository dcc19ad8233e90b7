import type { ListMultipartUploadsCommandOutput, S3Client } from "@aws-sdk/client-s3";
import { nameDecoder } from "./keys.js";
import { toSendOptions, type ListOptions } from "./call-options.js";
import { prefetchPages, requireMarker } from "./prefetch.js";
import { translateError } from "./translate-error.js";

export interface UploadEntry {
  readonly key: string;
  readonly uploadId: string;
  readonly startedAt: Date;
  readonly storageClass: string;
}

interface UploadCursor {
  readonly keyMarker: string;
  readonly uploadIdMarker: string | undefined;
}

/**
 * List the multipart uploads under a prefix that were neither completed nor aborted, a page at a time, by key.
 *
 * @throws NotFoundError when the bucket does not exist.
 * @see https://docs.aws.amazon.com/AmazonS3/latest/API/API_ListMultipartUploads.html
 */
export async function* listUploadPages(
  client: S3Client,
  input: { readonly bucket: string; readonly prefix: string },
  options: ListOptions = {},
): AsyncGenerator<readonly UploadEntry[], void, void> {
  const { ListMultipartUploadsCommand } = await import("@aws-sdk/client-s3");
  const fetchPage = async (cursor: UploadCursor | undefined) => {
    const command = new ListMultipartUploadsCommand({
      Bucket: input.bucket,
      Prefix: input.prefix,
      KeyMarker: cursor?.keyMarker,
      UploadIdMarker: cursor?.uploadIdMarker,
      MaxUploads: options.pageSize,
      EncodingType: "url",
    });
    try {
      const answer = await client.send(command, toSendOptions(options));
      return { page: toUploadEntries(answer), next: nextCursor(answer) };
    } catch (error) {
      throw translateError(error, { bucket: input.bucket, operation: "ListMultipartUploads" });
    }
  };
  for await (const page of prefetchPages(fetchPage)) if (page.length > 0) yield page;
}

function toUploadEntries({
  Uploads = [],
  EncodingType,
}: ListMultipartUploadsCommandOutput): readonly UploadEntry[] {
  const decode = nameDecoder(EncodingType);
  return Uploads.map(({ Key = "", UploadId = "", Initiated, StorageClass = "STANDARD" }) => ({
    key: decode(Key),
    uploadId: UploadId,
    startedAt: Initiated ?? new Date(0),
    storageClass: StorageClass,
  }));
}

function nextCursor(answer: ListMultipartUploadsCommandOutput): UploadCursor | undefined {
  if (answer.IsTruncated !== true) return undefined;
  return {
    keyMarker: nameDecoder(answer.EncodingType)(requireMarker(answer.NextKeyMarker)),
    uploadIdMarker: answer.NextUploadIdMarker,
  };
}
