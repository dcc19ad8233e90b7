/** How a piece of text looks; Ink's own names, so that it can be spread into `<Text>`. */
export interface TextStyle {
  readonly color?: string;
  readonly backgroundColor?: string;
  readonly bold?: boolean;
  readonly dimColor?: boolean;
  readonly inverse?: boolean;
  readonly underline?: boolean;
  readonly strikethrough?: boolean;
}

/**
 * What the explorer's texts are for; a theme says how each looks. Plain text has the terminal's own colour, which is
 * readable on its ground whatever was detected.
 */
export interface Theme {
  readonly name: ThemeName;
  readonly text: TextStyle;
  readonly quiet: TextStyle;
  readonly faint: TextStyle;
  readonly brand: TextStyle;
  readonly title: TextStyle;
  readonly folder: TextStyle;
  readonly bucket: TextStyle;
  readonly object: TextStyle;
  /** Bars of a chart. */
  readonly bar: TextStyle;
  /** An object whose newest version is a delete marker. */
  readonly deleted: TextStyle;
  readonly selected: TextStyle;
  readonly match: TextStyle;
  readonly key: TextStyle;
  readonly good: TextStyle;
  readonly warning: TextStyle;
  readonly problem: TextStyle;
  /** Laid over the styles of the row that the cursor is on. */
  readonly cursor: TextStyle;
  /** A dialog's ground: it must hide what lies beneath. */
  readonly dialog: TextStyle;
  /** The ground of all; without it, the terminal's own. */
  readonly ground?: string;
}

export type ThemeName = "dark" | "light" | "contrast" | "none";

export const THEMES: Readonly<Record<ThemeName, Theme>> = {
  dark: {
    name: "dark",
    text: {},
    quiet: { color: "#8b93a3" },
    faint: { color: "#4f5666" },
    brand: { color: "#14171c", backgroundColor: "#7fb4ca", bold: true },
    title: { color: "#e8ebf0", bold: true },
    folder: { color: "#7fb4ca" },
    bucket: { color: "#a6c58b" },
    object: {},
    bar: { color: "#5f8fa8" },
    deleted: { color: "#c0747a", strikethrough: true },
    selected: { color: "#d7a6e0" },
    match: { color: "#e6c384", bold: true },
    key: { color: "#e6c384" },
    good: { color: "#a6c58b" },
    warning: { color: "#e6c384" },
    problem: { color: "#e88388" },
    cursor: { backgroundColor: "#2b3442", bold: true },
    dialog: { backgroundColor: "#1c2028" },
  },
  light: {
    name: "light",
    text: {},
    quiet: { color: "#667085" },
    faint: { color: "#b4bac6" },
    brand: { color: "#ffffff", backgroundColor: "#2f6f8f", bold: true },
    title: { color: "#111827", bold: true },
    folder: { color: "#1f6f9b" },
    bucket: { color: "#3f7d2c" },
    object: {},
    bar: { color: "#5b93b3" },
    deleted: { color: "#b3262e", strikethrough: true },
    selected: { color: "#8b3fa0", bold: true },
    match: { color: "#a85a00", bold: true },
    key: { color: "#a85a00" },
    good: { color: "#3f7d2c" },
    warning: { color: "#a85a00" },
    problem: { color: "#b3262e" },
    cursor: { backgroundColor: "#dbe7f1", bold: true },
    dialog: { backgroundColor: "#eef1f5" },
  },
  // Pure colours on black, whatever the terminal's own ground: at least 7:1 for every text (WCAG AAA).
  contrast: {
    name: "contrast",
    text: { color: "#ffffff" },
    quiet: { color: "#e0e0e0" },
    faint: { color: "#b0b0b0" },
    brand: { color: "#000000", backgroundColor: "#ffff00", bold: true },
    title: { color: "#ffffff", bold: true },
    folder: { color: "#00ffff", bold: true },
    bucket: { color: "#00ff00", bold: true },
    object: { color: "#ffffff" },
    bar: { color: "#00ffff" },
    deleted: { color: "#ff9090", strikethrough: true },
    selected: { color: "#ff80ff", bold: true },
    match: { color: "#ffff00", bold: true, underline: true },
    key: { color: "#ffff00", bold: true },
    good: { color: "#00ff00", bold: true },
    warning: { color: "#ffff00", bold: true },
    problem: { color: "#ff9090", bold: true },
    cursor: { color: "#000000", backgroundColor: "#ffffff", bold: true },
    dialog: { backgroundColor: "#000000" },
    ground: "#000000",
  },
  none: {
    name: "none",
    text: {},
    quiet: {},
    faint: { dimColor: true },
    brand: { inverse: true },
    title: { bold: true },
    folder: { bold: true },
    bucket: { bold: true },
    object: {},
    bar: {},
    deleted: { strikethrough: true },
    selected: { bold: true },
    match: { underline: true, bold: true },
    key: { bold: true },
    good: {},
    warning: { bold: true },
    problem: { bold: true },
    cursor: { inverse: true },
    dialog: {},
  },
};

/** All of them, in the order in which they are switched through. */
export const THEME_NAMES: readonly ThemeName[] = ["dark", "light", "contrast", "none"];

/** The theme after this one, round and round; without colours there is nothing to switch to. */
export function nextTheme(name: ThemeName, colours: boolean): ThemeName {
  if (!colours) return "none";
  return THEME_NAMES[(THEME_NAMES.indexOf(name) + 1) % THEME_NAMES.length] ?? "dark";
}

/**
 * The theme for a terminal: none when colour is unwanted (https://no-color.org), else by the background that some
 * terminals tell in `COLORFGBG` ("15;0": light on black), else dark.
 */
export function detectTheme(env: Readonly<Record<string, string | undefined>>): ThemeName {
  if (env["NO_COLOR"] !== undefined && env["NO_COLOR"] !== "") return "none";
  if (env["TERM"] === "dumb") return "none";
  const background = Number(env["COLORFGBG"]?.split(";").at(-1));
  return background === 7 || background === 15 ? "light" : "dark";
}
