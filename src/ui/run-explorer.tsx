import { render } from "ink";
import { connectStores } from "../hooks/connect-stores.js";
import type { ExplorerOutlets } from "../hooks/explorer-outlets.js";
import type { Environment } from "../lib/config/environment.js";
import type { Keymap } from "./actions/action.js";
import { LAYERS } from "./actions/layers.js";
import { App, type LendTerminal } from "./app.js";
import { withCustomKeys, type CustomKeys } from "./keymap/custom-keys.js";
import type { ExplorerOptions } from "./start-explorer.js";
import { openEditor } from "./open-editor.js";
import { locationOf } from "./state/location.js";
import { clipboardSequence, takeTerminal, type TerminalModes } from "./terminal-modes.js";
import { detectTheme, type ThemeName } from "./theme/theme.js";
import { waitInBackground } from "./wait-in-background.js";

/** Frames a second at most: enough for a held key, kind to a slow line. */
const MAX_FPS = 60;

type RunOptions = Omit<ExplorerOptions, "environment"> & {
  readonly theme: ThemeName;
  readonly readOnly: boolean;
  readonly mouse: boolean;
  readonly keys: CustomKeys;
  readonly environment: Environment;
};

export async function runExplorer(options: RunOptions): Promise<void> {
  const { stdin = process.stdin, stdout = process.stdout, signal } = options;
  signal.throwIfAborted();
  // Before the terminal is taken: what is wrong with it must be readable.
  const keymap = withCustomKeys(LAYERS, options.keys);
  const modes = takeTerminal(stdout, stdin);
  const restoreWarnings = silenceWarnings();
  const props = appProps({ ...options, keymap }, stdout, modes, () => instance.unmount());
  const instance = render(<App {...props} />, {
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

function appProps(
  options: RunOptions & { readonly keymap: Keymap },
  stdout: NodeJS.WriteStream,
  modes: TerminalModes,
  quit: () => void,
): Parameters<typeof App>[0] {
  const { environment } = options;
  const store = { id: 0, label: options.storeLabel, flags: options.storeFlags };
  return {
    stores: connectStores(store, options.client, environment),
    environment,
    outlets: (lendTerminal) => outletsOf(stdout, modes, lendTerminal, environment, quit),
    start: {
      location: locationOf(options.uri),
      size: { columns: stdout.columns, rows: stdout.rows },
      store,
      keymap: options.keymap,
      readOnly: options.readOnly,
      mouse: options.mouse,
      themeName: options.theme,
      colours: options.theme !== "none" || detectTheme(environment) !== "none",
      nowMs: Date.now(),
    },
  };
}

function outletsOf(
  stdout: NodeJS.WriteStream,
  modes: TerminalModes,
  lendTerminal: LendTerminal,
  environment: Environment,
  quit: () => void,
): ExplorerOutlets {
  // Lending twice at once is refused by Ink; a second ^Z while the first is under way asks for nothing new.
  const lend = (use: () => Promise<void>) =>
    void lendTerminal(async () => {
      modes.pause();
      await use();
      modes.resume();
    }).catch(() => undefined);
  return {
    quit,
    copy: (text) => void stdout.write(clipboardSequence(text)),
    mouse: (on) => modes.setMouse(on),
    suspend: () => lend(waitInBackground),
    edit: async (file) =>
      lendTerminal(async () => {
        modes.pause();
        try {
          await openEditor(file, environment);
        } finally {
          modes.resume();
        }
      }),
    redraw: () => lend(async () => undefined),
  };
}
