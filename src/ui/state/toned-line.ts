/** A line of a screen that is read, not chosen from, in one look: by what it says, not by its colour. */
export interface TonedLine {
  readonly tone: "text" | "title" | "quiet" | "good" | "warning" | "problem" | "faint";
  readonly text: string;
}

export const BLANK_LINE: TonedLine = { tone: "text", text: "" };
