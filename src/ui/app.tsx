import { Box } from "ink";
import { useMemo } from "react";
import type { ExplorerServices } from "../hooks/explorer-services.js";
import type { ExplorerOutlets } from "../hooks/explorer-outlets.js";
import { useExplorerEffects } from "../hooks/use-explorer-effects.js";
import { useInterval } from "../hooks/use-interval.js";
import { useProgram } from "../hooks/use-program.js";
import { useTerminalInput } from "../hooks/use-terminal-input.js";
import { useTerminalSize } from "../hooks/use-terminal-size.js";
import { pasted, toKeyPresses } from "./keymap/key-press.js";
import { Frame } from "./screens/frame.js";
import { initialState, isBusy, update, type ExplorerStart } from "./state/update.js";

interface AppProps {
  readonly start: ExplorerStart;
  readonly services: ExplorerServices;
  readonly outlets: ExplorerOutlets;
}

/** How often the spinner turns, and the clock with it. */
const TICK_MS = 100;
const STARTED = { type: "started" } as const;

/** The explorer: events in, a frame out. */
export function App({ start, services, outlets }: AppProps) {
  const perform = useExplorerEffects(services, outlets);
  const program = useMemo(() => ({ initial: initialState(start), update, perform }), [start, perform]);
  const { state, send } = useProgram(program, STARTED);
  useTerminalInput(
    (input, key) => send({ type: "keys", presses: toKeyPresses(input, key) }),
    (text) => send({ type: "keys", presses: [pasted(text)] }),
  );
  useTerminalSize((size) => send({ type: "resized", size }));
  useInterval(() => send({ type: "tick", nowMs: Date.now() }), TICK_MS, isBusy(state));
  return (
    <Box>
      <Frame state={state} />
    </Box>
  );
}
