import { element } from "../../../s3/direct/service-error.js";
import type { S3Request, S3Response } from "../../../wire/exchange.js";
import { S3Error } from "../../../wire/s3-error.js";
import { encodeKeyForUrl } from "../../../wire/xml/encode-key.js";
import { renderXml } from "../../../wire/xml/render-xml.js";
import { requireSuccess, withoutHeaders } from "../answers.js";
import type { EncryptionContext } from "../encryption-context.js";
import type { PartRecord } from "./part-record.js";
import type { UploadChecksum } from "./upload-cache.js";
import { findUpload, readParts } from "./upload-state.js";

const MAX_PARTS = 1000;

/** ListParts: the parts as clients sent them; about the upload, what the store says. */
export async function listParts(request: S3Request, context: EncryptionContext): Promise<S3Response> {
  const after = queryNumber(request, "part-number-marker", 0);
  const limit = Math.min(queryNumber(request, "max-parts", MAX_PARTS), MAX_PARTS);
  const answer = await context.next(request);
  if (answer.status >= 300) return answer;
  const stored = (await requireSuccess(answer)).toString("utf8");
  const upload = await findUpload(request, context);
  const latest = [...(await readParts(request, upload, context)).values()].flatMap((same) => same.slice(-1));
  const rest = latest
    .filter(({ partNumber }) => partNumber > after)
    .sort((a, b) => a.partNumber - b.partNumber);
  const page = rest.slice(0, limit);
  const isTruncated = rest.length > page.length;
  const { bucket = "", key = "" } = request;
  const document = renderXml("ListPartsResult", {
    Bucket: bucket,
    Key: request.query.get("encoding-type") === "url" ? encodeKeyForUrl(key) : key,
    UploadId: upload.uploadId,
    PartNumberMarker: after,
    NextPartNumberMarker: isTruncated ? page.at(-1)?.partNumber : undefined,
    MaxParts: limit,
    IsTruncated: isTruncated,
    Initiator: identity(stored, "Initiator"),
    Owner: identity(stored, "Owner"),
    StorageClass: element(stored, "StorageClass"),
    ChecksumAlgorithm: upload.checksum?.algorithm,
    ChecksumType: upload.checksum?.type,
    Part: page.map((part) => partElement(part, upload.checksum)),
  });
  const headers = { ...withoutHeaders(answer.headers, "content-length"), "content-type": "application/xml" };
  return { status: 200, headers, body: document };
}

function partElement(part: PartRecord, wanted: UploadChecksum | undefined) {
  const checksum = wanted === undefined ? undefined : part.checksums[wanted.algorithm]?.toString("base64");
  return {
    PartNumber: part.partNumber,
    LastModified: new Date(part.uploadedAtMs),
    ETag: `"${part.etag}"`,
    Size: part.plaintextBytes,
    ...(wanted === undefined ? {} : { [`Checksum${wanted.algorithm}`]: checksum }),
  };
}

function identity(document: string, name: "Initiator" | "Owner") {
  const found = new RegExp(`<${name}>(.*?)</${name}>`, "s").exec(document)?.[1];
  if (found === undefined) return undefined;
  return { ID: element(found, "ID"), DisplayName: element(found, "DisplayName") };
}

function queryNumber({ query }: S3Request, name: string, fallback: number): number {
  const text = query.get(name);
  if (text === undefined || text === "") return fallback;
  if (/^\d{1,10}$/.test(text)) return Number(text);
  throw new S3Error("InvalidArgument", `Argument ${name} must be an integer`, {
    details: { ArgumentName: name, ArgumentValue: text },
  });
}
