import { randomBytes } from "node:crypto";
import { ENCRYPTION_HEADER, formatEncryptionMetadata } from "../../../crypto/encryption-metadata.js";
import { KEY_BYTES } from "../../../crypto/sizes.js";
import { element } from "../../../s3/direct/service-error.js";
import { checksumNamed } from "../../../wire/checksums/checksum-header.js";
import type { Headers, S3Request, S3Response } from "../../../wire/exchange.js";
import { S3Error } from "../../../wire/s3-error.js";
import { discardAnswer, requireSuccess, withoutHeaders } from "../answers.js";
import { boundName, nameOf, type EncryptionContext } from "../encryption-context.js";
import { subRequest } from "../sub-request.js";
import { sweepUploads } from "./sweep-uploads.js";
import type { UploadChecksum } from "./upload-cache.js";
import { keepUpload, stateId } from "./upload-state.js";

/** CreateMultipartUpload: the object's key is made, and kept beside the store's upload, whose id clients get as it is. */
export async function createMultipartUpload(
  request: S3Request,
  context: EncryptionContext,
): Promise<S3Response> {
  const { key = "", headers } = request;
  const checksum = wantedChecksum(headers);
  const objectKey = randomBytes(KEY_BYTES);
  const wrapped = await context.ring.wrap(objectKey, boundName(nameOf(request, context)));
  const metadata = formatEncryptionMetadata(wrapped);
  const answer = await context.next({
    ...request,
    headers: { ...withoutChecksums(headers), [ENCRYPTION_HEADER]: metadata },
  });
  if (answer.status >= 300) return answer;
  const document = (await requireSuccess(answer)).toString("utf8");
  const uploadId = element(document, "UploadId") ?? "";
  try {
    await keepUpload(
      request,
      { id: stateId(key, uploadId), key, uploadId, metadata, objectKey, checksum },
      context,
    );
  } catch (error) {
    await abort(request, uploadId, context);
    throw error;
  }
  await sweepUploads(request, context).catch((error: unknown) => context.report(request, error));
  const checksumHeaders =
    checksum === undefined
      ? {}
      : { "x-amz-checksum-algorithm": checksum.algorithm, "x-amz-checksum-type": checksum.type };
  return {
    ...answer,
    headers: { ...withoutHeaders(answer.headers, "content-length"), ...checksumHeaders },
    body: document,
  };
}

function withoutChecksums(headers: Headers): Headers {
  return Object.fromEntries(
    Object.entries(headers).filter(([name]) => !/^x-amz-(sdk-)?checksum-/.test(name)),
  );
}

/** @throws S3Error InvalidRequest for an algorithm, or a combination, that S3 does not have */
function wantedChecksum(headers: Headers): UploadChecksum | undefined {
  const named = headers["x-amz-checksum-algorithm"];
  const type = headers["x-amz-checksum-type"]?.toUpperCase();
  if (named === undefined && type === undefined) return undefined;
  const algorithm = checksumNamed(named ?? "");
  if (algorithm === undefined)
    throw new S3Error("InvalidRequest", "Checksum algorithm provided is unsupported.");
  const isWhole = algorithm === "CRC64NVME" || type === "FULL_OBJECT";
  const isPossible =
    isWhole && type !== "COMPOSITE" ? algorithm.startsWith("CRC") : algorithm !== "CRC64NVME";
  if (isPossible && (type === undefined || type === "COMPOSITE" || type === "FULL_OBJECT"))
    return { algorithm, type: isWhole ? "FULL_OBJECT" : "COMPOSITE" };
  throw new S3Error(
    "InvalidRequest",
    `The ${type ?? ""} checksum type cannot be used with the ${algorithm} algorithm.`,
  );
}

async function abort(request: S3Request, uploadId: string, { next }: EncryptionContext): Promise<void> {
  const { bucket = "", key } = request;
  const query = [["uploadId", uploadId]] as const;
  discardAnswer(
    await next(
      subRequest(request, { operation: "AbortMultipartUpload", method: "DELETE", bucket, key, query }),
    ),
  );
}
