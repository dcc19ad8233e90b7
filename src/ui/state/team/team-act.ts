import type { Permission } from "../../../lib/access/grants/access-grant.js";
import type { CommandWords } from "../../actions/action.js";
import { displayText } from "../../text/cell-text.js";
import { noting, settled, type ExplorerState, type Transition } from "../explorer-state.js";
import type { Problem } from "../problem.js";
import { logCommand } from "../run-action.js";

/** Whom something is shared with, and how. */
export interface ShareTerms {
  readonly user?: string | undefined;
  readonly group?: string | undefined;
  readonly permission: Permission;
  /** ISO 8601; undefined: until it is revoked. */
  readonly expiresAt?: string | undefined;
}

/** A change of who may do what. */
export type TeamAct =
  | { readonly kind: "create-workspace"; readonly name: string }
  /** The workspace is the one that the place is in. */
  | {
      readonly kind: "share-place";
      readonly bucket: string;
      readonly prefix: string;
      readonly terms: ShareTerms;
    }
  | { readonly kind: "create-link"; readonly bucket: string; readonly key: string }
  | { readonly kind: "revoke-share"; readonly id: string }
  | { readonly kind: "revoke-token"; readonly id: string }
  | { readonly kind: "set-user-enabled"; readonly name: string; readonly isEnabled: boolean };

/** How a change went. */
export interface TeamActed {
  readonly type: "team-acted";
  readonly requestId: number;
  /** What was done, in a sentence. */
  readonly text: string;
  /** The command line that does it, where that was not known before it was done. */
  readonly command?: CommandWords | undefined;
  /** Something for the clipboard: a link. */
  readonly copy?: string | undefined;
  /** Undefined when it was done. */
  readonly problem: Problem | undefined;
}

/** Have a change made; it is logged as the command line that makes it. */
export function performTeamAct(state: ExplorerState, act: TeamAct): Transition {
  const requestId = state.nextId;
  const words = commandOf(act);
  const next = { ...state, nextId: requestId + 1 };
  const logged = words === undefined ? next : logCommand(next, words);
  const effect = { type: "act-team", requestId, store: state.store, act } as const;
  return settled(noting(logged, "good", "Asking the gateway…"), effect);
}

/** Tell how a change went. */
export function noteTeamAct(state: ExplorerState, acted: TeamActed): Transition {
  const { text, problem, copy, command } = acted;
  const logged = command === undefined ? state : logCommand(state, command);
  if (problem === undefined)
    return settled(
      noting(logged, "good", displayText(text)),
      ...(copy === undefined ? [] : [{ type: "copy", text: copy } as const]),
    );
  const [hint] = problem.hints;
  const words = `${problem.code}: ${problem.message}${hint === undefined ? "" : `. ${hint}`}`;
  return settled(noting(logged, "problem", displayText(words)));
}

/** The command line that shares a workspace, or what is below `prefix` in it. */
export function shareCommand(workspace: string, prefix: string, terms: ShareTerms): CommandWords {
  const { user, group, permission, expiresAt } = terms;
  return [
    "share",
    "create",
    workspace,
    ...(user === undefined ? ["--group", group ?? ""] : [user]),
    "--permission",
    permission.toLowerCase(),
    ...(prefix === "" ? [] : ["--prefix", prefix]),
    ...(expiresAt === undefined ? [] : ["--expires", expiresAt]),
  ];
}

function commandOf(act: TeamAct): CommandWords | undefined {
  switch (act.kind) {
    case "create-workspace":
      return ["workspace", "create", act.name];
    case "create-link":
      return ["share", "link", `s3://${act.bucket}/${act.key}`];
    case "revoke-share":
      return ["share", "revoke", act.id];
    case "revoke-token":
      return ["token", "revoke", act.id];
    case "set-user-enabled":
      return ["user", act.isEnabled ? "enable" : "disable", act.name];
    case "share-place":
      // The command names the workspace, which only the gateway knows: it comes with the answer.
      return undefined;
  }
}
