import { settled, type ExplorerState, type Transition } from "../explorer-state.js";
import type { ScreenPlace } from "../screen-kind.js";
import { enterFolder } from "./enter-folder.js";
import { USAGE_HEAD_LINES } from "./usage-height.js";
import type { UsageScreen } from "./usage-screen.js";

/** A click on a row puts the cursor there, a second one goes in. */
export function clickUsage(state: ExplorerState, screen: UsageScreen, { line }: ScreenPlace): Transition {
  const cursor = screen.window.top + line - USAGE_HEAD_LINES;
  if (line < USAGE_HEAD_LINES || cursor >= screen.table.rows.length) return settled(state);
  if (cursor === screen.window.cursor) return enterFolder(state, screen);
  return settled({ ...state, screen: { ...screen, window: { ...screen.window, cursor } } });
}
