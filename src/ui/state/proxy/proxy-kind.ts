import { formatCount } from "../../../lib/cli/format-size.js";
import { planLayout } from "../layout.js";
import { spinner } from "../list/list-status.js";
import { scrollWindow } from "../motion.js";
import type { ScreenKind } from "../screen-kind.js";
import { proxyLines } from "./proxy-lines.js";
import { polled, type ProxyScreen } from "./proxy-screen.js";

/** A running proxy, watched as long as it is on screen. */
export const PROXY_KIND: ScreenKind<ProxyScreen> = {
  layers: () => ["proxy", "moves"],
  crumbs: () => ["proxy"],
  address: () => undefined,
  status: ({ latest }, { nowMs }) => {
    if (latest.state === "loading") return { tone: "quiet", text: `${spinner(nowMs)} Asking the proxy` };
    if (latest.state === "failed") return { tone: "problem", text: latest.problem.message };
    const { endpoint, ready, obstacle = "" } = latest.value.status;
    return ready
      ? { tone: "good", text: `${endpoint} is ready` }
      : { tone: "warning", text: `${endpoint} is not ready: ${obstacle}` };
  },
  position: ({ latest }) => {
    if (latest.state !== "ready") return "";
    const { requests, errors } = latest.value.status;
    return `${formatCount(requests, "request")} · ${formatCount(errors, "error")}`;
  },
  busy: ({ latest }) => latest.state === "loading",
  move: (screen, motion, { size }) => {
    const count = proxyLines(screen, size.columns).length;
    return { ...screen, window: scrollWindow(screen.window, motion, count, planLayout(size).bodyRows) };
  },
  resize: (screen) => screen,
  receive: (screen, event) =>
    event.type === "proxy-polled" && event.screenId === screen.id && event.turn === screen.turn
      ? polled(screen, event.answer)
      : screen,
  pending: ({ id, turn }) => [{ type: "poll-proxy", screenId: id, turn }],
};
