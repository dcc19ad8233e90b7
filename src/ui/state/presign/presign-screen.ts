import { settled, type ExplorerEffect, type ExplorerState, type Transition } from "../explorer-state.js";
import type { Loadable } from "../details/details-screen.js";
import { goTo } from "../history.js";
import type { ObjectRef } from "../preview/preview.js";

export const PRESIGN_VERBS = ["GET", "PUT", "DELETE", "HEAD", "POST"] as const;
export type PresignVerb = (typeof PRESIGN_VERBS)[number];

/** How long links may last, and as the command line has it. */
export const EXPIRIES = [
  { text: "15m", words: "15 minutes", seconds: 900 },
  { text: "1h", words: "1 hour", seconds: 3600 },
  { text: "12h", words: "12 hours", seconds: 43_200 },
  { text: "1d", words: "1 day", seconds: 86_400 },
  { text: "7d", words: "7 days", seconds: 604_800 },
] as const;

/** A link that was made. */
export interface Presigned {
  readonly url: string;
  /** A line for a shell that uses it. */
  readonly curl: string;
  readonly expiresAt: Date;
  readonly warnings: readonly string[];
  /** Lines of half characters; undefined for what no camera should read. */
  readonly qr: readonly string[] | undefined;
}

/** A link that lets whoever has it do one thing to one object. */
export interface PresignScreen {
  readonly kind: "presign";
  readonly id: number;
  readonly object: ObjectRef;
  readonly verb: PresignVerb;
  readonly expiry: number;
  readonly made: Loadable<Presigned>;
}

const ONE_HOUR = 1;

export function goToPresign(state: ExplorerState, object: ObjectRef): Transition {
  const screen = asking(
    { kind: "presign", id: 0, object, verb: "GET", expiry: ONE_HOUR, made: { state: "loading" } },
    state.nextId,
  );
  const gone = goTo({ ...state, nextId: state.nextId + 1 }, screen);
  return settled(gone.state, ...gone.effects, request(screen));
}

/** Make another link in the place of this one. */
export function represign(
  state: ExplorerState,
  screen: PresignScreen,
  change: Partial<Pick<PresignScreen, "verb" | "expiry">>,
): Transition {
  const next = asking({ ...screen, ...change }, state.nextId);
  return settled({ ...state, screen: next, nextId: state.nextId + 1 }, request(next));
}

export function expiryOf({ expiry }: Pick<PresignScreen, "expiry">) {
  return EXPIRIES[expiry] ?? EXPIRIES[ONE_HOUR];
}

// What is shown stays until the next one is there: making a link takes a millisecond, and flicker would be seen.
function asking(screen: PresignScreen, id: number): PresignScreen {
  return { ...screen, id };
}

function request(screen: PresignScreen): ExplorerEffect {
  const { id, object, verb } = screen;
  return { type: "presign", requestId: id, object, verb, expiresInSeconds: expiryOf(screen).seconds };
}
