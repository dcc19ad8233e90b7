import type { S3Response } from "../../wire/exchange.js";
import type { OwnApi } from "../../wire/http/own-api.js";
import type { AnswerRecord, AnswerSubject, S3ServerOptions } from "../../wire/http/server-options.js";
import type { HookObserver, HookOutcome } from "../hooks/hook-outcome.js";
import type { AccessLog } from "./access-log.js";
import { createMetrics, METRICS_CONTENT_TYPE, renderMetrics } from "./metrics.js";
import type { ProcessSnapshot } from "./process-snapshot.js";
import { createReadiness } from "./readiness.js";
import { createRecentRequests, latestOf } from "./recent-requests.js";
import { requestsApi } from "./requests-api.js";

export interface OperationsOptions {
  /** Resolves when the store behind the proxy answers. */
  readonly ping: (signal: AbortSignal) => Promise<void>;
  /** Without: no access log. It is closed by whoever opened it. */
  readonly accessLog?: AccessLog | undefined;
  /** Of all processes of the proxy, given this one's own. Default: only that. */
  readonly gatherSnapshots?: ((own: ProcessSnapshot) => Promise<readonly ProcessSnapshot[]>) | undefined;
}

/** Health, readiness, metrics and access log of a running proxy. */
export interface Operations {
  /** For `createS3Server`. */
  readonly server: Required<Pick<S3ServerOptions, "intercept" | "onRequest" | "onAnswer">>;
  readonly observeHook: HookObserver;
  readonly snapshot: () => Promise<ProcessSnapshot>;
  /** Tells those whom `isTrusted` names, by access key, what was asked of late. */
  readonly ownApis: (isTrusted: (accessKeyId: string) => boolean) => readonly OwnApi[];
  /** From now on the proxy says that it is not ready. */
  beginDraining(): void;
}

/** What lies under it is the proxy's own: no bucket can have so short a name. */
const PATH_PREFIX = "/-/";

/**
 * Answer `/-/health` (this process lives), `/-/ready` (it takes requests, and the store behind it answers; else 503) and
 * `/-/metrics` (Prometheus text); count and log everything else. None of the three needs a signature.
 */
export function createOperations(options: OperationsOptions): Operations {
  const { accessLog } = options;
  const underWay = new Map<string, HookOutcome[]>();
  const metrics = createMetrics(() => underWay.size);
  const readiness = createReadiness(options.ping);
  const recent = createRecentRequests();

  const snapshot = async (): Promise<ProcessSnapshot> => ({
    metrics: await metrics.snapshot(),
    recent: recent.list(),
  });
  const gather = async (): Promise<readonly ProcessSnapshot[]> => {
    const own = await snapshot();
    return options.gatherSnapshots?.(own) ?? [own];
  };
  const answerMetrics = async (): Promise<S3Response> => {
    const counted = (await gather()).map((process) => process.metrics);
    return text(200, await renderMetrics(counted), METRICS_CONTENT_TYPE);
  };
  const listRecent = async () => latestOf((await gather()).map((process) => process.recent));
  const answerReady = async (): Promise<S3Response> => {
    const obstacle = await readiness.obstacle();
    return obstacle === undefined ? text(200, "ready\n") : text(503, `not ready: ${obstacle}\n`);
  };
  const answers = new Map<string, Answer>([
    ["/-/health", () => text(200, "ok\n")],
    ["/-/ready", answerReady],
    ["/-/metrics", answerMetrics],
  ]);

  return {
    server: {
      intercept: { pathPrefix: PATH_PREFIX, answer: async (subject) => answerOwn(subject, answers) },
      onRequest: ({ requestId }) => {
        underWay.set(requestId, []);
      },
      onAnswer: (answer) => {
        if (isOwn(answer)) return;
        const hooks = underWay.get(answer.requestId) ?? [];
        underWay.delete(answer.requestId);
        metrics.recordAnswer(answer);
        recent.record(answer, hooks);
        accessLog?.writeAnswer(answer, hooks);
      },
    },
    observeHook: (outcome) => {
      metrics.recordHook(outcome);
      const known = underWay.get(outcome.requestId);
      if (known === undefined) accessLog?.writeLateHook(outcome);
      else known.push(outcome);
    },
    snapshot,
    ownApis: (isTrusted) => [requestsApi(listRecent, isTrusted)],
    beginDraining: () => {
      readiness.beginDraining();
    },
  };
}

type Answer = () => S3Response | Promise<S3Response>;

async function answerOwn(
  { method, rawTarget }: AnswerSubject,
  answers: ReadonlyMap<string, Answer>,
): Promise<S3Response> {
  const answer = answers.get(rawTarget.split("?", 1)[0] ?? "");
  if (answer === undefined) return text(404, `There is only ${[...answers.keys()].join(", ")} here.\n`);
  if (method === "GET" || method === "HEAD") return answer();
  const refusal = text(405, "Only GET and HEAD are possible here.\n");
  return { ...refusal, headers: { ...refusal.headers, allow: "GET, HEAD" } };
}

/** Probes come every few seconds and say nothing of what clients do. */
function isOwn({ rawTarget, bucket, operation }: AnswerRecord): boolean {
  return rawTarget.startsWith(PATH_PREFIX) && bucket === undefined && operation === undefined;
}

function text(status: number, body: string, contentType = "text/plain; charset=utf-8"): S3Response {
  return { status, headers: { "content-type": contentType, "cache-control": "no-store" }, body };
}
