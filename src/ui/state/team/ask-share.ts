import { parseExpiry } from "../../../lib/cli/parse-expiry.js";
import { openPrompt } from "../dialog/prompt-dialog.js";
import { settled, type ExplorerState, type Transition } from "../explorer-state.js";
import { performTeamAct, type ShareTerms } from "./team-act.js";

const PERMISSIONS = { read: "READ", write: "WRITE", readwrite: "READWRITE" } as const;

/** Ask whom a folder is to be shared with, and share it. */
export function askShare(state: ExplorerState, bucket: string, prefix: string): Transition {
  return settled({
    ...state,
    dialog: openPrompt({
      title: `Share s3://${bucket}/${prefix}`,
      lines: [
        "A user, or group:NAME, then read, write or readwrite, and until when if it is to end:",
        "bob read 7d",
      ],
      fault: (text) => faultOf(text),
      accept: (then, text) =>
        performTeamAct(then, { kind: "share-place", bucket, prefix, terms: parseTerms(text) }),
    }),
  });
}

/** @throws Error for what is not terms; UsageError for a time that is none */
export function parseTerms(text: string): ShareTerms {
  const [who = "", what = "", until, ...rest] = text.trim().split(/\s+/);
  if (who === "") throw new Error("With whom?");
  if (!Object.hasOwn(PERMISSIONS, what)) throw new Error("read, write or readwrite?");
  if (rest.length > 0) throw new Error("That is one word too many");
  const group = /^group:(.+)$/.exec(who)?.[1];
  return {
    ...(group === undefined ? { user: who } : { group }),
    permission: PERMISSIONS[what as keyof typeof PERMISSIONS],
    ...(until === undefined ? {} : { expiresAt: parseExpiry(until, new Date()) }),
  };
}

function faultOf(text: string): string | undefined {
  try {
    parseTerms(text);
    return undefined;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}
