/** What the explorer does with the terminal that it runs on. */
export interface ExplorerOutlets {
  /** Put text on the clipboard of whoever sits at the terminal. */
  readonly copy: (text: string) => void;
  readonly quit: () => void;
}
