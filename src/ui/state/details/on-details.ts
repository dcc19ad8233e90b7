import type { Action } from "../../actions/action.js";
import { settled, type ExplorerState, type Transition } from "../explorer-state.js";
import { previewView } from "./details-room.js";
import type { DetailsScreen } from "./details-screen.js";
import type { Preview } from "../preview/preview.js";
import type { TextView } from "../preview/text-rows.js";

/** What a key does on the screen of an object, and nothing elsewhere. */
export function onDetails(run: (state: ExplorerState, screen: DetailsScreen) => Transition): Action["run"] {
  return (state) => (state.screen.kind === "details" ? run(state, state.screen) : settled(state));
}

/** What a key makes of the preview; `view` is the room for its text. */
export function onPreview(
  change: (preview: Preview, view: TextView, state: ExplorerState) => Preview,
): Action["run"] {
  return onDetails((state, screen) => {
    const preview = change(screen.preview, previewView(screen.preview, state.size), state);
    return settled({ ...state, screen: { ...screen, preview } });
  });
}
