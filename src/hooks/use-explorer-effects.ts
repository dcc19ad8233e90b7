import { useEffect, useMemo } from "react";
import type { ExplorerEffect } from "../ui/state/explorer-state.js";
import type { ExplorerEvent } from "../ui/state/explorer-event.js";
import type { ExplorerServices } from "./explorer-services.js";
import { followListing } from "./follow-listing.js";
import { inspectObject } from "./inspect-object.js";

export type Send = (event: ExplorerEvent) => void;

export interface ExplorerOutlets {
  /** Put text on the clipboard of whoever sits at the terminal. */
  readonly copy: (text: string) => void;
  readonly quit: () => void;
}

/** Do what the explorer's transitions ask for; all of it is called off when the component is unmounted. */
export function useExplorerEffects(
  services: ExplorerServices,
  outlets: ExplorerOutlets,
): (effect: ExplorerEffect, send: Send) => void {
  const requests = useMemo(() => new Requests(), []);
  useEffect(() => () => requests.stopAll(), [requests]);
  return useMemo(() => {
    return (effect, send) => {
      switch (effect.type) {
        case "list":
          return requests.start(effect.listing.id, (signal) => followListing(services, effect, signal, send));
        case "inspect":
          return requests.start(effect.details.id, (signal) =>
            inspectObject(services, effect.details, signal, send),
          );
        case "stop":
          return requests.stop(effect.requestId);
        case "advance-view":
          setImmediate(send, { type: "advance" });
          return undefined;
        case "copy":
          return outlets.copy(effect.text);
        case "quit":
          return outlets.quit();
      }
    };
  }, [services, outlets, requests]);
}

/** What is asked of the store at the moment, by number, so that it can be called off. */
class Requests {
  readonly #running = new Map<number, AbortController>();

  /** `work` tells of its own failures: it never rejects. */
  start(id: number, work: (signal: AbortSignal) => Promise<void>): void {
    const abort = new AbortController();
    this.#running.set(id, abort);
    void work(abort.signal).finally(() => this.#running.delete(id));
  }

  stop(id: number): void {
    this.#running.get(id)?.abort();
  }

  stopAll(): void {
    for (const abort of this.#running.values()) abort.abort();
  }
}
