import { uriEncode } from "../../../wire/auth/uri-encoding.js";
import type { Headers, S3Request } from "../../../wire/exchange.js";
import { S3Error } from "../../../wire/s3-error.js";
import { readTagging } from "../../../wire/xml/documents/tagging.js";
import { ENCRYPTION_HEADER } from "../../../crypto/encryption-metadata.js";
import { requireSuccess } from "../answers.js";
import type { EncryptionContext } from "../encryption-context.js";
import { subRequest } from "../sub-request.js";
import type { CopySource, FoundSource } from "./copy-source.js";

/** What describes an object's content, besides its user metadata. */
const DESCRIBING = /^(content-(type|encoding|disposition|language)|cache-control|expires|x-amz-meta-.*)$/;
/** What is said of the copying, and not of the copy. */
const ABOUT_COPYING =
  /^(x-amz-copy-source.*|x-amz-(metadata|tagging)-directive|x-amz-(sdk-)?checksum-.*|content-length|content-md5)$/;

/**
 * Headers of the copy: those of the source, or with the directive REPLACE the client's. Everything else that the client wants of
 * the copy (storage class, ACL, lock, conditions) stays.
 */
export function headersOfCopy({ headers }: S3Request, source: FoundSource): Headers {
  const describing = isReplacing(headers) ? headers : source.answer.headers;
  const others = entriesOf(headers).filter(([name]) => !DESCRIBING.test(name) && !ABOUT_COPYING.test(name));
  const kept = entriesOf(describing).filter(([name]) => DESCRIBING.test(name) && name !== ENCRYPTION_HEADER);
  return Object.fromEntries([...others, ...kept]);
}

/** The tags of a copy that is made anew, for which no store takes them over. */
export async function tagsOfCopy(
  request: S3Request,
  source: CopySource,
  { answer }: FoundSource,
  context: EncryptionContext,
): Promise<Headers> {
  const { "x-amz-tagging-directive": directive, "x-amz-tagging": given } = request.headers;
  if (directive?.toUpperCase() === "REPLACE") return given === undefined ? {} : { "x-amz-tagging": given };
  if ((answer.headers["x-amz-tagging-count"] ?? "0") === "0") return { "x-amz-tagging": undefined };
  const { bucket, key, versionId } = source;
  const query: [string, string][] = [
    ["tagging", ""],
    ...(versionId === undefined ? [] : [["versionId", versionId] satisfies [string, string]]),
  ];
  const tagging = await context.next(
    subRequest(request, { operation: "GetObjectTagging", method: "GET", bucket, key, query }),
  );
  const tags = readTagging((await requireSuccess(tagging)).toString("utf8"));
  return { "x-amz-tagging": tags.map(([name, value]) => `${uriEncode(name)}=${uriEncode(value)}`).join("&") };
}

/** @throws S3Error InvalidArgument for another directive than S3 has */
export function isReplacing(headers: Headers): boolean {
  const directive = headers["x-amz-metadata-directive"] ?? "COPY";
  if (directive === "COPY" || directive === "REPLACE") return directive === "REPLACE";
  throw new S3Error("InvalidArgument", "Unknown metadata directive.", {
    details: { ArgumentName: "x-amz-metadata-directive", ArgumentValue: directive },
  });
}

function entriesOf(headers: Headers): [string, string][] {
  return Object.entries(headers).flatMap(([name, value]) =>
    value === undefined ? [] : [[name, value] satisfies [string, string]],
  );
}
