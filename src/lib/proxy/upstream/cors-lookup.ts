import { discard } from "./attempt-request.js";
import type { AnswerSubject } from "../../wire/http/server-options.js";
import type { ForwardContext } from "./forward-request.js";
import { sendUpstream } from "./send-upstream.js";

type AnswerHeaders = Readonly<Record<string, string>>;

const KEPT_MS = 10_000;
const MAX_KEPT = 1000;
const PATIENCE_MS = 2000;
const NONE: AnswerHeaders = {};
const BUCKET_NAME = /^[A-Za-z0-9][A-Za-z0-9._-]{0,254}$/;
/** Of a preflight's answer, what a page needs to read another one. */
const FOR_READING: ReadonlySet<string> = new Set([
  "access-control-allow-credentials",
  "access-control-allow-origin",
  "access-control-expose-headers",
  "vary",
]);

/**
 * What lets a page read an answer of the proxy's own: the CORS headers that the store behind would have given it, asked for
 * by a preflight and kept for some seconds. Without them a browser tells its page of nothing at all. Never rejects: a
 * store that does not answer in time allows nothing.
 */
export function createCorsLookup(
  context: ForwardContext,
): (subject: Pick<AnswerSubject, "headers" | "bucket" | "method">) => Promise<AnswerHeaders> {
  const kept = new Map<string, { readonly headers: Promise<AnswerHeaders>; readonly untilMs: number }>();
  return async ({ headers, bucket, method }) => {
    const { origin } = headers;
    if (origin === undefined || bucket === undefined || !BUCKET_NAME.test(bucket)) return NONE;
    const name = `${bucket} ${method} ${origin}`;
    const known = kept.get(name);
    if (known !== undefined && known.untilMs > performance.now()) return known.headers;
    if (kept.size >= MAX_KEPT) kept.clear();
    const asked = askStore(context, bucket, method, origin).catch(() => NONE);
    kept.set(name, { headers: asked, untilMs: performance.now() + KEPT_MS });
    return asked;
  };
}

async function askStore(
  { session, timeouts }: ForwardContext,
  bucket: string,
  method: string,
  origin: string,
): Promise<AnswerHeaders> {
  const { pool, host, basePath } = await session.target(bucket);
  const answer = await sendUpstream(pool, {
    method: "OPTIONS",
    target: basePath === "" ? "/" : basePath,
    headers: { host, origin, "access-control-request-method": method },
    body: undefined,
    signal: AbortSignal.timeout(PATIENCE_MS),
    bodyTimeoutMs: timeouts.bodyMs,
  });
  discard(answer);
  if (answer.status !== 200) return NONE;
  return Object.fromEntries(Object.entries(answer.headers).filter(([name]) => FOR_READING.has(name)));
}
