import type { ExplorerEffect } from "../ui/state/explorer-state.js";
import type { ExplorerOutlets } from "./explorer-outlets.js";
import type { ExplorerServices } from "./explorer-services.js";
import { followListing } from "./follow-listing.js";
import { inspectObject } from "./inspect-object.js";
import type { Requests } from "./requests.js";
import type { Send } from "./send.js";

/** What carrying out an effect can use. */
export interface EffectContext {
  readonly services: ExplorerServices;
  readonly outlets: ExplorerOutlets;
  readonly requests: Requests;
  readonly send: Send;
}

type Performers = {
  readonly [Type in ExplorerEffect["type"]]: (
    effect: Extract<ExplorerEffect, { type: Type }>,
    context: EffectContext,
  ) => void;
};

/** How each effect is carried out. What waits runs as a request, so that "stop" can call it off. */
const PERFORMERS: Performers = {
  list: (effect, { services, requests, send }) =>
    requests.start(effect.listing.id, (signal) => followListing(services, effect, signal, send)),
  inspect: ({ details }, { services, requests, send }) =>
    requests.start(details.id, (signal) => inspectObject(services, details, signal, send)),
  stop: ({ requestId }, { requests }) => requests.stop(requestId),
  "advance-view": (_, { send }) => void setImmediate(send, { type: "advance" }),
  copy: ({ text }, { outlets }) => outlets.copy(text),
  quit: (_, { outlets }) => outlets.quit(),
};

/** Carry out an effect; answers come back through `send`. Never throws, never rejects. */
export function performEffect<Type extends ExplorerEffect["type"]>(
  effect: Extract<ExplorerEffect, { type: Type }>,
  context: EffectContext,
): void {
  const perform = PERFORMERS[effect.type];
  perform(effect, context);
}
