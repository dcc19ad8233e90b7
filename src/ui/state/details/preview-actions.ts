import type { Action } from "../../actions/action.js";
import { fieldActions } from "../../actions/field-actions.js";
import { formatS3Uri } from "../../../lib/s3/uri.js";
import { noting, settled, type ExplorerState, type Transition } from "../explorer-state.js";
import { copyableText } from "../preview/copyable-text.js";
import { nextMode, withMode } from "../preview/preview-modes.js";
import { openRecord } from "../preview/record-dialog.js";
import { acceptSought, dropSought, seekNext } from "../preview/preview-search.js";
import { shownText, type Preview, type PreviewMode } from "../preview/preview.js";
import { visibleRows, widestColumns, type TextView } from "../preview/text-rows.js";
import { nextEncoding } from "../preview/text-encoding.js";
import { recode } from "../preview/text-window.js";
import { clamp } from "../list-window.js";
import { EMPTY_FIELD } from "../text-field.js";
import { goToObject } from "./details-actions.js";
import type { DetailsScreen } from "./details-screen.js";
import { onDetails, onPreview } from "./on-details.js";

/** What keys do while the content of an object is shown. */
export const PREVIEW_ACTIONS: readonly Action[] = [
  {
    id: "preview.search",
    title: "Search in the content",
    keys: ["/", "ctrl+f"],
    hint: { label: "search", priority: 2 },
    run: onPreview((preview) => ({ ...preview, typing: EMPTY_FIELD, missed: false })),
  },
  {
    id: "preview.mode",
    title: "Show it another way: laid out, table, text, bytes",
    keys: ["v"],
    hint: { label: "view as", priority: 4 },
    run: onPreview((preview) =>
      preview.status === "ready" ? withMode(preview, nextMode(preview)) : preview,
    ),
  },
  modeAction("text", "V t", "Show it as text"),
  modeAction("pretty", "V j", "Show the JSON laid out"),
  modeAction("table", "V r", "Show it as a table of rows"),
  modeAction("hex", "V x", "Show its bytes"),
  {
    id: "preview.wrap",
    title: "Wrap long lines, or cut them",
    keys: ["w"],
    hint: { label: "wrap", priority: 9 },
    run: onPreview((preview) => ({
      ...preview,
      wrap: !preview.wrap,
      left: 0,
      top: { ...preview.top, row: 0 },
    })),
  },
  {
    id: "preview.numbers",
    title: "Show line numbers, or hide them",
    keys: ["#"],
    run: onPreview((preview) => ({ ...preview, numbers: !preview.numbers, top: { ...preview.top, row: 0 } })),
  },
  {
    id: "preview.encoding",
    title: "Read it in the next encoding",
    keys: ["e"],
    run: onPreview(otherEncoding),
  },
  {
    id: "preview.open",
    title: "Show the whole row of a table, or look into the file of an archive",
    keys: ["enter"],
    hint: { label: "open", priority: 3 },
    applies: ({ screen }) =>
      screen.kind === "details" && (screen.preview.mode === "table" || screen.preview.mode === "archive"),
    run: onDetails((state, screen) =>
      screen.preview.mode === "archive"
        ? openEntry(state, screen)
        : settled({ ...state, dialog: openRecord(screen.preview) }),
    ),
  },
  {
    id: "preview.page",
    title: "Move a page down",
    keys: ["space"],
    run: (state) =>
      state.keymap.moves.actions.find(({ id }) => id === "cursor.page-down")?.run(state) ?? settled(state),
  },
  {
    id: "preview.copy",
    title: "Copy what is shown: the row, or the text that is read",
    keys: ["c t"],
    run: onDetails((state, { preview }) => copyShown(state, preview)),
    command: ({ screen }) =>
      screen.kind === "details"
        ? ["cat", formatS3Uri({ bucket: screen.bucket, key: screen.key })]
        : undefined,
  },
];

