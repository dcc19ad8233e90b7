const LABELS: Readonly<Record<string, string>> = {
  up: "↑",
  down: "↓",
  left: "←",
  right: "→",
  enter: "↵",
  escape: "Esc",
  backspace: "⌫",
  delete: "Del",
  tab: "Tab",
  space: "Space",
  home: "Home",
  end: "End",
  pageup: "PgUp",
  pagedown: "PgDn",
};

/** A key or sequence as people read it: `ctrl+f` is `^f`, `g g` is `gg`. */
export function keyLabel(keys: string): string {
  return keys.split(" ").map(oneLabel).join("");
}

function oneLabel(key: string): string {
  const parts = key.length > 1 ? key.split("+") : [key];
  const name = parts.at(-1) ?? key;
  const label = LABELS[name] ?? name;
  const modifiers = parts.slice(0, -1).map((modifier) => (modifier === "ctrl" ? "^" : `${modifier}-`));
  return modifiers.join("") + label;
}
