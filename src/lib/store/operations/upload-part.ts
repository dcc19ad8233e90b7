import { CHECKSUM_HEADER } from "../../wire/checksums/checksum-header.js";
import type { ChecksumAlgorithm, RequestBody, S3Request, S3Response } from "../../wire/exchange.js";
import { S3Error } from "../../wire/s3-error.js";
import type { StagedBlob, UploadRecord } from "../engine.js";
import { refuseEncryption } from "./object-attributes.js";
import { quoteEtag } from "./object-headers.js";
import { parsePartNumber } from "./part-slice.js";
import { declaredSize, digestOf, refuseTooLarge } from "./put-object.js";
import { bucketOf, keyOf } from "./request-parts.js";
import type { ResponseHeaders, StoreContext } from "./store-context.js";

/** UploadPart: any order, any number at once; a part sent again replaces the former one. */
export async function uploadPart(request: S3Request, { engine }: StoreContext): Promise<S3Response> {
  const partNumber = parsePartNumber(request.query.get("partNumber") ?? "");
  const upload = uploadOf(request, engine);
  refuseEncryption(request.headers);
  refuseTooLarge(declaredSize(request));
  const wanted = upload.checksum?.algorithm;
  const body = request.openBody(wanted === undefined ? ["MD5"] : ["MD5", wanted]);
  const staged = await engine.stage(body);
  try {
    refuseTooLarge(staged.sizeBytes);
    const algorithm = partAlgorithm(upload, body);
    const checksum = algorithm === undefined ? undefined : digestOf(staged, algorithm).toString("base64");
    const etag = digestOf(staged, "MD5").toString("hex");
    await putPart(engine, upload, {
      partNumber,
      etag,
      staged,
      checksum: wanted === undefined ? undefined : checksum,
    });
    return { status: 200, headers: { etag: quoteEtag(etag), ...partChecksumHeader(algorithm, checksum) } };
  } catch (error) {
    await staged.discard();
    throw error;
  }
}

/** @throws {@link S3Error} NoSuchUpload */
export function uploadOf(request: S3Request, engine: StoreContext["engine"]): UploadRecord {
  const bucket = engine.getBucket(bucketOf(request)).name;
  return engine.getUpload(bucket, keyOf(request), request.query.get("uploadId") ?? "");
}

function partChecksumHeader(
  algorithm: ChecksumAlgorithm | undefined,
  checksum: string | undefined,
): ResponseHeaders {
  return algorithm === undefined || checksum === undefined ? {} : { [CHECKSUM_HEADER[algorithm]]: checksum };
}

interface StagedPart {
  readonly partNumber: number;
  readonly etag: string;
  readonly staged: StagedBlob;
  readonly checksum: string | undefined;
}

async function putPart(
  engine: StoreContext["engine"],
  upload: UploadRecord,
  { partNumber, etag, staged, checksum }: StagedPart,
): Promise<void> {
  const { sizeBytes, extents } = staged;
  const part = { partNumber, etag, sizeBytes, extents };
  await engine.putPart(upload, checksum === undefined ? part : { ...part, checksum });
}

/** A part checked by another algorithm than the upload's would leave the object without its checksum. */
function partAlgorithm(upload: UploadRecord, body: RequestBody): ChecksumAlgorithm | undefined {
  const wanted = upload.checksum?.algorithm;
  const declared = body.declaredChecksum;
  if (wanted === undefined || declared === undefined || wanted === declared) return wanted ?? declared;
  throw new S3Error(
    "InvalidRequest",
    `Checksum Type mismatch occurred, expected checksum Type: ${wanted.toLowerCase()}, ` +
      `actual checksum Type: ${declared.toLowerCase()}`,
  );
}
