import { decide, type AccessRequest, type Caller, type Decision } from "../../access/grants/decide.js";
import { explainDecision } from "../../access/grants/explain-decision.js";
import type { GrantLookup } from "../../access/grants/grant-index.js";
import type { Handler, S3Request, S3Response, Stage } from "../../wire/exchange.js";
import { S3Error } from "../../wire/s3-error.js";
import { askForPlainText, readAnswerText, withText } from "../answers/answer-text.js";
import { NARROWED, narrowedListing } from "../answers/narrowed-listing.js";
import { keepBuckets } from "../answers/seen-buckets.js";
import { ACCESS_RULES } from "./access-rules.js";
import { COPIES, readCopy } from "./copy-source.js";
import { deleteAllowed } from "./delete-many.js";
import type { GatewayCaller } from "./gateway-caller.js";
import { withKnownParameters } from "./known-parameters.js";
import { refuseExtras } from "./refuse-extras.js";
import { refuseReserved, requiredAccess } from "./required-access.js";
import { listAroundReserved, serveAroundReserved } from "./reserved-prefix.js";
import { foldersBelow, readableScopes, seenBuckets } from "./visible-places.js";

export interface AuthorizeOptions {
  /** Who sent a request. @throws S3Error when he may send none. */
  readonly identify: (request: S3Request) => Promise<GatewayCaller>;
  /** The grants of this moment; read once a request is identified. */
  readonly grants: () => GrantLookup;
  /** Learn what was granted just now elsewhere, before something is refused. Whether there was anything. Default: no. */
  readonly lookAgain?: (() => Promise<boolean>) | undefined;
  readonly clock: () => Date;
  /** Told of every refusal. */
  readonly onRefused?: ((request: S3Request, caller: GatewayCaller, reason: string) => void) | undefined;
}

/**
 * Hold callers to their grants, before anything of their request is acted on. What is not in the access model is for
 * administrators; s3kit's own objects are for nobody, and listings do not show them.
 */
export function gatewayStage(options: AuthorizeOptions): Stage {
  return (next: Handler) => async (asked) => {
    if (asked.operation === "Preflight") return next(asked);
    const caller = await options.identify(asked);
    try {
      refuseReserved(asked);
      const request = COPIES.has(asked.operation) ? readCopy(asked).request : asked;
      return await (caller.kind === "administrator"
        ? serveAroundReserved(request, next)
        : serveCaller(withKnownParameters(inOwnName(request)), caller, next, options));
    } catch (error) {
      if (error instanceof S3Error && error.code === "AccessDenied")
        options.onRefused?.(asked, caller, error.message);
      throw error;
    }
  };
}

/** What everyone may do is done in the gateway's name: the store knows nothing of it. */
function inOwnName(request: S3Request): S3Request {
  return request.caller.kind === "signed" ? request : { ...request, caller: EVERYONE };
}

const EVERYONE: S3Request["caller"] = { kind: "signed", accessKeyId: "anonymous", scheme: "header" };

async function serveCaller(
  request: S3Request,
  caller: Exclude<GatewayCaller, { kind: "administrator" }>,
  next: Handler,
  { grants, clock, lookAgain = async () => Promise.resolve(false) }: AuthorizeOptions,
): Promise<S3Response> {
  const rule = ACCESS_RULES[request.operation];
  if (rule === "administrator") throw denied(`${request.operation} is for administrators of the gateway`);
  const now = clock().getTime();
  const judge = (wanted: AccessRequest) => decide(grants(), caller.access, wanted, now);
  if (rule === "buckets") return listedBuckets(request, next, seenBuckets(grants(), caller.access, now));
  refuseExtras(request);
  let refusal = firstRefusal(request, judge);
  if (refusal !== undefined && (await lookAgain())) refusal = firstRefusal(request, judge);
  if (refusal !== undefined) return narrowed(request, refusal, readable(grants(), caller.access, now));
  if (rule === "list") return listAroundReserved(request, next);
  if (rule !== "delete-many") return next(request);
  const bucket = request.bucket ?? "";
  return deleteAllowed(request, next, (key) => {
    const wanted = { action: "write", bucket, key } as const;
    const decision = judge(wanted);
    return decision.allowed ? undefined : explainDecision(wanted, decision);
  });
}

interface Refusal {
  readonly wanted: AccessRequest;
  readonly decision: Decision;
}

function firstRefusal(request: S3Request, judge: (wanted: AccessRequest) => Decision): Refusal | undefined {
  for (const wanted of requiredAccess(request)) {
    const decision = judge(wanted);
    if (!decision.allowed && !mayWriteInstead(request, wanted, judge)) return { wanted, decision };
  }
  return undefined;
}

/** Whoever writes an upload may see its parts, too. */
function mayWriteInstead(
  { operation }: S3Request,
  wanted: AccessRequest,
  judge: (wanted: AccessRequest) => Decision,
): boolean {
  if (ACCESS_RULES[operation] !== "part" || wanted.action !== "read") return false;
  return judge({ ...wanted, action: "write" }).allowed;
}

function readable(grants: GrantLookup, access: Caller, now: number) {
  return (bucket: string) => readableScopes(grants, access, now, bucket);
}

/** Above what a caller may list, he is shown the folders that lead there; anything else that is refused is refused. */
function narrowed(
  request: S3Request,
  { wanted, decision }: Refusal,
  scopesIn: (bucket: string) => ReturnType<typeof readableScopes>,
): S3Response {
  const { operation, query, bucket = "" } = request;
  if (wanted.action === "list" && query.get("delimiter") === "/" && NARROWED.has(operation)) {
    const folders = foldersBelow(scopesIn(bucket), wanted.prefix);
    if (folders.length > 0) return narrowedListing(request, folders);
  }
  throw denied(explainDecision(wanted, decision));
}

async function listedBuckets(
  request: S3Request,
  next: Handler,
  seen: ReadonlySet<string>,
): Promise<S3Response> {
  const answer = await next(askForPlainText(request));
  if (answer.status !== 200) return answer;
  return withText(answer, keepBuckets(await readAnswerText(answer), seen));
}

function denied(reason: string): S3Error {
  return new S3Error("AccessDenied", `Access Denied. ${reason}.`);
}
