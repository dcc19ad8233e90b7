import type { MouseEvent } from "./mouse-event.js";
import { keyBarHints } from "../keymap/key-bar-hints.js";
import { offeredLayers } from "./active-layers.js";
import { crumbAt, headerCrumbs } from "./breadcrumb.js";
import { movePick } from "./dialog/pick-actions.js";
import type { PickDialog } from "./dialog/pick-dialog.js";
import { pickItemAt } from "./dialog/pick-layout.js";
import { settled, type ExplorerState, type Transition } from "./explorer-state.js";
import { goToBuckets, goToPlace } from "./history.js";
import { headerLabel } from "./header-label.js";
import { hintAt } from "./hint-at.js";
import { planLayout } from "./layout.js";
import { DELIMITER } from "./location.js";
import type { Motion } from "./motion.js";
import { pressKeys } from "./press-keys.js";
import { kindOf } from "./screen-kinds.js";

/** Lines that a notch of the wheel moves by. */
const WHEEL_LINES = 3;

/** What a click or the wheel does, by where it was. */
export function takeMouse(state: ExplorerState, event: MouseEvent): Transition {
  const fresh = { ...state, notice: undefined, pendingKeys: [] };
  if (event.kind === "click") return click(fresh, event);
  const amount = event.kind === "wheel-up" ? -WHEEL_LINES : WHEEL_LINES;
  return settled(turnWheel(fresh, { by: "lines", amount }));
}

function turnWheel(state: ExplorerState, motion: Motion): ExplorerState {
  const { dialog, screen } = state;
  if (dialog?.kind === "pick") return movePick(state, dialog, motion);
  return dialog === undefined ? { ...state, screen: kindOf(screen).move(screen, motion, state) } : state;
}

function click(state: ExplorerState, { column, line }: MouseEvent): Transition {
  const { dialog, size } = state;
  const layout = planLayout(size);
  if (layout.keyBar && line === size.rows - 1) return clickKeyBar(state, column);
  if (dialog?.kind === "pick") return clickPick(state, dialog, column, line);
  if (dialog !== undefined) return settled(state);
  if (layout.header && line === 0) return clickHeader(state, column);
  const bodyLine = line - (layout.header ? 1 : 0) - (layout.rule ? 1 : 0);
  if (bodyLine < 0 || bodyLine >= layout.bodyRows) return settled(state);
  const kind = kindOf(state.screen);
  return kind.click?.(state, state.screen, { column, line: bodyLine }) ?? settled(state);
}

function clickKeyBar(state: ExplorerState, column: number): Transition {
  const hint = hintAt(keyBarHints(offeredLayers(state), state.size.columns - 2), column);
  return hint === undefined ? settled(state) : pressKeys(state, hint.presses);
}

function clickPick(state: ExplorerState, dialog: PickDialog, column: number, line: number): Transition {
  const place = pickItemAt(dialog, state.size, column, line);
  const closed = { ...state, dialog: undefined };
  if (place === "outside") return settled(closed);
  const item = place === undefined ? undefined : dialog.shown[place];
  return item === undefined ? settled(state) : item.choose(closed);
}

function clickHeader(state: ExplorerState, column: number): Transition {
  const { screen, size } = state;
  const kind = kindOf(screen);
  const at = crumbAt(headerCrumbs(kind.crumbs(screen), headerLabel(state), size.columns), column);
  if (at === undefined) return settled(state);
  if (at === "brand") return goToBuckets(state);
  const address = kind.address(screen);
  const folders = address?.key.split(DELIMITER).slice(0, at) ?? [];
  // A crumb that is not a folder of the way is where one is already.
  if (address === undefined || at >= kind.crumbs(screen).length - 1) return settled(state);
  const prefix = folders.map((folder) => folder + DELIMITER).join("");
  return goToPlace(state, { kind: "prefix", bucket: address.bucket, prefix });
}
