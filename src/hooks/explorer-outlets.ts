/** What the explorer does with the terminal that it runs on. */
export interface ExplorerOutlets {
  /** Put text on the clipboard of whoever sits at the terminal. */
  readonly copy: (text: string) => void;
  /** Ask the terminal for clicks and the wheel, or leave them to it. */
  readonly mouse: (on: boolean) => void;
  /** Give the terminal back to the shell until the shell brings the explorer to the foreground again. */
  readonly suspend: () => void;
  /** Have a file edited in the user's editor; resolves when that has ended. @throws when there is none. */
  readonly edit: (file: string) => Promise<void>;
  /** Draw everything anew: something else has written to the terminal. */
  readonly redraw: () => void;
  readonly quit: () => void;
}
