import { Box, useApp } from "ink";
import { useMemo } from "react";
import type { StoreServices } from "../hooks/connect-stores.js";
import type { ExplorerOutlets } from "../hooks/explorer-outlets.js";
import { useExplorerEffects } from "../hooks/use-explorer-effects.js";
import { useInterval } from "../hooks/use-interval.js";
import { useMouse } from "../hooks/use-mouse.js";
import { useProgram } from "../hooks/use-program.js";
import { useTerminalInput } from "../hooks/use-terminal-input.js";
import { useTerminalSize } from "../hooks/use-terminal-size.js";
import type { Environment } from "../lib/config/environment.js";
import { pasted, toKeyPresses } from "./keymap/key-press.js";
import { Frame } from "./screens/frame.js";
import { initialState, isBusy, update, type ExplorerStart } from "./state/update.js";

interface AppProps {
  readonly start: ExplorerStart;
  readonly stores: StoreServices;
  /** Given a way to let go of the terminal for a while. */
  readonly outlets: (lendTerminal: LendTerminal) => ExplorerOutlets;
  readonly environment: Environment;
}

/** Leave the terminal to something else until it is done; the screen is drawn anew then. */
export type LendTerminal = (use: () => Promise<void>) => Promise<void>;

/** How often the spinner turns, and the clock with it. */
const TICK_MS = 100;
const STARTED = { type: "started" } as const;

/** The explorer: events in, a frame out. */
export function App({ start, stores, outlets, environment }: AppProps) {
  const { suspendTerminal } = useApp();
  const bound = useMemo(() => outlets(suspendTerminal), [outlets, suspendTerminal]);
  const perform = useExplorerEffects(stores, bound, environment);
  const program = useMemo(() => ({ initial: initialState(start), update, perform }), [start, perform]);
  const { state, send } = useProgram(program, STARTED);
  useTerminalInput(
    (input, key) => send({ type: "keys", presses: toKeyPresses(input, key) }),
    (text) => send({ type: "keys", presses: [pasted(text)] }),
  );
  useMouse((event) => send({ type: "mouse", event }));
  useTerminalSize((size) => send({ type: "resized", size }));
  useInterval(() => send({ type: "tick", nowMs: Date.now() }), TICK_MS, isBusy(state));
  return (
    <Box>
      <Frame state={state} />
    </Box>
  );
}
