import type { ObjectLayout } from "../../../crypto/object-layout.js";
import type { S3Request, S3Response } from "../../../wire/exchange.js";
import { S3Error } from "../../../wire/s3-error.js";
import { renderXml } from "../../../wire/xml/render-xml.js";
import { readAnswer, storeError } from "../answers.js";
import type { EncryptionContext } from "../encryption-context.js";
import { visibleEtag } from "../visible-etag.js";
import { shownChecksum } from "./checksum-headers.js";
import { headWithFooter } from "./describe-head.js";

const ATTRIBUTES = ["ETag", "Checksum", "ObjectParts", "StorageClass", "ObjectSize"];
const MAX_PARTS = 1000;

/** GetObjectAttributes of the plaintext: its size, its checksum, and the parts that it was uploaded in. */
export async function getObjectAttributes(
  request: S3Request,
  context: EncryptionContext,
): Promise<S3Response> {
  const wanted = wantedAttributes(request);
  const { answer, stored, layout } = await headWithFooter(asRead(request), context);
  if (answer.status >= 300) throw storeError(answer.status, await readAnswer(answer));
  if (stored === undefined) return context.next(request);
  const checksum = shownChecksum(layout?.checksums);
  const only = <Value>(name: string, value: Value) => (wanted.has(name) ? value : undefined);
  const { "last-modified": lastModified, "x-amz-version-id": versionId } = answer.headers;
  const document = renderXml("GetObjectAttributesResponse", {
    ETag: only("ETag", visibleEtag(stored.etag).replaceAll('"', "")),
    Checksum:
      checksum === undefined
        ? undefined
        : only("Checksum", {
            [`Checksum${checksum.algorithm}`]: checksum.value,
            ChecksumType: "FULL_OBJECT",
          }),
    ObjectParts: layout === undefined ? undefined : only("ObjectParts", partsElement(request, layout)),
    StorageClass: only("StorageClass", answer.headers["x-amz-storage-class"] ?? "STANDARD"),
    ObjectSize: only("ObjectSize", stored.plaintextBytes),
  });
  const headers = {
    "content-type": "application/xml",
    ...(lastModified === undefined ? {} : { "last-modified": lastModified }),
    ...(versionId === undefined ? {} : { "x-amz-version-id": versionId }),
  };
  return { status: 200, headers, body: document };
}

/** The same object, asked for as GetObject does. */
function asRead(request: S3Request): S3Request {
  const query = new Map([...request.query].filter(([name]) => name === "versionId"));
  const versionId = query.get("versionId");
  return {
    ...request,
    query,
    rawTarget: versionId === undefined ? "/" : `/?versionId=${encodeURIComponent(versionId)}`,
  };
}

function wantedAttributes({ headers }: S3Request): ReadonlySet<string> {
  const header = headers["x-amz-object-attributes"] ?? "";
  const names = header.split(",").map((name) => name.trim());
  if (names.every((name) => ATTRIBUTES.includes(name))) return new Set(names);
  throw new S3Error("InvalidArgument", "Invalid attribute name specified.", {
    details: { ArgumentName: "x-amz-object-attributes", ArgumentValue: header },
  });
}

function partsElement(request: S3Request, { parts }: ObjectLayout) {
  if (parts[0]?.number === 0) return undefined;
  const after = headerNumber(request, "x-amz-part-number-marker", 0);
  const limit = Math.min(headerNumber(request, "x-amz-max-parts", MAX_PARTS), MAX_PARTS);
  const rest = parts.filter(({ number }) => number > after);
  const page = rest.slice(0, limit);
  return {
    PartsCount: parts.length,
    PartNumberMarker: after,
    NextPartNumberMarker: page.at(-1)?.number ?? 0,
    MaxParts: limit,
    IsTruncated: rest.length > page.length,
    Part: page.map(({ number, plaintextBytes }) => ({ PartNumber: number, Size: plaintextBytes })),
  };
}

function headerNumber({ headers }: S3Request, name: string, fallback: number): number {
  const value = headers[name];
  if (value === undefined) return fallback;
  if (/^\d{1,9}$/.test(value)) return Number(value);
  throw new S3Error("InvalidArgument", `Argument ${name} must be an integer`, {
    details: { ArgumentName: name, ArgumentValue: value },
  });
}
