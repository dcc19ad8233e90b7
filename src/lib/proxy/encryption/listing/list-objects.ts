import { RESERVED_PREFIX } from "../../../access/grants/key-safety.js";
import { plaintextSize } from "../../../crypto/sizes.js";
import { askForPlainText, readAnswerText, withText } from "../../../gateway/answers/answer-text.js";
import { element } from "../../../s3/direct/service-error.js";
import { uriEncode } from "../../../wire/auth/uri-encoding.js";
import type { S3Request, S3Response } from "../../../wire/exchange.js";
import { escapeXml } from "../../../wire/xml/render-xml.js";
import type { EncryptionContext } from "../encryption-context.js";
import { protectionOf } from "../encryption-settings.js";
import { clearListing, entriesOf, holdsOnlyReserved, type ClearSize } from "./clear-entries.js";
import { findEncrypted, nameOfEntry } from "./find-encrypted.js";

/** Behind every name that the proxy makes, and before the names that follow. */
const BEHIND_RESERVED = `${RESERVED_PREFIX}~`;

/**
 * ListObjects, ListObjectsV2 and ListObjectVersions: sizes of plaintext by arithmetic, and the ETags that clients know. No request
 * more than the client's own, but in mixed buckets, and where a page holds nothing but the proxy's own objects.
 */
export async function listObjects(request: S3Request, context: EncryptionContext): Promise<S3Response> {
  const answer = await context.next(askForPlainText(request));
  if (answer.status >= 300) return answer;
  const stored = await readAnswerText(answer);
  // Without those, which clients do not see, it would be an empty page: they take that for an empty bucket.
  if (element(stored, "IsTruncated") === "true" && holdsOnlyReserved(stored)) {
    const next = await listObjects(startingBehindReserved(request), context);
    return { ...next, body: asAsked(next.body, request) };
  }
  return withText(answer, clearListing(stored, await clearSizes(request, stored, context)));
}

async function clearSizes(
  request: S3Request,
  document: string,
  context: EncryptionContext,
): Promise<ClearSize> {
  const { bucket = "" } = request;
  const modeOf = (key: string) => protectionOf(context.settings, bucket, key).mode;
  const doubtful = entriesOf(document).filter(
    ({ key, storedBytes }) => modeOf(key) === "mixed" && plaintextSize(storedBytes ?? -1) !== undefined,
  );
  const encrypted = await findEncrypted(request, doubtful, context);
  return (entry) => {
    const mode = modeOf(entry.key);
    const isEncrypted = mode === "required" || (mode === "mixed" && encrypted.has(nameOfEntry(entry)));
    return isEncrypted ? plaintextSize(entry.storedBytes ?? -1) : undefined;
  };
}

/** The same page, begun behind what is the proxy's own. */
function startingBehindReserved(request: S3Request): S3Request {
  const parameter = startParameter(request);
  const dropped = new Set([parameter, "continuation-token", "version-id-marker"]);
  const query = new Map([...request.query].filter(([name]) => !dropped.has(name)));
  query.set(parameter, BEHIND_RESERVED);
  const pairs = [...query].map(([name, value]) => `${uriEncode(name)}=${uriEncode(value)}`);
  return { ...request, query, rawTarget: `/?${pairs.join("&")}` };
}

const START: Readonly<Record<string, readonly [parameter: string, element: string]>> = {
  ListObjects: ["marker", "Marker"],
  ListObjectsV2: ["start-after", "StartAfter"],
  ListObjectVersions: ["key-marker", "KeyMarker"],
};

function startParameter({ operation }: S3Request): string {
  return START[operation]?.[0] ?? "marker";
}

/** Clients are told where the page began that they asked for. */
function asAsked(body: S3Response["body"], request: S3Request): S3Response["body"] {
  if (typeof body !== "string") return body;
  const name = START[request.operation]?.[1] ?? "Marker";
  const asked = request.query.get(startParameter(request));
  const shown = asked === undefined ? "" : `<${name}>${escapeXml(asked)}</${name}>`;
  return body.replace(new RegExp(`<${name}>[^<]*</${name}>`), () => shown);
}
