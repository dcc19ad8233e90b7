import { useEffect, useMemo } from "react";
import type { Environment } from "../lib/config/environment.js";
import type { ExplorerEffect, ExplorerState } from "../ui/state/explorer-state.js";
import type { StoreServices } from "./connect-stores.js";
import type { ExplorerOutlets } from "./explorer-outlets.js";
import { performEffect } from "./perform-effect.js";
import { Requests } from "./requests.js";
import type { Send } from "./send.js";

/** Do what the explorer's transitions ask for; all of it is called off when the component is unmounted. */
export function useExplorerEffects(
  stores: StoreServices,
  outlets: ExplorerOutlets,
  environment: Environment,
): (effect: ExplorerEffect, send: Send, state: ExplorerState) => void {
  const requests = useMemo(() => new Requests(), []);
  useEffect(() => () => requests.stopAll(), [requests]);
  return useMemo(
    // What is asked for is asked of the store that is shown then, however long it takes.
    () => (effect, send, state) =>
      performEffect(effect, { services: stores(state.store), stores, outlets, requests, send, environment }),
    [stores, outlets, environment, requests],
  );
}
