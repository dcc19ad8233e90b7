import type { RequestTrace } from "../s3/request-trace.js";

/** A line of `--verbose`: `> GET http://… 200 12 ms`. */
export function formatTrace({ method, url, status, durationMs, attempt, error }: RequestTrace): string {
  const outcome = status === undefined ? `failed: ${error ?? "no answer"}` : String(status);
  const again = attempt > 1 ? ` attempt ${String(attempt)}` : "";
  return `> ${method} ${url} ${outcome} ${String(Math.round(durationMs))} ms${again}`;
}
