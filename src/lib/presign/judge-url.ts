import { EXIT, type ExitCode } from "../errors/exit-codes.js";
import type { DecodedUrl } from "./decode-url.js";
import { formatSpan } from "./format-span.js";
import type { PresignedMethod } from "./matching-methods.js";
import type { TriedUrl } from "./try-url.js";

/** Everything that is known of a URL when it is judged. */
export interface UrlFacts {
  readonly url: DecodedUrl;
  /** The answer that tells most; undefined when it was not tried. */
  readonly tried: TriedUrl | undefined;
  /** For which methods the signature is known to be right; undefined when that cannot be told from here. */
  readonly methods: readonly PresignedMethod[] | undefined;
  /** What it is said to be for. */
  readonly wanted: PresignedMethod | undefined;
  /** Headers that it needs and that were not given. */
  readonly missingHeaders: readonly string[];
  /** The store's time, where it told it; else this machine's. */
  readonly now: Date;
}

/** What is the matter with a URL; `works` and `untried` are good news. */
export interface UrlVerdict {
  readonly verdict: VerdictName;
  readonly explanation: string;
  readonly hints: readonly string[];
  readonly exitCode: ExitCode;
}

export type VerdictName =
  | "works"
  | "untried"
  | "expired"
  | "not-yet-valid"
  | "missing-header"
  | "signature-mismatch"
  | "unknown-key"
  | "credentials-ended"
  | "missing-object"
  | "missing-bucket"
  | "denied"
  | "wrong-host"
  | "malformed"
  | "store-failed";

const SKEW_MS = 15 * 60 * 1000;

/** Say whether a presigned URL works, and if not, why, from what the store answered. Pure. */
export function judgeUrl(facts: UrlFacts): UrlVerdict {
  const { url, tried, now } = facts;
  if (tried === undefined || tried.status === 416 || (tried.status >= 200 && tried.status <= 299))
    return tried === undefined ? untried(facts) : works(tried);
  if (url.expiresAt < now) return expired(url, now);
  if (url.signedAt !== undefined && url.signedAt.getTime() - now.getTime() > SKEW_MS) return early(url);
  return byAnswer(facts, tried);
}

function byAnswer(facts: UrlFacts, tried: TriedUrl): UrlVerdict {
  const byCode = tried.code === undefined ? undefined : CODES[tried.code];
  if (byCode !== undefined) return byCode(facts, tried);
  if (tried.status >= 300 && tried.status <= 399) return redirected(facts, tried);
  if (tried.headers["content-type"]?.startsWith("text/html") === true) return notAStore(facts);
  if (tried.status === 404) return missingObject(facts);
  if (tried.status === 403 && facts.missingHeaders.length > 0) return missingHeader(facts);
  if (tried.status === 403 && facts.methods?.length === 0) return mismatch(facts);
  if (tried.status === 403) return denied(facts, tried);
  if (tried.status >= 500) return storeFailed(tried);
  return verdict("malformed", EXIT.usage, `The store takes it for a broken request${words(tried)}`);
}

type Judge = (facts: UrlFacts, tried: TriedUrl) => UrlVerdict;

const signature: Judge = (facts) => {
  if (facts.missingHeaders.length > 0) return missingHeader(facts);
  const { wanted, methods } = facts;
  const writes = wanted !== undefined && wanted !== "GET" && wanted !== "HEAD";
  if (methods === undefined ? writes : methods.length > 0) return untried(facts);
  return mismatch(facts);
};
const keyUnknown: Judge = ({ url }) =>
  verdict("unknown-key", EXIT.denied, `The store does not know the key ${url.accessKeyId}`, [
    ...(url.hasSessionToken ? ["Its temporary credentials may have ended, and the URL with them"] : []),
    "The key was deleted, or belongs to another store",
  ]);
const ended: Judge = () =>
  verdict(
    "credentials-ended",
    EXIT.denied,
    "The temporary credentials that signed it have ended, and the URL with them",
    ["Make a new one, with credentials that last longer than it"],
  );
const noBucket: Judge = ({ url }) =>
  verdict(
    "missing-bucket",
    EXIT.notFound,
    `Signature and date are right, but there is no such bucket on ${url.host}`,
  );
const elsewhere: Judge = (facts, tried) => redirected(facts, tried);
const broken: Judge = (_facts, tried) =>
  verdict("malformed", EXIT.usage, `The store cannot read its signature${words(tried)}`, [
    "Was it cut off, or were its parameters changed? Copy it again, in quotes",
  ]);

/** Source: S3 API Reference, "Error responses". */
const CODES: Readonly<Record<string, Judge>> = {
  SignatureDoesNotMatch: signature,
  InvalidAccessKeyId: keyUnknown,
  ExpiredToken: ended,
  InvalidToken: ended,
  NoSuchKey: (facts) => missingObject(facts),
  NoSuchVersion: (facts) => missingObject(facts),
  NoSuchBucket: noBucket,
  PermanentRedirect: elsewhere,
  TemporaryRedirect: elsewhere,
  AuthorizationHeaderMalformed: elsewhere,
  AuthorizationQueryParametersError: broken,
  RequestTimeTooSkewed: ({ url }) => early(url),
};

