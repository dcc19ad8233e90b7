import { LAYERS } from "../../../src/ui/actions/layers.js";
import type { ExplorerEvent } from "../../../src/ui/state/explorer-event.js";
import type { ExplorerEffect, ExplorerState } from "../../../src/ui/state/explorer-state.js";
import type { ListScreen } from "../../../src/ui/state/list/list-screen.js";
import type { ListedRow } from "../../../src/ui/state/list/row-store.js";
import type { Location } from "../../../src/ui/state/location.js";
import { initialState, update } from "../../../src/ui/state/update.js";
import { manyRows, prefixRow } from "../state/list/sample-rows.js";

export const PHOTOS = { kind: "prefix", bucket: "photos", prefix: "" } as const;

/** An explorer without a screen or a store: events in, what it shows and asks for out. */
export class Explorer {
  state: ExplorerState;
  effects: ExplorerEffect[] = [];

  constructor(location: Location = PHOTOS, rows = 24) {
    this.state = initialState({
      location,
      size: { columns: 80, rows },
      keymap: LAYERS,
      themeName: "dark",
      colours: true,
      readOnly: false,
      mouse: true,
      store: { id: 1, label: "test", flags: [] },
      nowMs: 0,
    });
    this.send({ type: "started" });
  }

  send(event: ExplorerEvent): this {
    const next = update(this.state, event);
    this.state = next.state;
    this.effects.push(...next.effects);
    return this;
  }

  press(...names: readonly string[]): this {
    const presses = names.map((name) => ({ name, text: name.length === 1 ? name : undefined }));
    return this.send({ type: "keys", presses });
  }

  /** The store answers the listing asked for last. */
  answer(...rows: readonly ListedRow[]): this {
    return this.page(...rows).end("done");
  }

  /** As many rows as would not fit into a call, last of all a folder; looked at to the end. */
  answerMany(count: number, folder: string): this {
    this.lastListing().listing.rows.append(manyRows(count));
    this.answer(prefixRow(folder));
    while (this.list.view.pending) this.send({ type: "advance" });
    return this;
  }

  page(...rows: readonly ListedRow[]): this {
    const { listing } = this.lastListing();
    listing.rows.append(rows);
    return this.send({ type: "rows", listingId: listing.id });
  }

  end(status: "done" | "stopped" | "failed", message = ""): this {
    const problem = status === "failed" ? { code: "AccessDenied", message, hints: [] } : undefined;
    return this.send({ type: "listed", listingId: this.lastListing().listing.id, status, problem });
  }

  lastListing() {
    const last = this.effects.findLast((effect) => effect.type === "list");
    if (last === undefined) throw new Error("nothing was listed");
    return last;
  }

  get list(): ListScreen {
    if (this.state.screen.kind !== "list") throw new Error("not a list");
    return this.state.screen;
  }

  get names(): readonly string[] {
    const { view } = this.list;
    return Array.from({ length: view.count }, (_, position) => view.rows.nameAt(view.idAt(position)));
  }

  get nameAtCursor(): string | undefined {
    return this.names[this.list.window.cursor];
  }
}
