import { setTimeout as delay } from "node:timers/promises";
import { Flags } from "@oclif/core";
import { BaseCommand } from "../../lib/cli/base-command.js";
import { formatKey } from "../../lib/cli/format-key.js";
import { formatSize } from "../../lib/cli/format-size.js";
import type { RecentRequest } from "../../lib/proxy/operations/recent-requests.js";

const POLL_MS = 1000;

export default class ProxyRequests extends BaseCommand {
  static override summary = "Show what a running proxy was asked of late.";
  static override description =
    "The last 200 requests over all of its workers, the oldest first, with what hooks said of them. The profile, or " +
    "--endpoint and the AWS_* variables, must be those of a proxy's key without limits. With --json one line a request.";
  static override examples = [
    "<%= config.bin %> <%= command.id %> --profile proxy",
    "<%= config.bin %> <%= command.id %> --profile proxy --follow",
    "<%= config.bin %> <%= command.id %> --profile proxy --refused --json",
  ];
  static override flags = {
    follow: Flags.boolean({
      char: "f",
      description: "go on with new requests as they come, until interrupted",
    }),
    refused: Flags.boolean({ description: "only those answered with an error" }),
  };

  override async run(): Promise<void> {
    const { flags } = await this.parse(ProxyRequests);
    const client = await this.connect(flags);
    const { readRecentRequests } = await import("../../lib/proxy/operations/read-requests.js");
    const shown = new Set<string>();
    do {
      const requests = await readRecentRequests(client, { signal: this.signal });
      for (const request of requests.toReversed()) {
        const id = `${request.time} ${request.requestId}`;
        if (shown.has(id) || (flags.refused && request.status < 400)) continue;
        shown.add(id);
        await this.output.item({ type: "request", ...request }, describe(request));
      }
      forget(shown, requests);
      if (flags.follow) await this.output.flush();
    } while (flags.follow && (await wait(this.signal)));
  }
}

function describe({
  time,
  status,
  operation,
  bucket,
  key,
  ms,
  receivedBytes,
  sentBytes,
  hooks,
}: RecentRequest) {
  const place = [bucket, key].filter((part) => part !== undefined).map(formatKey);
  const refusals = (hooks ?? []).filter(({ outcome }) => outcome !== "passed");
  const words = [
    time.slice(11, 23),
    status.toString(),
    (operation ?? "-").padEnd(22),
    `${ms.toFixed(1)} ms`.padStart(10),
    `${formatSize(receivedBytes)} in`.padStart(13),
    `${formatSize(sentBytes)} out`.padStart(14),
    place.join("/"),
    ...refusals.map(({ hook, outcome, reason = "" }) => `[${hook} ${outcome}: ${formatKey(reason)}]`),
  ];
  return words.join("  ").trimEnd();
}

/** What has left the proxy's memory cannot come again. */
function forget(shown: Set<string>, requests: readonly RecentRequest[]): void {
  const oldest = requests.at(-1)?.time ?? "";
  for (const id of shown) if (id < oldest) shown.delete(id);
}

/** @returns false when there is no more to be waited for. */
async function wait(signal: AbortSignal): Promise<boolean> {
  return delay(POLL_MS, true, { signal }).catch(() => false);
}
