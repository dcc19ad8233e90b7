import type { Readable } from "node:stream";
import type {
  CopyObjectCommandInput,
  GetObjectCommandInput,
  GetObjectCommandOutput,
  PutObjectCommandInput,
  S3Client,
  UploadPartCopyCommandInput,
} from "@aws-sdk/client-s3";
import type { AwsCredentialIdentity } from "@aws-sdk/types";
import { parseCopySource, type CopySource } from "./copy-source.js";
import type { GrantBroker } from "./grant-broker.js";
import type { RequestInput } from "./request-demand.js";
import type { SentResult } from "./request-runner.js";

type SignedWith = <Result>(
  credentials: AwsCredentialIdentity,
  work: () => Promise<Result>,
) => Promise<Result>;

/**
 * Prepare a copy that no one grant allows: read with a grant for the source, write with one for the target. What is
 * returned does it, as a stream through this process. Tags stay behind: no grant allows to read them.
 *
 * @throws what GetDataAccess refuses for either.
 */
export async function relayCopy(
  client: S3Client,
  broker: GrantBroker,
  operation: string,
  input: RequestInput,
): Promise<(signedWith: SignedWith) => Promise<SentResult>> {
  const copy = input as CopyInput;
  const source = parseCopySource(copy.CopySource ?? "");
  if (source === undefined) throw new TypeError("A copy without a source cannot be relayed");
  const { Bucket: bucket = "", Key: key = "" } = copy;
  const [reader, writer] = await Promise.all([
    broker.access({ permission: "READ", scope: { bucket: source.bucket, key: source.key } }),
    broker.access({ permission: "WRITE", scope: { bucket, key } }),
  ]);
  return async (signedWith) => {
    const found = await signedWith(reader.credentials, async () => readSource(client, source, copy));
    const body = found.Body as Readable;
    try {
      return await signedWith(writer.credentials, async () =>
        operation === "UploadPartCopy"
          ? writePart(client, source, copy, { ...found, body })
          : writeObject(client, source, copy, { ...found, body }),
      );
    } finally {
      body.destroy();
    }
  };
}

/** The source as it is read; Node's SDK gives the content as a stream of Node. */
type FoundSource = GetObjectCommandOutput & { readonly body: Readable };

type CopyInput = CopyObjectCommandInput &
  Pick<UploadPartCopyCommandInput, "CopySourceRange" | "PartNumber" | "UploadId">;

async function readSource(
  client: S3Client,
  { bucket, key, versionId }: CopySource,
  copy: CopyInput,
): Promise<GetObjectCommandOutput> {
  const { GetObjectCommand } = await import("@aws-sdk/client-s3");
  const input: GetObjectCommandInput = {
    Bucket: bucket,
    Key: key,
    VersionId: versionId,
    Range: copy.CopySourceRange,
    IfMatch: copy.CopySourceIfMatch,
    IfNoneMatch: copy.CopySourceIfNoneMatch,
    IfModifiedSince: copy.CopySourceIfModifiedSince,
    IfUnmodifiedSince: copy.CopySourceIfUnmodifiedSince,
    SSECustomerAlgorithm: copy.CopySourceSSECustomerAlgorithm,
    SSECustomerKey: copy.CopySourceSSECustomerKey,
    SSECustomerKeyMD5: copy.CopySourceSSECustomerKeyMD5,
    ExpectedBucketOwner: copy.ExpectedSourceBucketOwner,
    RequestPayer: copy.RequestPayer,
  };
  try {
    return await client.send(new GetObjectCommand(input));
  } catch (error) {
    throw asCopyFailure(error);
  }
}

/** What a read answers with 304, a copy answers with 412. */
function asCopyFailure(error: unknown): unknown {
  const { $metadata } = (error ?? {}) as { $metadata?: { httpStatusCode?: number } };
  if ($metadata?.httpStatusCode !== 304) return error;
  const message = "At least one of the pre-conditions you specified did not hold";
  return Object.assign(new Error(message, { cause: error }), {
    name: "PreconditionFailed",
    $fault: "client",
    $metadata: { ...$metadata, httpStatusCode: 412 },
  });
}

async function writeObject(
  client: S3Client,
  source: CopySource,
  copy: CopyInput,
  found: FoundSource,
): Promise<SentResult> {
  const { PutObjectCommand } = await import("@aws-sdk/client-s3");
  const input = { ...targetSettings(copy, found), Body: found.body, ContentLength: found.ContentLength };
  const { VersionId, $metadata, ...answer } = await client.send(new PutObjectCommand(input));
  const output = {
    $metadata,
    CopyObjectResult: { ...answer, LastModified: new Date() },
    VersionId,
    CopySourceVersionId: source.versionId ?? found.VersionId,
  };
  return { output, response: undefined };
}

async function writePart(
  client: S3Client,
  source: CopySource,
  copy: CopyInput,
  found: FoundSource,
): Promise<SentResult> {
  const { UploadPartCommand } = await import("@aws-sdk/client-s3");
  const { $metadata, ...answer } = await client.send(
    new UploadPartCommand({
      Bucket: copy.Bucket,
      Key: copy.Key,
      UploadId: copy.UploadId,
      PartNumber: copy.PartNumber,
      SSECustomerAlgorithm: copy.SSECustomerAlgorithm,
      SSECustomerKey: copy.SSECustomerKey,
      SSECustomerKeyMD5: copy.SSECustomerKeyMD5,
      ExpectedBucketOwner: copy.ExpectedBucketOwner,
      RequestPayer: copy.RequestPayer,
      Body: found.body,
      ContentLength: found.ContentLength,
    }),
  );
  const output = {
    $metadata,
    CopyPartResult: { ...answer, LastModified: new Date() },
    CopySourceVersionId: source.versionId ?? found.VersionId,
  };
  return { output, response: undefined };
}

/** The settings of the target; its metadata is the source's unless `REPLACE` was asked for. */
function targetSettings(copy: CopyInput, found: GetObjectCommandOutput): PutObjectCommandInput {
  const described = copy.MetadataDirective === "REPLACE" ? copy : found;
  const own = Object.entries(copy).filter(
    ([name]) => !/^(CopySource|ExpectedSource|MetadataDirective|Tagging)/.test(name),
  );
  return {
    ...Object.fromEntries(own),
    Bucket: copy.Bucket,
    Key: copy.Key,
    CacheControl: described.CacheControl,
    ContentDisposition: described.ContentDisposition,
    ContentEncoding: described.ContentEncoding,
    ContentLanguage: described.ContentLanguage,
    ContentType: described.ContentType,
    Expires: described.Expires,
    Metadata: described.Metadata,
    ...(copy.TaggingDirective === "REPLACE" ? { Tagging: copy.Tagging } : {}),
  };
}
