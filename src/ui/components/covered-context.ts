import { createContext, useContext } from "react";

/** Whether something lies over the screen: a dialog, or what can follow a key. */
export const CoveredContext = createContext(false);

export function useCovered(): boolean {
  return useContext(CoveredContext);
}
