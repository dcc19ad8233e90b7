import { Box, Text } from "ink";
import type { Layer } from "../actions/action.js";
import { HINT_GAP, keyBarHints } from "../keymap/key-bar-hints.js";
import { useTheme } from "../theme/theme-context.js";

interface KeyBarProps {
  readonly layers: readonly Layer[];
  readonly columns: number;
}

/** The keys worth knowing here, as many as fit. */
export function KeyBar({ layers, columns }: KeyBarProps) {
  const theme = useTheme();
  return (
    <Box height={1} width={columns} paddingLeft={1} gap={HINT_GAP} overflow="hidden">
      {keyBarHints(layers, columns - 2).map(({ key, label }) => (
        <Box key={key} flexShrink={0}>
          <Text {...theme.key}>{key}</Text>
          <Text {...theme.quiet}> {label}</Text>
        </Box>
      ))}
    </Box>
  );
}
