import { parseAmzDate } from "../wire/auth/timestamps.js";
import { notPresigned, secondsUntil } from "./not-presigned.js";

/** What a presigned URL lets its holder do. */
export interface DecodedUrl {
  readonly kind: "url";
  readonly signature: "SigV4" | "SigV2";
  readonly host: string;
  /** The path as it stands: bucket and key in path style, the key alone in virtual-host style. */
  readonly path: string;
  readonly accessKeyId: string;
  /** SigV4 only: what the signature is good for, `DAY/REGION/SERVICE`. */
  readonly scope: string | undefined;
  /** SigV4 only. */
  readonly region: string | undefined;
  readonly hasSessionToken: boolean;
  readonly signedAt: Date | undefined;
  readonly expiresAt: Date;
  /** Below zero: it expired that long ago. */
  readonly secondsLeft: number;
  /** Headers that must be sent, `host` apart. */
  readonly requiredHeaders: readonly string[];
  /** Parameters that are not part of the signature's own: versionId, response-…, partNumber… */
  readonly parameters: Readonly<Record<string, string>>;
}

/** Read a presigned URL. @throws UsageError `NotPresigned` when it carries no signature that can be read. */
export function decodeUrl(text: string, now: Date): DecodedUrl {
  const url = parseUrl(text);
  const query = new Map([...url.searchParams].map(([name, value]) => [name.toLowerCase(), value]));
  const common = {
    kind: "url" as const,
    host: url.host,
    path: decodePath(url.pathname),
    hasSessionToken: query.has("x-amz-security-token"),
    parameters: ownParameters(url),
  };
  const times = query.has("x-amz-credential") ? readV4(query) : readV2(query);
  return { ...common, ...times, secondsLeft: secondsUntil(times.expiresAt, now) };
}

type Signature = Omit<
  DecodedUrl,
  "kind" | "host" | "path" | "hasSessionToken" | "parameters" | "secondsLeft"
>;

/** @see S3 API Reference, "Authenticating Requests: Using Query Parameters (AWS Signature Version 4)" */
function readV4(query: ReadonlyMap<string, string>): Signature {
  const parts = (query.get("x-amz-credential") ?? "").split("/");
  const [day, region, service] = parts.slice(-4);
  const signedAt = parseAmzDate(query.get("x-amz-date") ?? "");
  if (signedAt === undefined) throw notPresigned("its date cannot be read");
  if (parts.length < 5) throw notPresigned("its credential is not KEY/DAY/REGION/SERVICE/aws4_request");
  const expires = query.get("x-amz-expires") ?? "";
  if (!/^\d{1,9}$/.test(expires)) throw notPresigned("its expiry cannot be read");
  const signed = (query.get("x-amz-signedheaders") ?? "").split(";");
  return {
    signature: "SigV4",
    accessKeyId: parts.slice(0, -4).join("/"),
    scope: [day, region, service].join("/"),
    region,
    signedAt,
    expiresAt: new Date(signedAt.getTime() + Number(expires) * 1000),
    requiredHeaders: signed.filter((name) => name !== "host" && name !== ""),
  };
}

/** @see S3 User Guide, "Signing and authenticating REST requests (AWS signature version 2)" */
function readV2(query: ReadonlyMap<string, string>): Signature {
  const accessKeyId = query.get("awsaccesskeyid");
  if (accessKeyId === undefined || !query.has("signature")) throw notPresigned("it has no signature");
  const expires = query.get("expires") ?? "";
  if (!/^\d{1,11}$/.test(expires)) throw notPresigned("its expiry cannot be read");
  return {
    signature: "SigV2",
    accessKeyId,
    scope: undefined,
    region: undefined,
    signedAt: undefined,
    expiresAt: new Date(Number(expires) * 1000),
    requiredHeaders: [],
  };
}

const SIGNATURE_PARAMETERS =
  /^(x-amz-(algorithm|credential|date|expires|signedheaders|signature|security-token|content-sha256)|awsaccesskeyid|signature|expires|x-id)$/i;

function ownParameters(url: URL): Record<string, string> {
  return Object.fromEntries([...url.searchParams].filter(([name]) => !SIGNATURE_PARAMETERS.test(name)));
}

function parseUrl(text: string): URL {
  try {
    return new URL(text);
  } catch (error) {
    throw notPresigned("it is not a URL", error);
  }
}

function decodePath(path: string): string {
  try {
    return decodeURIComponent(path);
  } catch (error) {
    throw notPresigned("its path is not encoded as UTF-8", error);
  }
}
