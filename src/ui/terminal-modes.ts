import { writeSync } from "node:fs";

/**
 * Lines longer than the terminal are cut, not wrapped (DECAWM off): one emoji that the terminal draws wider than
 * Unicode's tables say would otherwise push the last column onto a line of its own, and the frame up by one.
 */
const AUTOWRAP_OFF = "\u001b[?7l";
const AUTOWRAP_ON = "\u001b[?7h";
/** Presses and the wheel (1000), reported so that wide terminals fit (SGR, 1006). */
const MOUSE_ON = "\u001b[?1000h\u001b[?1006h";
const MOUSE_OFF = "\u001b[?1006l\u001b[?1000l";
const LEAVE_ALTERNATE_SCREEN = "\u001b[?1049l";
const SHOW_CURSOR = "\u001b[?25h";
const PASTE_PLAIN = "\u001b[?2004l";
const STYLE_PLAIN = "\u001b[0m";

/** What the explorer needs of the terminal beyond what Ink sets, and the way back from all of it. */
export interface TerminalModes {
  /** Ask for mouse reports, or not. */
  setMouse(on: boolean): void;
  /** Put everything back for a while. */
  pause(): void;
  /** Set again what was set before {@link pause}. */
  resume(): void;
  /** Put everything back; once, however often it is called. */
  restore(): void;
}

export function takeTerminal(
  stdout: NodeJS.WriteStream & { readonly fd?: number },
  stdin: NodeJS.ReadStream,
): TerminalModes {
  let taken = true;
  let mouse = false;
  const write = (modes: string) => {
    if (!stdout.destroyed) stdout.write(modes);
  };
  const pause = () => write((mouse ? MOUSE_OFF : "") + AUTOWRAP_ON);
  const resume = () => write(AUTOWRAP_OFF + (mouse ? MOUSE_ON : ""));
  const setMouse = (on: boolean) => {
    if (!taken || on === mouse) return;
    mouse = on;
    write(on ? MOUSE_ON : MOUSE_OFF);
  };
  const restore = () => {
    if (!taken) return;
    taken = false;
    process.off("exit", abandon);
    pause();
  };
  // The process is ending: nothing asynchronous runs any more, and Ink may not have had its turn.
  const abandon = () => {
    if (!taken) return;
    taken = false;
    if (stdin.isTTY) stdin.setRawMode(false);
    if (stdout.fd === undefined) return;
    writeSync(
      stdout.fd,
      MOUSE_OFF + LEAVE_ALTERNATE_SCREEN + AUTOWRAP_ON + PASTE_PLAIN + STYLE_PLAIN + SHOW_CURSOR,
    );
  };
  process.once("exit", abandon);
  resume();
  return { setMouse, pause, resume, restore };
}

/** OSC 52: the terminal puts the text on the clipboard of the machine it runs on, also over SSH. */
export function clipboardSequence(text: string): string {
  return `\u001b]52;c;${Buffer.from(text).toString("base64")}\u0007`;
}
