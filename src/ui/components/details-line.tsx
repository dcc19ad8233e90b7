import { Text } from "ink";
import { LABEL_COLUMNS, type DetailsLine } from "../state/details/details-lines.js";
import { fitEnd, truncateEnd } from "../text/fit-text.js";
import { useTheme } from "../theme/theme-context.js";

/** One line of what is known about an object. */
export function DetailsLineView({ line, columns }: { readonly line: DetailsLine; readonly columns: number }) {
  const theme = useTheme();
  switch (line.kind) {
    case "blank":
      return <Text> </Text>;
    case "heading":
      return <Text {...theme.title}>{truncateEnd(line.text, columns)}</Text>;
    case "text":
      return <Text {...theme.text}>{line.text === "" ? " " : line.text}</Text>;
    case "note":
      return <Text {...theme.quiet}>{truncateEnd(line.text, columns)}</Text>;
    case "problem":
      return <Text {...theme.problem}>{truncateEnd(line.text, columns)}</Text>;
    case "fact":
      return (
        <Text>
          <Text {...theme.quiet}>{fitEnd(line.label, LABEL_COLUMNS - 1)} </Text>
          <Text {...theme.text}>{line.value}</Text>
        </Text>
      );
  }
}
