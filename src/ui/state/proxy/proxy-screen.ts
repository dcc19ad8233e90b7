import type { ProxyStatus } from "../../../lib/proxy/operations/read-status.js";
import type { RecentRequest } from "../../../lib/proxy/operations/recent-requests.js";
import type { Loadable } from "../details/details-screen.js";
import { settled, type ExplorerState, type Transition } from "../explorer-state.js";
import { goTo } from "../history.js";
import { TOP_OF_LIST, type ListWindow } from "../list-window.js";

/** What a proxy was found to do. */
export interface ProxyPoll {
  readonly atMs: number;
  readonly status: ProxyStatus;
  /** Told to keys without limits alone. */
  readonly requests: Loadable<readonly RecentRequest[]>;
}

/** What a proxy did between two polls, a second. */
export interface ProxyRate {
  readonly requests: number;
  readonly receivedBytes: number;
  readonly sentBytes: number;
}

/** A running proxy, watched. */
export interface ProxyScreen {
  readonly kind: "proxy";
  readonly id: number;
  /** Number of the poll that is awaited. */
  readonly turn: number;
  readonly latest: Loadable<ProxyPoll>;
  /** The newest last. */
  readonly rates: readonly ProxyRate[];
  readonly window: ListWindow;
}

/** As many as the widest curve shows. */
const KEPT_RATES = 240;

export function goToProxy(state: ExplorerState): Transition {
  const id = state.nextId;
  const screen: ProxyScreen = {
    kind: "proxy",
    id,
    turn: 1,
    latest: { state: "loading" },
    rates: [],
    window: TOP_OF_LIST,
  };
  const gone = goTo({ ...state, nextId: id + 1 }, screen);
  return settled(gone.state, ...gone.effects);
}

/** Take in a poll, and await the next. */
export function polled(
  screen: ProxyScreen,
  answer: Exclude<Loadable<ProxyPoll>, { state: "loading" }>,
): ProxyScreen {
  const turn = screen.turn + 1;
  if (answer.state === "failed") return { ...screen, turn, latest: answer };
  const before = screen.latest.state === "ready" ? screen.latest.value : undefined;
  const rate = before === undefined ? [] : [rateBetween(before, answer.value)];
  return { ...screen, turn, latest: answer, rates: [...screen.rates, ...rate].slice(-KEPT_RATES) };
}

/** Counts begin anew when the proxy does: then nothing is known of the time between. */
function rateBetween(before: ProxyPoll, after: ProxyPoll): ProxyRate {
  const seconds = Math.max(0.001, (after.atMs - before.atMs) / 1000);
  const rate = (count: "requests" | "receivedBytes" | "sentBytes"): number =>
    Math.max(0, after.status[count] - before.status[count]) / seconds;
  return { requests: rate("requests"), receivedBytes: rate("receivedBytes"), sentBytes: rate("sentBytes") };
}
