import { toProblem } from "../ui/state/problem.js";
import type { ExplorerServices } from "./explorer-services.js";
import type { Send } from "./send.js";

/** Read S3 Access Grants, of everything or of a place. Never rejects. */
export async function surveyGrantsFor(
  services: ExplorerServices,
  { requestId, target }: { readonly requestId: number; readonly target: string | undefined },
  signal: AbortSignal,
  send: Send,
): Promise<void> {
  try {
    const value = await services.surveyGrants(target, signal);
    if (!signal.aborted) send({ type: "grants-surveyed", requestId, survey: { state: "ready", value } });
  } catch (error) {
    if (signal.aborted) return;
    send({ type: "grants-surveyed", requestId, survey: { state: "failed", problem: toProblem(error) } });
  }
}
