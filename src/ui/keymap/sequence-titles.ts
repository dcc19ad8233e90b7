/** What the first key of a sequence leads to: for the key bar and the pop-up. */
export const SEQUENCE_TITLES: Readonly<Record<string, string>> = {
  o: "Sort",
  g: "Go to",
  c: "Copy",
  V: "View as",
};
