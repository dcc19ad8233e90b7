import { Text } from "ink";
import type { StyledRun } from "../state/preview/styled-runs.js";
import { syntaxStyle } from "../theme/syntax-style.js";
import { useTheme } from "../theme/theme-context.js";

/** A line in pieces, each of its own look. */
export function StyledLine({ runs }: { readonly runs: readonly StyledRun[] }) {
  const theme = useTheme();
  if (runs.every(({ text }) => text === "")) return <Text> </Text>;
  return (
    <Text wrap="truncate">
      {runs.map(({ text, role }, i) => (
        // oxlint-disable-next-line react/no-array-index-key -- a piece of a line is its place
        <Text key={i} {...syntaxStyle(theme, role)}>
          {text}
        </Text>
      ))}
    </Text>
  );
}
