import { writeSync } from "node:fs";

/**
 * Lines longer than the terminal are cut, not wrapped (DECAWM off): one emoji that the terminal draws wider than
 * Unicode's tables say would otherwise push the last column onto a line of its own, and the frame up by one.
 */
const AUTOWRAP_OFF = "\u001b[?7l";
const AUTOWRAP_ON = "\u001b[?7h";
const LEAVE_ALTERNATE_SCREEN = "\u001b[?1049l";
const SHOW_CURSOR = "\u001b[?25h";
const PASTE_PLAIN = "\u001b[?2004l";
const STYLE_PLAIN = "\u001b[0m";

/** What the explorer needs of the terminal beyond what Ink sets, and the way back from all of it. */
export interface TerminalModes {
  /** Put everything back; once, however often it is called. */
  restore(): void;
}

export function takeTerminal(
  stdout: NodeJS.WriteStream & { readonly fd?: number },
  stdin: NodeJS.ReadStream,
): TerminalModes {
  let taken = true;
  const restore = () => {
    if (!taken) return;
    taken = false;
    process.off("exit", abandon);
    if (!stdout.destroyed) stdout.write(AUTOWRAP_ON);
  };
  // The process is ending: nothing asynchronous runs any more, and Ink may not have had its turn.
  const abandon = () => {
    if (!taken) return;
    taken = false;
    if (stdin.isTTY) stdin.setRawMode(false);
    if (stdout.fd === undefined) return;
    writeSync(stdout.fd, LEAVE_ALTERNATE_SCREEN + AUTOWRAP_ON + PASTE_PLAIN + STYLE_PLAIN + SHOW_CURSOR);
  };
  process.once("exit", abandon);
  stdout.write(AUTOWRAP_OFF);
  return { restore };
}

/** OSC 52: the terminal puts the text on the clipboard of the machine it runs on, also over SSH. */
export function clipboardSequence(text: string): string {
  return `\u001b]52;c;${Buffer.from(text).toString("base64")}\u0007`;
}
