import { toProblem } from "../ui/state/problem.js";
import type { UsageNews, UsageScan } from "../ui/state/usage/usage-scan.js";
import type { ExplorerServices } from "./explorer-services.js";
import type { Send } from "./send.js";

/** News come no more often than this: each has its rows sorted and a frame drawn. */
const TICK_MS = 250;

/** Measure a place, telling what is known so far. Never rejects; aborting it ends it as "stopped". */
export async function followUsage(
  services: ExplorerServices,
  { id: scanId, bucket, prefix }: Pick<UsageScan, "id" | "bucket" | "prefix">,
  signal: AbortSignal,
  send: Send,
): Promise<void> {
  let survey: UsageNews["survey"];
  const tell = (status: UsageNews["status"], error?: unknown) =>
    send({
      type: "usage",
      scanId,
      survey,
      status,
      problem: error === undefined ? undefined : toProblem(error),
    });
  let toldMs = -Infinity;
  try {
    for await (survey of services.surveyUsage({ bucket, prefix, now: new Date() }, signal)) {
      if (performance.now() - toldMs < TICK_MS) continue;
      toldMs = performance.now();
      tell("running");
    }
    tell(signal.aborted ? "stopped" : "done");
  } catch (error) {
    if (signal.aborted) tell("stopped");
    else tell("failed", error);
  }
}
