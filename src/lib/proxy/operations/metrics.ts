import { AggregatorRegistry, Counter, Gauge, Histogram, Registry, collectDefaultMetrics } from "prom-client";
import type { AnswerRecord } from "../../wire/http/server-options.js";
import type { HookOutcome } from "../hooks/hook-outcome.js";

/** What one process counted, as plain data: sent between processes, and put together by {@link renderMetrics}. */
export type MetricsSnapshot = Awaited<ReturnType<Registry["getMetricsAsJSON"]>>;

/** Counters and histograms of one proxy process, by operation, status and hook: never by bucket, key or client. */
export interface Metrics {
  recordAnswer(answer: AnswerRecord): void;
  recordHook(outcome: HookOutcome): void;
  snapshot(): Promise<MetricsSnapshot>;
}

/** Seconds. From a request for a few bytes on the same machine to an upload that takes minutes. */
const REQUEST_BUCKETS = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300];

/** @param countUnderWay requests that were let in and not yet answered. */
export function createMetrics(countUnderWay: () => number): Metrics {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  const requests = requestMetrics(registry, countUnderWay);
  const hooks = hookMetrics(registry);
  return {
    recordAnswer: (answer) => {
      const operation = answer.operation ?? "none";
      requests.total.inc({ operation, status: answer.status.toString() });
      requests.receivedBytes.inc({ operation }, answer.receivedBytes);
      requests.sentBytes.inc({ operation }, answer.sentBytes);
      requests.seconds.observe({ operation }, answer.durationMs / 1000);
      if (answer.errorCode !== undefined) requests.refused.inc({ code: answer.errorCode });
      if (answer.aborted) requests.aborted.inc({ operation });
    },
    recordHook: ({ event, hook, outcome, durationMs }) => {
      hooks.total.inc({ event, hook, outcome });
      hooks.seconds.observe({ event, hook }, durationMs / 1000);
    },
    snapshot: async () => registry.getMetricsAsJSON(),
  };
}

/** Prometheus text of what all processes counted: counters and histograms added up. */
export async function renderMetrics(snapshots: readonly MetricsSnapshot[]): Promise<string> {
  return AggregatorRegistry.aggregate([...snapshots]).metrics();
}

export const METRICS_CONTENT_TYPE: string = Registry.PROMETHEUS_CONTENT_TYPE;

function requestMetrics(registry: Registry, countUnderWay: () => number) {
  const registers = [registry];
  return {
    underWay: new Gauge({
      name: "s3kit_proxy_requests_under_way",
      help: "Requests that were let in and not yet answered",
      registers,
      collect() {
        this.set(countUnderWay());
      },
    }),
    total: new Counter({
      name: "s3kit_proxy_requests_total",
      help: "Requests answered; status 0: the client had gone before",
      labelNames: ["operation", "status"],
      registers,
    }),
    refused: new Counter({
      name: "s3kit_proxy_refused_requests_total",
      help: "Requests that the proxy itself refused, by S3 error code",
      labelNames: ["code"],
      registers,
    }),
    aborted: new Counter({
      name: "s3kit_proxy_aborted_requests_total",
      help: "Requests whose client went away before it had the whole answer",
      labelNames: ["operation"],
      registers,
    }),
    receivedBytes: new Counter({
      name: "s3kit_proxy_received_bytes_total",
      help: "Bytes from clients after the heads of their requests, framing included",
      labelNames: ["operation"],
      registers,
    }),
    sentBytes: new Counter({
      name: "s3kit_proxy_sent_bytes_total",
      help: "Bytes to clients, HTTP framing included",
      labelNames: ["operation"],
      registers,
    }),
    seconds: new Histogram({
      name: "s3kit_proxy_request_duration_seconds",
      help: "From a request's head to the last byte of its answer",
      labelNames: ["operation"],
      buckets: REQUEST_BUCKETS,
      registers,
    }),
  };
}

function hookMetrics(registry: Registry) {
  const registers = [registry];
  return {
    total: new Counter({
      name: "s3kit_proxy_hook_calls_total",
      help: "Calls of hooks by outcome: passed, refused, failed",
      labelNames: ["event", "hook", "outcome"],
      registers,
    }),
    seconds: new Histogram({
      name: "s3kit_proxy_hook_duration_seconds",
      help: "From a hook's call to its verdict",
      labelNames: ["event", "hook"],
      buckets: REQUEST_BUCKETS,
      registers,
    }),
  };
}
