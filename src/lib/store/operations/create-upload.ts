import { checksumNamed } from "../../wire/checksums/checksum-header.js";
import type { Headers, S3Request, S3Response } from "../../wire/exchange.js";
import { S3Error } from "../../wire/s3-error.js";
import type { UploadChecksum } from "../engine.js";
import { newObjectAttributes } from "./new-object.js";
import { ownerOf } from "./owner.js";
import { bucketOf, invalidArgument, keyOf } from "./request-parts.js";
import type { ResponseHeaders, StoreContext } from "./store-context.js";
import { xmlAnswer } from "./xml-answer.js";

/** CreateMultipartUpload. */
export function createMultipartUpload(request: S3Request, context: StoreContext): S3Response {
  const bucket = context.engine.getBucket(bucketOf(request));
  const checksum = uploadChecksum(request.headers);
  const upload = context.engine.createUpload({
    bucket: bucket.name,
    key: keyOf(request),
    attributes: newObjectAttributes(request.headers, bucket, context),
    initiator: ownerOf(request.caller).id,
    ...(checksum === undefined ? {} : { checksum }),
  });
  const result = { Bucket: bucket.name, Key: upload.key, UploadId: upload.uploadId };
  return xmlAnswer("InitiateMultipartUploadResult", result, uploadChecksumHeaders(checksum));
}

/**
 * The checksum that an upload declares. SHA sums of parts cannot be combined into one of the object, nor is there a
 * composite CRC64NVME. Source: S3 User Guide, "Checking object integrity for data uploads".
 *
 * @throws {@link S3Error} InvalidRequest
 */
function uploadChecksum(headers: Headers): UploadChecksum | undefined {
  const name = headers["x-amz-checksum-algorithm"];
  const type = headers["x-amz-checksum-type"];
  if (name === undefined) {
    if (type === undefined) return undefined;
    throw invalidRequest(
      "The x-amz-checksum-type header can only be used with the x-amz-checksum-algorithm header.",
    );
  }
  const algorithm = checksumNamed(name);
  if (algorithm === undefined) throw invalidRequest("Checksum algorithm provided is unsupported.");
  return { algorithm, type: checksumType(algorithm, type) };
}

function checksumType(
  algorithm: UploadChecksum["algorithm"],
  type: string | undefined,
): UploadChecksum["type"] {
  const only =
    algorithm === "CRC64NVME" ? "FULL_OBJECT" : algorithm.startsWith("SHA") ? "COMPOSITE" : undefined;
  const asked = type?.toUpperCase() ?? only ?? "COMPOSITE";
  if (asked !== "FULL_OBJECT" && asked !== "COMPOSITE") {
    throw invalidArgument("The checksum type is unknown", "x-amz-checksum-type", asked);
  }
  if (only === undefined || asked === only) return asked;
  throw invalidRequest(
    `The ${asked} checksum type cannot be used with the ${algorithm.toLowerCase()} checksum algorithm.`,
  );
}

function uploadChecksumHeaders(checksum: UploadChecksum | undefined): ResponseHeaders {
  if (checksum === undefined) return {};
  return { "x-amz-checksum-algorithm": checksum.algorithm, "x-amz-checksum-type": checksum.type };
}

function invalidRequest(message: string): S3Error {
  return new S3Error("InvalidRequest", message);
}
