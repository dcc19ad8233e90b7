import { useEffect, useMemo } from "react";
import type { ExplorerEffect } from "../ui/state/explorer-state.js";
import { performEffect } from "./perform-effect.js";
import type { ExplorerOutlets } from "./explorer-outlets.js";
import type { ExplorerServices } from "./explorer-services.js";
import { Requests } from "./requests.js";
import type { Send } from "./send.js";

/** Do what the explorer's transitions ask for; all of it is called off when the component is unmounted. */
export function useExplorerEffects(
  services: ExplorerServices,
  outlets: ExplorerOutlets,
): (effect: ExplorerEffect, send: Send) => void {
  const requests = useMemo(() => new Requests(), []);
  useEffect(() => () => requests.stopAll(), [requests]);
  return useMemo(
    () => (effect, send) => performEffect(effect, { services, outlets, requests, send }),
    [services, outlets, requests],
  );
}
