import { Box, Text } from "ink";
import { truncateEnd } from "../text/fit-text.js";
import { wrapWords } from "../text/wrap-words.js";
import { useTheme } from "../theme/theme-context.js";

interface MessagePanelProps {
  readonly kind: "problem" | "quiet";
  readonly title: string;
  readonly lines: readonly string[];
  readonly columns: number;
  readonly rows: number;
}

const WIDEST = 76;

/** A few centred words where a list would be: nothing there, still waiting, or what went wrong. */
export function MessagePanel({ kind, title, lines, columns, rows }: MessagePanelProps) {
  const theme = useTheme();
  const width = Math.max(1, Math.min(WIDEST, columns - 4));
  const wrapped = lines.flatMap((line) => wrapWords(line, width)).slice(0, Math.max(0, rows - 2));
  return (
    <Box width={columns} height={rows} alignItems="center" justifyContent="center" overflow="hidden">
      <Box flexDirection="column" alignItems="center">
        <Text {...(kind === "problem" ? theme.problem : theme.title)}>{truncateEnd(title, width)}</Text>
        {wrapped.map((line, i) => (
          // oxlint-disable-next-line react/no-array-index-key -- lines may repeat, and stay where they are
          <Text key={i} {...theme.quiet}>
            {line === "" ? " " : line}
          </Text>
        ))}
      </Box>
    </Box>
  );
}
