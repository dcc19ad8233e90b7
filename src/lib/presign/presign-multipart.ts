import type { S3Client } from "@aws-sdk/client-s3";
import { UsageError } from "../errors/s3kit-error.js";
import { toSendOptions, type CallOptions } from "../s3/call-options.js";
import { presignObject, type PresignObjectInput, type PresignedUrl } from "./presign-object.js";

/** Source: S3 User Guide, "Amazon S3 multipart upload limits". */
const MOST_PARTS = 10_000;

export interface PresignMultipartInput {
  readonly bucket: string;
  readonly key: string;
  /** 1 to 10,000. */
  readonly partCount: number;
  readonly expiresInSeconds: number;
  readonly contentType?: string | undefined;
}

export interface PresignedMultipart {
  readonly uploadId: string;
  /** One URL a part, in order: PUT the part, keep the ETag of the answer. */
  readonly parts: readonly PresignedUrl[];
  /** POST the list of part numbers and ETags here, as CompleteMultipartUpload XML. */
  readonly complete: PresignedUrl;
  /** DELETE here to give up; parts cost storage until then. */
  readonly abort: PresignedUrl;
  readonly warnings: readonly string[];
}

/**
 * Begin a multipart upload and make the URLs with which somebody without credentials sends the parts and ends it.
 * Unlike the other presigners it sends one request: the upload must exist for its URLs to be signed.
 *
 * @throws UsageError when the number of parts or the expiry is out of range.
 */
export async function presignMultipart(
  client: S3Client,
  input: PresignMultipartInput,
  options: CallOptions = {},
): Promise<PresignedMultipart> {
  if (!Number.isInteger(input.partCount) || input.partCount < 1 || input.partCount > MOST_PARTS) {
    throw new UsageError(`A multipart upload has 1 to 10,000 parts, not ${input.partCount.toString()}`);
  }
  const { bucket, key, expiresInSeconds } = input;
  const sign = (method: PresignObjectInput["method"], query: PresignObjectInput["query"]) =>
    presignObject(client, { bucket, key, expiresInSeconds, method, query });
  // Signed first: an expiry that is out of range must not leave an upload behind.
  await sign("DELETE", { uploadId: "" });

  const uploadId = await beginUpload(client, input, options);
  const numbers = Array.from({ length: input.partCount }, (_, index) => (index + 1).toString());
  const parts = await Promise.all(numbers.map((partNumber) => sign("PUT", { partNumber, uploadId })));
  const [complete, abort] = await Promise.all([sign("POST", { uploadId }), sign("DELETE", { uploadId })]);
  return { uploadId, parts, complete, abort, warnings: abort.warnings };
}

async function beginUpload(
  client: S3Client,
  { bucket, key, contentType }: PresignMultipartInput,
  options: CallOptions,
): Promise<string> {
  const { CreateMultipartUploadCommand } = await import("@aws-sdk/client-s3");
  const input = {
    Bucket: bucket,
    Key: key,
    ...(contentType === undefined ? {} : { ContentType: contentType }),
  };
  const answer = await client.send(new CreateMultipartUploadCommand(input), toSendOptions(options));
  if (answer.UploadId === undefined) throw new TypeError("The store began an upload without an id");
  return answer.UploadId;
}
