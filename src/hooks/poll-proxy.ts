import { setTimeout as delay } from "node:timers/promises";
import type { Loadable } from "../ui/state/details/details-screen.js";
import { toProblem } from "../ui/state/problem.js";
import type { ProxyPoll } from "../ui/state/proxy/proxy-screen.js";
import type { ExplorerServices } from "./explorer-services.js";
import type { Send } from "./send.js";

const POLL_MS = 1000;

/** Ask a proxy how it is, a second after the time before. Never rejects. */
export async function pollProxy(
  services: ExplorerServices,
  { screenId, turn }: { readonly screenId: number; readonly turn: number },
  signal: AbortSignal,
  send: Send,
): Promise<void> {
  const answer = await ask(services, turn === 1 ? 0 : POLL_MS, signal);
  if (!signal.aborted) send({ type: "proxy-polled", screenId, turn, answer });
}

async function ask(
  services: ExplorerServices,
  waitMs: number,
  signal: AbortSignal,
): Promise<Exclude<Loadable<ProxyPoll>, { state: "loading" }>> {
  try {
    await delay(waitMs, undefined, { signal });
    const status = await services.proxyStatus(signal);
    const requests = await services.proxyRequests(signal).then(
      (value) => ({ state: "ready", value }) as const,
      (error: unknown) => ({ state: "failed", problem: toProblem(error) }) as const,
    );
    return { state: "ready", value: { atMs: performance.now(), status, requests } };
  } catch (error) {
    return { state: "failed", problem: toProblem(error) };
  }
}
