import { DELIMITER } from "../location.js";
import type { ScreenKind } from "../screen-kind.js";
import type { PresignScreen } from "./presign-screen.js";

/** A link to an object. */
export const PRESIGN_KIND: ScreenKind<PresignScreen> = {
  layers: () => ["presign"],
  crumbs: ({ object }) => [object.bucket, ...object.key.split(DELIMITER), "link"],
  address: ({ object }) => ({ bucket: object.bucket, key: object.key }),
  status: ({ made }) => {
    if (made.state !== "ready") return { tone: "quiet", text: "" };
    const [warning] = made.value.warnings;
    return warning === undefined ? { tone: "quiet", text: "" } : { tone: "warning", text: warning };
  },
  position: () => "",
  busy: ({ made }) => made.state === "loading",
  move: (screen) => screen,
  resize: (screen) => screen,
  receive: (screen, event) =>
    event.type === "presigned" && event.requestId === screen.id ? { ...screen, made: event.made } : screen,
};
