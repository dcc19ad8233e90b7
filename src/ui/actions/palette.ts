import { formatS3Uri, parseS3Uri, type S3Uri } from "../../lib/s3/uri.js";
import { keyLabel } from "../keymap/key-label.js";
import { reachableLayers } from "../keymap/resolve-key.js";
import { screenLayers } from "../state/active-layers.js";
import { bookmarkItems } from "../state/bookmark-actions.js";
import { openPick, type PickItem } from "../state/dialog/pick-dialog.js";
import type { ExplorerState } from "../state/explorer-state.js";
import { goToPlace } from "../state/history.js";
import { locationOf } from "../state/location.js";
import { logCommand } from "../state/run-action.js";
import { displayText } from "../text/cell-text.js";
import { actionItem } from "./action-item.js";

const ADDRESS = /^(?:go\s+|cd\s+)?(?<uri>s3:\/\/[^]+)$/u;

/** Every action that holds here, to be found by a few letters; an address typed is a place to go to. */
export function openPalette(state: ExplorerState): ExplorerState {
  const layers = reachableLayers(screenLayers(state));
  const items = layers
    .filter(({ name }) => name !== "moves")
    .flatMap(({ actions, title }) =>
      actions
        .filter(({ applies }) => applies?.(state) !== false)
        .map((action): PickItem => ({
          ...actionItem(state, action),
          mark: action.keys.slice(0, 1).map(keyLabel).join(""),
          note: title,
        })),
    );
  const dialog = openPick({
    title: "Actions",
    placeholder: "an action, or go s3://bucket/prefix",
    nothing: "No action of that name; an address begins with s3://",
    items: [...items, ...bookmarkItems(state), ...placeItems(state)],
    typed: goItems,
  });
  return { ...state, dialog };
}

/** Places of this store that were looked at, the latest first. */
function placeItems({ past, future, store }: ExplorerState): readonly PickItem[] {
  const visited = [...future, ...past].filter((visit) => visit.store.id === store.id).toReversed();
  const addresses = visited.flatMap(({ screen }) =>
    screen.kind === "list" && screen.location.kind === "prefix"
      ? [formatS3Uri({ bucket: screen.location.bucket, key: screen.location.prefix })]
      : [],
  );
  return [...new Set(addresses)].map((address) => ({
    ...goItem(address, parseS3Uri(address)),
    mark: "↺",
    note: "Visited",
  }));
}

function goItems(text: string): readonly PickItem[] {
  const address = ADDRESS.exec(text)?.groups?.["uri"] ?? "";
  // "s3://" alone is an address that is still being typed.
  if (address.length <= "s3://".length || address.startsWith("s3:///")) return [];
  return [goItem(address, parseS3Uri(address))];
}

function goItem(address: string, uri: S3Uri): PickItem {
  return {
    text: `go ${displayText(address)}`,
    mark: "↵",
    note: "Address",
    detail: `s3kit ls ${displayText(address)}`,
    choose: (state) => goToPlace(logCommand(state, ["ls", address]), locationOf(uri)),
  };
}
