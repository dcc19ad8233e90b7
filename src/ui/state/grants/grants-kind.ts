import { formatCount } from "../../../lib/cli/format-size.js";
import { planLayout } from "../layout.js";
import { spinner } from "../list/list-status.js";
import { scrollWindow } from "../motion.js";
import type { ScreenKind } from "../screen-kind.js";
import { grantsLines } from "./grants-lines.js";
import { targetOf, type GrantsScreen } from "./grants-screen.js";

/** S3 Access Grants, or who reaches a place by them. */
export const GRANTS_KIND: ScreenKind<GrantsScreen> = {
  layers: () => ["grants", "moves"],
  crumbs: ({ about }) => ["access grants", ...(about === undefined ? [] : [targetOf(about) ?? ""])],
  address: ({ about }) => about,
  status: ({ survey }, { nowMs }) => {
    if (survey.state === "loading") return { tone: "quiet", text: `${spinner(nowMs)} Reading grants` };
    if (survey.state === "failed") return { tone: "problem", text: survey.problem.message };
    return survey.value.seenBy === "administrator"
      ? { tone: "good", text: "All grants" }
      : { tone: "quiet", text: "Your own grants; administrators see all" };
  },
  position: ({ survey }) =>
    survey.state === "ready" ? formatCount(survey.value.grants.length, "grant") : "",
  busy: ({ survey }) => survey.state === "loading",
  move: (screen, motion, { size }) => {
    const count = grantsLines(screen, size.columns).length;
    return { ...screen, window: scrollWindow(screen.window, motion, count, planLayout(size).bodyRows) };
  },
  resize: (screen) => screen,
  receive: (screen, event) =>
    event.type === "grants-surveyed" && event.requestId === screen.id
      ? { ...screen, survey: event.survey }
      : screen,
};
