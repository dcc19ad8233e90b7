import { formatS3Uri } from "../../../lib/s3/uri.js";
import { displayText } from "../../text/cell-text.js";
import { LIST_KIND } from "../list/list-kind.js";
import type { ScreenKind } from "../screen-kind.js";
import type { LocalScreen } from "./local-screen.js";

/** Files of this machine; all but where the rows come from is a list's. */
export const LOCAL_KIND: ScreenKind<LocalScreen> = {
  layers: ({ list }) => (list.filtering ? ["local-filter", "local", "moves"] : ["local", "moves"]),
  crumbs: ({ path }) => ["this machine", path === "" ? "…" : path],
  address: () => undefined,
  status: ({ list, target }, context) => {
    const status = LIST_KIND.status(list, context);
    return { ...status, text: `${status.text} → ${displayText(formatS3Uri(target))}` };
  },
  position: ({ list }) => LIST_KIND.position(list),
  busy: ({ list }) => LIST_KIND.busy(list),
  move: (screen, motion, context) => ({ ...screen, list: LIST_KIND.move(screen.list, motion, context) }),
  resize: (screen, context) => ({ ...screen, list: LIST_KIND.resize(screen.list, context) }),
  receive: (screen, event, context) => {
    const list = LIST_KIND.receive(screen.list, event, context);
    const path =
      event.type === "folder" && event.listingId === screen.list.listing.id ? event.path : screen.path;
    return list === screen.list && path === screen.path ? screen : { ...screen, list, path };
  },
  pending: ({ list }) => LIST_KIND.pending?.(list) ?? [],
  field: {
    of: ({ list }) => LIST_KIND.field?.of(list),
    change: (screen, field, context) => ({
      ...screen,
      list: LIST_KIND.field?.change(screen.list, field, context) ?? screen.list,
    }),
  },
};