/** What keys do while there is something to the right or left of what is shown. */
export const SIDEWAYS_ACTIONS: readonly Action[] = [
  {
    id: "sideways.right",
    title: "Move right",
    keys: ["right", "l"],
    run: onPreview((preview, view) => shift(preview, 1, view)),
  },
  {
    id: "sideways.left",
    title: "Move left",
    keys: ["left", "h"],
    run: onPreview((preview, view) => shift(preview, -1, view)),
  },
  {
    id: "sideways.start",
    title: "Move to the left end",
    keys: ["0"],
    run: onPreview((preview) => ({ ...preview, left: 0 })),
  },
];

/** What keys do while matches are shown. */
export const FOUND_ACTIONS: readonly Action[] = [
  {
    id: "found.next",
    title: "Go to the next match",
    keys: ["n"],
    hint: { label: "next match", priority: 1 },
    run: onPreview((preview, view) => seekNext(preview, 1, view)),
  },
  {
    id: "found.previous",
    title: "Go to the match before",
    keys: ["N"],
    run: onPreview((preview, view) => seekNext(preview, -1, view)),
  },
  {
    id: "found.drop",
    title: "End the search",
    keys: ["escape"],
    hint: { label: "end search", priority: 2 },
    run: onDetails((state, screen) =>
      settled(
        { ...state, screen: { ...screen, preview: dropSought(screen.preview) } },
        { type: "stop", requestId: screen.preview.id },
      ),
    ),
  },
];

/** What keys do while what is searched for is being typed. */
export const SEARCH_ACTIONS: readonly Action[] = [
  {
    id: "search.accept",
    title: "Search",
    keys: ["enter"],
    hint: { label: "search", priority: 2 },
    run: onPreview(acceptSought),
  },
  {
    id: "search.cancel",
    title: "Leave it",
    keys: ["escape", "ctrl+c"],
    hint: { label: "leave", priority: 1 },
    run: onPreview((preview) => ({ ...preview, typing: undefined })),
  },
  ...fieldActions("search"),
];

function modeAction(mode: PreviewMode, keys: string, title: string): Action {
  const run = onDetails((state, screen) => {
    const { preview } = screen;
    if (!preview.modes.includes(mode))
      return settled(noting(state, "warning", "Its content cannot be shown so"));
    const shown = withMode(preview, mode);
    const state2 = { ...state, screen: { ...screen, preview: shown } };
    return settled(
      shown.mode === mode ? state2 : noting(state2, "warning", "Its content cannot be shown so"),
    );
  });
  return { id: `preview.as-${mode}`, title, keys: [keys], run };
}

function otherEncoding(preview: Preview): Preview {
  const { facts, text } = preview;
  if (facts === undefined || text === undefined) return preview;
  const encoding = nextEncoding(text.encoding);
  const recoded = {
    ...preview,
    facts: { ...facts, encoding },
    text: recode(text, encoding),
    table: undefined,
    pretty: undefined,
  };
  return { ...withMode(recoded, preview.mode), top: preview.top };
}

const COLUMNS_AT_ONCE = 8;

function shift(preview: Preview, direction: 1 | -1, view: TextView): Preview {
  const text = shownText(preview);
  if (text === undefined) {
    const last = Math.max(0, (preview.table?.columns.length ?? 1) - 1);
    return { ...preview, left: clamp(preview.left + direction, 0, last) };
  }
  const widest = widestColumns(visibleRows(text, preview.top, view));
  const most = Math.max(0, widest - view.columns);
  return {
    ...preview,
    left: clamp(preview.left + direction * COLUMNS_AT_ONCE, 0, Math.max(most, preview.left)),
  };
}

function openEntry(state: ExplorerState, { preview }: DetailsScreen): Transition {
  const entry = preview.archive?.entries[preview.window.cursor];
  if (entry?.kind !== "file") return settled(noting(state, "warning", "Only files can be looked into"));
  return goToObject(state, preview.object, { sizeBytes: entry.sizeBytes, entry: entry.path, taste: preview });
}

function copyShown(state: ExplorerState, preview: Preview) {
  const text = copyableText(preview);
  if (text === undefined) return settled(noting(state, "warning", "There is no text to copy"));
  return settled(noting(state, "good", `Copied ${text.length.toLocaleString("en-US")} characters`), {
    type: "copy",
    text,
  });
}
