import type { S3Uri } from "../../../lib/s3/uri.js";
import { settled, type ExplorerState, type Transition } from "../explorer-state.js";
import { goTo } from "../history.js";
import { openList, rowAtCursor, type ListScreen } from "../list/list-screen.js";

/** A folder of this machine, to choose from what is to be uploaded. */
export interface LocalScreen {
  readonly kind: "local";
  /** Absolute; "" until it is known where the explorer was started. */
  readonly path: string;
  /** Where what is chosen goes: a bucket and a prefix. */
  readonly target: S3Uri;
  /** The same rows, filter, order and selection as in a list of objects. */
  readonly list: ListScreen;
}

/** A list has a place in a store; the rows of this one are files. */
const NO_PLACE = { kind: "prefix", bucket: "", prefix: "" } as const;

/** Look at a folder; without a path, at the one that the explorer was started in. */
export function goToLocal(state: ExplorerState, target: S3Uri, path = ""): Transition {
  const { screen, next } = openLocal(state, target, path);
  const gone = goTo(next, screen);
  return settled(gone.state, ...gone.effects, readFolder(screen));
}

/** Look at another folder, in place of the present one: "back" leads to the store. */
export function changeFolder(
  state: ExplorerState,
  local: LocalScreen,
  path: string,
  sought?: string,
): Transition {
  const { screen, next } = openLocal(state, local.target, path, sought);
  return settled({ ...next, screen }, readFolder(screen));
}

function openLocal(state: ExplorerState, target: S3Uri, path: string, sought?: string) {
  const list = openList(NO_PLACE, state.nextId, state.nowMs, sought);
  const screen: LocalScreen = { kind: "local", path, target, list };
  return { screen, next: { ...state, nextId: state.nextId + 1 } };
}

function readFolder({ path, list }: LocalScreen) {
  return { type: "read-folder", path, listing: list.listing } as const;
}

/** Names that are chosen: those selected, else the one under the cursor. Folders end in a slash. */
export function chosenNames({ list }: LocalScreen): readonly string[] {
  const selected = Array.from(list.selection.ids(), (id) => list.view.rows.nameAt(id));
  if (selected.length > 0) return selected;
  const row = rowAtCursor(list);
  return row === undefined ? [] : [row.name];
}

/** A path of this machine under another; its own kind of slash is kept. */
export function joinPath(folder: string, name: string): string {
  const slash = folder.includes("\\") && !folder.includes("/") ? "\\" : "/";
  const plain = name.replace(/\/$/, "");
  return folder.endsWith(slash) ? folder + plain : `${folder}${slash}${plain}`;
}

/** The folder that holds a path, and its name there; undefined at the top. */
export function parentPath(path: string): { readonly folder: string; readonly name: string } | undefined {
  const cut = Math.max(path.lastIndexOf("/"), path.lastIndexOf("\\"));
  const name = path.slice(cut + 1);
  if (cut === -1 || name === "") return undefined;
  const isTop = cut === 0 || path[cut - 1] === ":";
  return { folder: path.slice(0, isTop ? cut + 1 : cut), name: `${name}/` };
}
