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
  return (
    <Box flexDirection="column" width={1} paddingTop={thumb.start}>
      <Text {...theme.quiet}>{Array.from({ length: thumb.size }, () => "┃").join("\n")}</Text>
    </Box>
  );
}
