import { displayText } from "../../text/cell-text.js";
import { openConfirm } from "../dialog/confirm-dialog.js";
import { noting, settled, type ExplorerState, type Transition } from "../explorer-state.js";
import { performTeamAct, type TeamAct } from "./team-act.js";
import type { TeamRow } from "./team-rows.js";

/** Ask before a share or a token ends, or a user is kept out; and then do it. */
export function askRevoke(state: ExplorerState, row: TeamRow): Transition {
  const question = questionOf(row);
  if (question === undefined)
    return settled(noting(state, "warning", "Workspaces are deleted with: s3kit workspace delete"));
  const { title, lines, verb, act } = question;
  return settled({
    ...state,
    dialog: openConfirm({
      title,
      lines: lines.map((line) => displayText(line)),
      verb,
      accept: (then) => performTeamAct(then, act),
    }),
  });
}

interface Question {
  readonly title: string;
  readonly lines: readonly string[];
  readonly verb: string;
  readonly act: TeamAct;
}

function questionOf({ subject, who, name, facts }: TeamRow): Question | undefined {
  switch (subject.kind) {
    case "share":
      return {
        title: "Revoke the share?",
        lines: [`${name} ${who}: ${facts}`, "Gateways refuse it within two seconds, to tokens too"],
        verb: "Revoke",
        act: { kind: "revoke-share", id: subject.share.id },
      };
    case "token":
      return {
        title: "Revoke the token?",
        lines: [`${who}: ${name}`],
        verb: "Revoke",
        act: { kind: "revoke-token", id: subject.token.id },
      };
    case "user":
      return {
        title: "Keep the user out?",
        lines: [`${name}, with all keys and tokens`],
        verb: "Disable",
        act: { kind: "set-user-enabled", name, isEnabled: false },
      };
    case "workspace":
      return undefined;
  }
}
