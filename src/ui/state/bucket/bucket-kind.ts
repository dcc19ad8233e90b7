import { planLayout } from "../layout.js";
import { placeCursor } from "../list-window.js";
import { spinner } from "../list/list-status.js";
import { moveWindow } from "../motion.js";
import type { ScreenKind } from "../screen-kind.js";
import { bucketRows } from "./bucket-rows.js";
import type { BucketScreen } from "./bucket-screen.js";

/** A bucket's settings. */
export const BUCKET_KIND: ScreenKind<BucketScreen> = {
  layers: () => ["bucket", "moves"],
  crumbs: ({ bucket }) => [bucket, "settings"],
  address: ({ bucket }) => ({ bucket, key: "" }),
  status: ({ description }, { nowMs }) => {
    if (description.state === "loading") return { tone: "quiet", text: `${spinner(nowMs)} Asking the store` };
    return { tone: "quiet", text: "" };
  },
  position: () => "",
  busy: ({ description }) => description.state === "loading",
  move: (screen, motion, { size }) => ({
    ...screen,
    window: moveWindow(screen.window, motion, countOf(screen), planLayout(size).bodyRows),
  }),
  resize: (screen, { size }) => ({
    ...screen,
    window: placeCursor(screen.window, countOf(screen), planLayout(size).bodyRows),
  }),
  receive: (screen, event) =>
    event.type === "bucket-described" && event.requestId === screen.id
      ? { ...screen, description: event.description }
      : screen,
};

function countOf({ description }: BucketScreen): number {
  return description.state === "ready" ? bucketRows(description.value).length : 0;
}
