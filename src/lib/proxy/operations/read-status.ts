import type { S3Client } from "@aws-sdk/client-s3";
import { ConfigurationError, NetworkError } from "../../errors/s3kit-error.js";
import { connectionOf } from "../../s3/client-connection.js";
import { parsePrometheusText, type Sample } from "./prometheus-text.js";

export interface OperationStatus {
  readonly operation: string;
  readonly requests: number;
  /** Answered with 4xx or 5xx, by the proxy or by the store behind it. */
  readonly errors: number;
  readonly meanMs: number;
  readonly receivedBytes: number;
  readonly sentBytes: number;
}

export interface HookStatus {
  readonly event: string;
  readonly hook: string;
  readonly passed: number;
  readonly refused: number;
  readonly failed: number;
  readonly meanMs: number;
}

/** What a running proxy says of itself; counts are since its start. */
export interface ProxyStatus {
  readonly endpoint: string;
  readonly ready: boolean;
  /** Why it is not. */
  readonly obstacle: string | undefined;
  readonly requests: number;
  readonly errors: number;
  readonly underWay: number;
  readonly receivedBytes: number;
  readonly sentBytes: number;
  /** The busiest first. */
  readonly operations: readonly OperationStatus[];
  readonly hooks: readonly HookStatus[];
}

/**
 * Ask a running proxy how it is.
 *
 * @throws NetworkError when nothing answers there; ConfigurationError when something else than a proxy does.
 */
export async function readProxyStatus(endpoint: string, signal: AbortSignal): Promise<ProxyStatus> {
  const ask = async (path: string) => askProxy(new URL(path, endpoint), signal);
  const health = await ask("/-/health");
  if (health.status !== 200 || health.text !== "ok\n") throw noProxy(endpoint);
  const [ready, metrics] = await Promise.all([ask("/-/ready"), ask("/-/metrics")]);
  return {
    endpoint,
    ready: ready.status === 200,
    obstacle: ready.status === 200 ? undefined : ready.text.trim().replace(/^not ready: /, ""),
    ...summarise(parsePrometheusText(metrics.text)),
  };
}

/** Where a client's proxy would be. @throws ConfigurationError when it is Amazon S3 itself that the client speaks to. */
export function proxyEndpointOf(client: S3Client): string {
  const endpoint = connectionOf(client)?.settings.endpoint;
  if (endpoint === undefined) throw noProxy("Amazon S3");
  return endpoint;
}

const PATIENCE_MS = 10_000;

async function askProxy(url: URL, signal: AbortSignal): Promise<{ status: number; text: string }> {
  try {
    const response = await fetch(url, {
      signal: AbortSignal.any([signal, AbortSignal.timeout(PATIENCE_MS)]),
    });
    return { status: response.status, text: await response.text() };
  } catch (cause) {
    signal.throwIfAborted();
    throw new NetworkError(`No proxy answers at ${url.origin}`, {
      code: "ProxyUnreachable",
      hints: ["Check --endpoint", "`s3kit proxy serve` starts one"],
      cause,
    });
  }
}

function noProxy(endpoint: string): ConfigurationError {
  return new ConfigurationError(`What answers at ${endpoint} is no proxy of s3kit's`, {
    code: "NoProxy",
    hints: ["Give the address of a running `s3kit proxy serve` to --endpoint"],
  });
}

const PREFIX = "s3kit_proxy_";

function summarise(samples: readonly Sample[]): Omit<ProxyStatus, "endpoint" | "ready" | "obstacle"> {
  const sum = (name: string, matches: Matches = () => true): number =>
    samples
      .filter((sample) => sample.name === `${PREFIX}${name}` && matches(sample.labels))
      .reduce((total, { value }) => total + value, 0);
  return {
    requests: sum("requests_total"),
    errors: sum("requests_total", isError),
    underWay: sum("requests_under_way"),
    receivedBytes: sum("received_bytes_total"),
    sentBytes: sum("sent_bytes_total"),
    operations: operationsIn(samples, sum).toSorted((a, b) => b.requests - a.requests),
    hooks: hooksIn(samples, sum),
  };
}

type Matches = (labels: Sample["labels"]) => boolean;
type Sum = (name: string, matches?: Matches) => number;

function operationsIn(samples: readonly Sample[], sum: Sum): readonly OperationStatus[] {
  const named = samples.filter(({ name }) => name === `${PREFIX}requests_total`);
  const operations = new Set(named.map(({ labels }) => labels["operation"] ?? ""));
  return [...operations].map((operation) => {
    const isMeant: Matches = (labels) => labels["operation"] === operation;
    return {
      operation,
      requests: sum("requests_total", isMeant),
      errors: sum("requests_total", (labels) => isMeant(labels) && isError(labels)),
      meanMs: meanMs(sum, "request_duration_seconds", isMeant),
      receivedBytes: sum("received_bytes_total", isMeant),
      sentBytes: sum("sent_bytes_total", isMeant),
    };
  });
}

function hooksIn(samples: readonly Sample[], sum: Sum): readonly HookStatus[] {
  const calls = samples.filter(({ name }) => name === `${PREFIX}hook_duration_seconds_count`);
  return calls.map(({ labels: { event = "", hook = "" } }) => {
    const isMeant: Matches = (labels) => labels["event"] === event && labels["hook"] === hook;
    const count = (outcome: string): number =>
      sum("hook_calls_total", (labels) => isMeant(labels) && labels["outcome"] === outcome);
    const outcomes = { passed: count("passed"), refused: count("refused"), failed: count("failed") };
    return { event, hook, ...outcomes, meanMs: meanMs(sum, "hook_duration_seconds", isMeant) };
  });
}

function isError(labels: Sample["labels"]): boolean {
  return Number(labels["status"]) >= 400;
}

/** To a hundredth. */
function meanMs(sum: Sum, histogram: string, isMeant: Matches): number {
  const count = sum(`${histogram}_count`, isMeant);
  return count === 0 ? 0 : Math.round((sum(`${histogram}_sum`, isMeant) / count) * 100_000) / 100;
}
