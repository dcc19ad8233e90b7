import type { StyledRun } from "../state/preview/styled-runs.js";
import type { TextStyle, Theme } from "./theme.js";

/** How a piece of code looks: by what it is, in the colours of the theme. */
export function syntaxStyle(theme: Theme, role: StyledRun["role"]): TextStyle {
  switch (role) {
    case undefined:
      return theme.text;
    case "match":
      return { ...theme.match, inverse: true };
    case "keyword":
    case "attribute":
      return theme.folder;
    case "string":
    case "good":
      return theme.good;
    case "number":
      return theme.key;
    case "name":
      return theme.title;
    case "comment":
    case "meta":
      return theme.quiet;
    case "bad":
      return theme.problem;
  }
}
