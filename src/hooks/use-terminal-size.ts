import { useWindowSize } from "ink";
import { useEffect, useEffectEvent } from "react";
import type { TerminalSize } from "../ui/state/explorer-state.js";

/** Tell of the terminal's size each time that it changes. */
export function useTerminalSize(onResize: (size: TerminalSize) => void): void {
  const { columns, rows } = useWindowSize();
  const tell = useEffectEvent(onResize);
  useEffect(() => {
    tell({ columns, rows });
  }, [columns, rows]);
}
