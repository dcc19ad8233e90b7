import { parseMoment, parseDuration } from "../../../lib/cli/parse-time.js";
import { formatTime } from "../../../lib/cli/format-time.js";
import { perform } from "../acts/act.js";
import { openConfirm } from "../dialog/confirm-dialog.js";
import { openPick, type PickItem } from "../dialog/pick-dialog.js";
import { openPrompt } from "../dialog/prompt-dialog.js";
import { settled, type ExplorerState, type Transition } from "../explorer-state.js";
import type { ObjectRef } from "../preview/preview.js";

type Mode = "GOVERNANCE" | "COMPLIANCE";

const MODES: Readonly<Record<Mode, string>> = {
  GOVERNANCE: "who may bypass it can shorten or lift it",
  COMPLIANCE: "nobody can shorten or lift it, not even the owner",
};

/** Ask how, and until when, an object is to be locked against deletion. */
export function askRetention(state: ExplorerState, object: ObjectRef): Transition {
  const items = (Object.keys(MODES) as Mode[]).map((mode): PickItem => ({
    text: mode.toLowerCase(),
    note: MODES[mode],
    choose: (then) => askUntil(then, object, mode),
  }));
  const words = { title: "Lock it against deletion", placeholder: "type to search", nothing: "No such mode" };
  return settled({ ...state, dialog: openPick({ ...words, items }) });
}

function askUntil(state: ExplorerState, object: ObjectRef, mode: Mode): Transition {
  const dialog = openPrompt({
    title: "Locked for how long, or until when?",
    lines: ["A length of time from now: 30d, 12h, 1y. Or a date: 2027-01-31."],
    text: "30d",
    fault: (text) =>
      readUntil(text, state.nowMs) === undefined ? "neither a length of time nor a date to come" : undefined,
    accept: (then, text) => {
      const until = readUntil(text, then.nowMs);
      return until === undefined ? settled(then) : confirm(then, object, mode, until);
    },
  });
  return settled({ ...state, dialog });
}

function confirm(state: ExplorerState, object: ObjectRef, mode: Mode, until: Date): Transition {
  const dialog = openConfirm({
    title: `Lock it until ${formatTime(until)}?`,
    lines: [
      `${mode.toLowerCase()}: ${MODES[mode]}.`,
      "Until then this version can neither be deleted nor overwritten.",
    ],
    verb: "Lock",
    accept: (then) => perform(then, { kind: "set-retention", object, mode, until }),
  });
  return settled({ ...state, dialog });
}

function readUntil(text: string, nowMs: number): Date | undefined {
  const until =
    tryRead(() => new Date(nowMs + parseDuration(text))) ?? tryRead(() => parseMoment(text, new Date(nowMs)));
  return until !== undefined && until.getTime() > nowMs ? until : undefined;
}

function tryRead(read: () => Date): Date | undefined {
  try {
    return read();
  } catch (error) {
    if (error instanceof Error) return undefined;
    throw error;
  }
}
