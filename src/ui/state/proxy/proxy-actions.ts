import type { Action } from "../../actions/action.js";
import { goBack } from "../history.js";
import { goToProxy } from "./proxy-screen.js";

/** Leads to the proxy from anywhere. */
export const WATCH_PROXY: Action = {
  id: "proxy.watch",
  title: "Watch the proxy that this store is reached through",
  keys: ["g p"],
  run: goToProxy,
  command: () => ["proxy", "requests", "--follow"],
};

/** What keys do where a proxy is watched. */
export const PROXY_ACTIONS: readonly Action[] = [
  {
    id: "proxy.leave",
    title: "Go back",
    keys: ["escape", "h", "left", "backspace"],
    hint: { label: "back", priority: 1 },
    run: goBack,
  },
];
