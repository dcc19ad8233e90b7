import { render } from "ink";
import { bindServices } from "../hooks/explorer-services.js";
import { LAYERS } from "./actions/layers.js";
import { App } from "./app.js";
import type { ExplorerOptions } from "./start-explorer.js";
import { locationOf } from "./state/location.js";
import { clipboardSequence, takeTerminal } from "./terminal-modes.js";
import { detectTheme, type ThemeName } from "./theme/theme.js";

/** Frames a second at most: enough for a held key, kind to a slow line. */
const MAX_FPS = 60;

type RunOptions = ExplorerOptions & { readonly theme: ThemeName };

export async function runExplorer(options: RunOptions): Promise<void> {
  const { stdin = process.stdin, stdout = process.stdout, signal } = options;
  signal.throwIfAborted();
  const modes = takeTerminal(stdout, stdin);
  const restoreWarnings = silenceWarnings();
  const instance = render(<App {...appProps(options, stdout, () => instance.unmount())} />, {
    stdin,
    stdout,
    alternateScreen: true,
    incrementalRendering: true,
    exitOnCtrlC: false,
    patchConsole: false,
    interactive: true,
    maxFps: MAX_FPS,
  });
  const leave = () => {
    instance.unmount();
    modes.restore();
  };
  signal.addEventListener("abort", leave);
  // Before whoever reports it: a message written to the alternate screen is gone with it.
  process.prependListener("uncaughtException", leave);
  try {
    await instance.waitUntilExit();
  } finally {
    modes.restore();
    restoreWarnings();
    signal.removeEventListener("abort", leave);
    process.off("uncaughtException", leave);
  }
  signal.throwIfAborted();
}

/** Node prints warnings on stderr, which here is the screen: a deprecation must not be drawn across the frame. */
function silenceWarnings(): () => void {
  const listeners = process.listeners("warning");
  process.removeAllListeners("warning");
  return () => {
    for (const listener of listeners) process.on("warning", listener);
  };
}

function appProps(options: RunOptions, stdout: NodeJS.WriteStream, quit: () => void) {
  return {
    services: bindServices(options.client),
    outlets: { quit, copy: (text: string) => void stdout.write(clipboardSequence(text)) },
    start: {
      location: locationOf(options.uri),
      size: { columns: stdout.columns, rows: stdout.rows },
      store: { id: 1, label: options.storeLabel, flags: options.storeFlags },
      keymap: LAYERS,
      readOnly: options.readOnly,
      themeName: options.theme,
      colours: options.theme !== "none" || detectTheme(process.env) !== "none",
      nowMs: Date.now(),
    },
  };
}
