import { BaseCommand } from "../../lib/cli/base-command.js";
import { formatTable } from "../../lib/cli/format-columns.js";
import { formatCount, formatSize } from "../../lib/cli/format-size.js";
import type { HookStatus, OperationStatus, ProxyStatus } from "../../lib/proxy/operations/read-status.js";

/** Where `proxy serve` listens when it is told nothing. */
const DEFAULT_ENDPOINT = "http://127.0.0.1:8080";

export default class ProxyStatusCommand extends BaseCommand {
  static override summary = "Show how a running proxy is: ready or not, requests, bytes, hooks.";
  static override description =
    `Asks the proxy at --endpoint, or at ${DEFAULT_ENDPOINT}. Counts are since its start, over all of its workers. ` +
    "No key is needed.";
  static override examples = [
    "<%= config.bin %> <%= command.id %>",
    "<%= config.bin %> <%= command.id %> --endpoint https://proxy.example.org --json",
  ];

  override async run(): Promise<void> {
    const { flags } = await this.parse(ProxyStatusCommand);
    const { readProxyStatus } = await import("../../lib/proxy/operations/read-status.js");
    const status = await readProxyStatus(flags.endpoint ?? DEFAULT_ENDPOINT, this.signal);
    await this.output.result({ type: "proxy-status", ...status }, describe(status));
  }
}

function describe(status: ProxyStatus): string {
  const { endpoint, ready, obstacle = "", requests, errors, underWay, receivedBytes, sentBytes } = status;
  const counts = [
    formatCount(requests, "request"),
    `${errors.toLocaleString("en-US")} answered with an error`,
    `${underWay.toLocaleString("en-US")} under way`,
    `${formatSize(receivedBytes)} received`,
    `${formatSize(sentBytes)} sent`,
  ];
  const parts = [`${endpoint}: ${ready ? "ready" : `not ready: ${obstacle}`}`, counts.join(", ")];
  if (status.operations.length > 0) parts.push("", operationTable(status.operations));
  if (status.hooks.length > 0) parts.push("", hookTable(status.hooks));
  return parts.join("\n");
}

function operationTable(operations: readonly OperationStatus[]): string {
  const headings = ["OPERATION", "REQUESTS", "ERRORS", "MEAN MS", "RECEIVED", "SENT"];
  const rows = operations.map(({ operation, requests, errors, meanMs, receivedBytes, sentBytes }) => [
    operation,
    requests.toString(),
    errors.toString(),
    meanMs.toString(),
    formatSize(receivedBytes),
    formatSize(sentBytes),
  ]);
  return formatTable([headings, ...rows], ["left", "right", "right", "right", "right", "right"]);
}

function hookTable(hooks: readonly HookStatus[]): string {
  const headings = ["EVENT", "HOOK", "PASSED", "REFUSED", "FAILED", "MEAN MS"];
  const rows = hooks.map(({ event, hook, passed, refused, failed, meanMs }) => [
    event,
    hook,
    passed.toString(),
    refused.toString(),
    failed.toString(),
    meanMs.toString(),
  ]);
  return formatTable([headings, ...rows], ["left", "left", "right", "right", "right", "right"]);
}
