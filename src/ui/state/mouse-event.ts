/** What the mouse did, at a place counted from 0. */
export interface MouseEvent {
  readonly kind: "click" | "wheel-up" | "wheel-down";
  readonly column: number;
  readonly line: number;
}

// SGR reports: https://invisible-island.net/xterm/ctlseqs/ctlseqs.html#h2-Mouse-Tracking
// oxlint-disable-next-line no-control-regex -- reports begin with ESC
const REPORT = /\u001b\[<(?<button>\d+);(?<column>\d+);(?<line>\d+)(?<end>[Mm])/gu;
/** Longest report: three numbers of at most five digits. A tail that may be the start of one is kept. */
// oxlint-disable-next-line no-control-regex -- reports begin with ESC
const UNFINISHED = /\u001b(?:\[(?:<[\d;]{0,17})?)?$/u;

const LEFT = 0;
const WHEEL_UP = 64;
const WHEEL_DOWN = 65;
/** Shift, Alt and Control are told in these bits. */
const MODIFIERS = 4 + 8 + 16;

/** Picks mouse reports out of what the terminal sends, also when one comes in pieces. */
export class MouseReports {
  #rest = "";

  push(input: string): readonly MouseEvent[] {
    const text = this.#rest + input;
    this.#rest = UNFINISHED.exec(text)?.[0] ?? "";
    return [...text.matchAll(REPORT)].flatMap(({ groups }) => toEvent(groups ?? {}));
  }
}

function toEvent({ button, column, line, end }: Readonly<Record<string, string>>): readonly MouseEvent[] {
  const kind = kindOf(Number(button) & ~MODIFIERS, end === "M");
  return kind === undefined ? [] : [{ kind, column: Number(column) - 1, line: Number(line) - 1 }];
}

function kindOf(button: number, pressed: boolean): MouseEvent["kind"] | undefined {
  if (!pressed) return undefined;
  if (button === LEFT) return "click";
  if (button === WHEEL_UP) return "wheel-up";
  return button === WHEEL_DOWN ? "wheel-down" : undefined;
}
