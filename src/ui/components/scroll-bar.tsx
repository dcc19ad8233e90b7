import { Box, Text } from "ink";
import { scrollThumb } from "../state/list-window.js";
import { useTheme } from "../theme/theme-context.js";

interface ScrollBarProps {
  readonly top: number;
  readonly count: number;
  readonly height: number;
}

/** How far down a list is; nothing when all of it is in sight. */
export function ScrollBar({ top, count, height }: ScrollBarProps) {
  const theme = useTheme();
  const thumb = scrollThumb(top, count, height);
  if (thumb === undefined) return null;
  const lines = Array.from({ length: height }, (_, i) => i >= thumb.start && i < thumb.start + thumb.size);
  return (
    <Box flexDirection="column" width={1}>
      {lines.map((solid, i) => (
        // A line of the bar is its place.
        // oxlint-disable-next-line react/no-array-index-key
        <Text key={i} {...(solid ? theme.quiet : theme.faint)}>
          {solid ? "┃" : "│"}
        </Text>
      ))}
    </Box>
  );
}
