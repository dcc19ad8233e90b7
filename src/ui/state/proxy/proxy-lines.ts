import { formatSize } from "../../../lib/cli/format-size.js";
import type { HookStatus, OperationStatus } from "../../../lib/proxy/operations/read-status.js";
import type { RecentRequest } from "../../../lib/proxy/operations/recent-requests.js";
import { fitEnd, fitRight, truncateEnd } from "../../text/fit-text.js";
import { sparkline } from "../../text/sparkline.js";
import type { ProxyPoll, ProxyRate, ProxyScreen } from "./proxy-screen.js";
import { BLANK_LINE, type TonedLine } from "../toned-line.js";

const MOST_OPERATIONS = 8;

/** All that is shown of a watched proxy, each line at most `columns` wide. */
export function proxyLines({ latest, rates }: ProxyScreen, columns: number): readonly TonedLine[] {
  if (latest.state !== "ready") return [];
  const { status } = latest.value;
  return [
    ...curves(status.underWay, rates, columns),
    ...section(
      "HOOKS",
      status.hooks.map((hook) => hookLine(hook, columns)),
    ),
    ...section(
      "OPERATIONS",
      status.operations.slice(0, MOST_OPERATIONS).map((operation) => operationLine(operation, columns)),
    ),
    ...requestLines(latest.value, columns),
  ];
}

function curves(underWay: number, rates: readonly ProxyRate[], columns: number): readonly TonedLine[] {
  const now = rates.at(-1) ?? { requests: 0, receivedBytes: 0, sentBytes: 0 };
  const room = Math.max(0, columns - 34);
  const curve = (label: string, value: string, of: (rate: ProxyRate) => number): TonedLine => ({
    tone: "good",
    text: `${fitEnd(label, 12)}${fitRight(value, 14)}   ${sparkline(rates.map(of), room)}`,
  });
  return [
    curve("requests", `${now.requests.toFixed(now.requests < 10 ? 1 : 0)} /s`, (rate) => rate.requests),
    curve("received", `${formatSize(now.receivedBytes)}/s`, (rate) => rate.receivedBytes),
    curve("sent", `${formatSize(now.sentBytes)}/s`, (rate) => rate.sentBytes),
    { tone: "quiet", text: `${fitEnd("under way", 12)}${fitRight(underWay.toString(), 14)}` },
  ];
}

function section(title: string, lines: readonly TonedLine[]): readonly TonedLine[] {
  return lines.length === 0 ? [] : [BLANK_LINE, { tone: "title", text: title }, ...lines];
}

function hookLine({ event, hook, passed, refused, failed, meanMs }: HookStatus, columns: number): TonedLine {
  const counts = `${fitRight(passed.toString(), 9)} passed${fitRight(refused.toString(), 7)} refused${fitRight(failed.toString(), 7)} failed${fitRight(meanMs.toFixed(1), 9)} ms`;
  const text = `${fitEnd(hook, 18)} ${fitEnd(event, 20)}${counts}`;
  return {
    tone: failed > 0 ? "problem" : refused > 0 ? "warning" : "text",
    text: truncateEnd(text, columns),
  };
}

function operationLine(status: OperationStatus, columns: number): TonedLine {
  const { operation, requests, errors, meanMs, receivedBytes, sentBytes } = status;
  const counts = [
    `${fitRight(requests.toLocaleString("en-US"), 10)} requests`,
    `${fitRight(errors.toLocaleString("en-US"), 8)} errors`,
    `${fitRight(meanMs.toFixed(1), 9)} ms`,
    `${fitRight(formatSize(receivedBytes), 11)} in`,
    `${fitRight(formatSize(sentBytes), 11)} out`,
  ];
  return { tone: "text", text: truncateEnd(`${fitEnd(operation, 24)}${counts.join("")}`, columns) };
}

function requestLines({ requests }: ProxyPoll, columns: number): readonly TonedLine[] {
  if (requests.state === "failed")
    return section("LATEST REQUESTS", [
      { tone: "quiet", text: truncateEnd(requests.problem.message, columns) },
      ...requests.problem.hints.map((hint) => ({ tone: "faint", text: truncateEnd(hint, columns) }) as const),
    ]);
  if (requests.state === "loading") return [];
  return section(
    "LATEST REQUESTS",
    requests.value.map((request) => requestLine(request, columns)),
  );
}

function requestLine(request: RecentRequest, columns: number): TonedLine {
  const { time, status, operation, method, ms, receivedBytes, sentBytes } = request;
  const facts = [
    time.slice(11, 19),
    fitRight(status.toString(), 4),
    ` ${fitEnd(operation ?? method, 22)}`,
    `${fitRight(ms.toFixed(1), 9)} ms`,
    ` ${fitRight(formatSize(Math.max(receivedBytes, sentBytes)), 10)}  `,
  ].join("");
  const text = truncateEnd(`${facts}${whatOf(request)}`, columns);
  return { tone: status >= 500 ? "problem" : status >= 400 || status === 0 ? "warning" : "text", text };
}

function whatOf({ bucket, key, hooks, errorCode }: RecentRequest): string {
  const place = [bucket, key].filter((part) => part !== undefined).join("/");
  const refusal = hooks?.find(({ outcome }) => outcome !== "passed");
  if (refusal !== undefined) return `${place}  ${refusal.hook} ${refusal.outcome}: ${refusal.reason ?? ""}`;
  return errorCode === undefined ? place : `${place}  ${errorCode}`;
}
