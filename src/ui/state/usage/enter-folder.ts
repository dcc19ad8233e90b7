import { settled, type ExplorerState, type Transition } from "../explorer-state.js";
import { goBack, goToPlace } from "../history.js";
import { usageHeight } from "./usage-height.js";
import { reshowUsage, rowUnderCursor, usagePrefix, type UsageScreen } from "./usage-screen.js";

/** Go into the folder under the cursor; from the objects of a folder, to its listing. */
export function enterFolder(state: ExplorerState, screen: UsageScreen): Transition {
  const row = rowUnderCursor(screen);
  if (row === undefined || row.kind === "group") return settled(state);
  if (row.kind === "objects") return goToListing(state, screen);
  return show(state, screen, { path: [...screen.path, row.name] });
}

/** Go up a folder, and from the place that was measured back to where one came from. */
export function leaveFolder(state: ExplorerState, screen: UsageScreen): Transition {
  const name = screen.path.at(-1);
  if (name === undefined) return goBack(state);
  return show(state, screen, { path: screen.path.slice(0, -1) }, name);
}

/** To the objects and folders of what is shown. */
export function goToListing(state: ExplorerState, screen: UsageScreen): Transition {
  return goToPlace(state, { kind: "prefix", bucket: screen.scan.bucket, prefix: usagePrefix(screen) });
}

/** Show the same scan otherwise. */
export function show(
  state: ExplorerState,
  screen: UsageScreen,
  change: Parameters<typeof reshowUsage>[1],
  sought?: string,
): Transition {
  return settled({ ...state, screen: reshowUsage(screen, change, usageHeight(state), sought) });
}