function works({ method, status }: TriedUrl): UrlVerdict {
  return verdict("works", EXIT.ok, `It works: the store answered ${method} with ${status.toString()}`);
}

function untried({ methods, wanted, url }: UrlFacts): UrlVerdict {
  const purpose = methods === undefined ? (wanted ?? "writing") : methods.join(" or ");
  const proof =
    methods === undefined
      ? "the store takes its date and key, but whether its signature is right shows only when it is used"
      : `its signature is right for ${purpose}, with the credentials in use here`;
  return verdict(
    "untried",
    EXIT.ok,
    `Not tried, since ${purpose} would change something: ${proof}`,
    url.requiredHeaders.length === 0 ? [] : [`Send these headers with it: ${url.requiredHeaders.join(", ")}`],
  );
}

function expired({ expiresAt }: DecodedUrl, now: Date): UrlVerdict {
  const ago = formatSpan((now.getTime() - expiresAt.getTime()) / 1000);
  return verdict("expired", EXIT.denied, `It expired ${ago} ago, at ${expiresAt.toISOString()}`, [
    "Make a new one: no store prolongs a presigned URL",
  ]);
}

function early({ signedAt }: DecodedUrl): UrlVerdict {
  const from = signedAt === undefined ? "" : `, at ${signedAt.toISOString()}`;
  return verdict("not-yet-valid", EXIT.denied, `By the store's clock it was signed in the future${from}`, [
    "The clock of the machine that signed it is ahead: set it, then make a new one",
  ]);
}

function missingHeader({ missingHeaders }: UrlFacts): UrlVerdict {
  return verdict(
    "missing-header",
    EXIT.denied,
    `It must be used with headers that its signature covers: ${missingHeaders.join(", ")}`,
    [`Give them: --header '${missingHeaders[0] ?? "name"}: VALUE'`],
  );
}

function mismatch({ methods, wanted, url }: UrlFacts): UrlVerdict {
  const causes = [
    ...(wanted === undefined && methods === undefined
      ? ["it is for PUT, POST or DELETE, which are not tried: say so with --method"]
      : []),
    "it was changed after signing: cut off, a parameter added, or an & lost in a shell without quotes",
    `it was signed for another host or port than ${url.host}, or a proxy changes the Host header`,
    ...(url.requiredHeaders.length === 0 ? [] : ["a header that must be sent had another value"]),
    "it was signed with a wrong secret key",
  ];
  return verdict(
    "signature-mismatch",
    EXIT.denied,
    "The signature does not match the request",
    causes.map((cause) => `Perhaps ${cause}`),
  );
}

function missingObject({ url }: UrlFacts): UrlVerdict {
  return verdict(
    "missing-object",
    EXIT.notFound,
    `Signature and date are right, but there is no object at ${url.path} (or it was deleted)`,
  );
}

function denied({ url }: UrlFacts, tried: TriedUrl): UrlVerdict {
  return verdict("denied", EXIT.denied, `The store refuses it${words(tried)}`, [
    `The owner of the key ${url.accessKeyId} lacks the right, or a policy denies it: the URL can do no more than its signer`,
    "Without the right to list the bucket, stores answer so for a missing object, too",
    ...(url.hasSessionToken ? ["The temporary credentials that signed it may have ended"] : []),
  ]);
}

function redirected({ url }: UrlFacts, tried: TriedUrl): UrlVerdict {
  const region = tried.headers["x-amz-bucket-region"] ?? /expecting '([^']+)'/.exec(tried.message)?.[1];
  return verdict(
    "wrong-host",
    EXIT.configuration,
    region === undefined
      ? `${url.host} does not serve this bucket`
      : `The bucket is in the region ${region}; the URL was signed for ${url.region ?? "another"}`,
    ["Sign it with the bucket's own --region and --endpoint"],
  );
}

function notAStore({ url }: UrlFacts): UrlVerdict {
  return verdict("wrong-host", EXIT.configuration, `${url.host} did not answer as an S3 store does`, [
    "Is it the S3 API's host, and not that of a console or web page?",
  ]);
}

function storeFailed({ status }: TriedUrl): UrlVerdict {
  return verdict("store-failed", EXIT.network, `The store failed (status ${status.toString()})`, [
    "Try again later",
  ]);
}

function words({ status, code, message }: TriedUrl): string {
  const said = [code, message].filter((word) => word !== undefined && word !== "").join(": ");
  return ` (${status.toString()}${said === "" ? "" : ` ${said}`})`;
}

function verdict(
  name: VerdictName,
  exitCode: ExitCode,
  explanation: string,
  hints: readonly string[] = [],
): UrlVerdict {
  return { verdict: name, explanation, hints, exitCode };
}
