import type { Credentials } from "../wire/auth/credentials.js";
import type { CallOptions } from "../s3/call-options.js";
import { decodeUrl, type DecodedUrl } from "./decode-url.js";
import { judgeUrl, type UrlVerdict } from "./judge-url.js";
import { matchingMethods, type PresignedMethod } from "./matching-methods.js";
import { tryUrl, type TriedUrl } from "./try-url.js";

export interface CheckPresignedInput {
  readonly url: string;
  /** What it is for; undefined: not known. */
  readonly method?: PresignedMethod | undefined;
  /** Headers to send with it, by lower-case name. */
  readonly headers?: Readonly<Record<string, string>> | undefined;
  /** With the signer's own credentials, the signature is checked here too, also of URLs that write. */
  readonly credentials?: Credentials | undefined;
  /** Certificate authorities to trust besides those Node knows, as PEM. */
  readonly authorities?: string | undefined;
}

export interface CheckedUrl extends UrlVerdict {
  readonly decoded: DecodedUrl;
  /** The request that told most; never one that changes anything. */
  readonly tried: Pick<TriedUrl, "method" | "status" | "code"> | undefined;
  /** For which methods the signature is right; undefined when that cannot be told here. */
  readonly methods: readonly PresignedMethod[] | undefined;
  /** How far the store's clock is ahead of this machine's; undefined when it did not tell. */
  readonly clockSkewSeconds: number | undefined;
}

/**
 * Find out whether a presigned URL works, and if not, why. Only HEAD, and GET for one byte, are ever sent: a URL that
 * writes is tried as if it read, which tells all but whether its signature is right.
 *
 * @throws UsageError `NotPresigned` when it is not a presigned URL; the errors of connections when no answer comes.
 */
export async function checkPresigned(
  input: CheckPresignedInput,
  options: CallOptions = {},
): Promise<CheckedUrl> {
  const decoded = decodeUrl(input.url, new Date());
  const url = new URL(input.url);
  const headers = input.headers ?? {};
  const methods =
    input.credentials === undefined ? undefined : matchingMethods(url, headers, input.credentials);
  const tried = await tryHarmlessly(url, headers, input, methods, options);
  const now = new Date();
  const facts = {
    url: decoded,
    tried,
    methods,
    wanted: input.method,
    missingHeaders: decoded.requiredHeaders.filter((name) => headers[name] === undefined),
    now: tried.storeTime ?? now,
  };
  const clockSkewSeconds =
    tried.storeTime === undefined
      ? undefined
      : Math.round((tried.storeTime.getTime() - now.getTime()) / 1000);
  const { method, status, code } = tried;
  return { ...judgeUrl(facts), decoded, tried: { method, status, code }, methods, clockSkewSeconds };
}

async function tryHarmlessly(
  url: URL,
  headers: Readonly<Record<string, string>>,
  { method, authorities }: CheckPresignedInput,
  methods: readonly PresignedMethod[] | undefined,
  options: CallOptions,
): Promise<TriedUrl> {
  const knownHead = method === "HEAD" || (methods?.includes("HEAD") === true && method === undefined);
  const first = await tryUrl(url, knownHead ? "HEAD" : "GET", headers, { ...options, authorities });
  if (method !== undefined || methods !== undefined || first.status !== 403) return first;
  // A URL for HEAD is refused to GET; the answer to HEAD has no words, so it only counts when it is a yes.
  const second = await tryUrl(url, "HEAD", headers, { ...options, authorities });
  return second.status < 400 || second.status === 404 ? second : first;
}
