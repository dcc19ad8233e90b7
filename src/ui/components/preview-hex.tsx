import { Box, Text } from "ink";
import { HEX_LINE_BYTES } from "../state/preview/preview-moves.js";
import type { Preview } from "../state/preview/preview.js";
import { hexLine } from "../text/hex-dump.js";
import { useTheme } from "../theme/theme-context.js";

interface PreviewHexProps {
  readonly preview: Preview;
  readonly rows: number;
  readonly columns: number;
}

/** Bytes as they are stored, sixteen a line. What is not read yet is shown so. */
export function PreviewHex({ preview: { raw, window, facts }, rows, columns }: PreviewHexProps) {
  const theme = useTheme();
  const total = facts?.totalBytes ?? 0;
  const count = Math.min(rows, Math.ceil(total / HEX_LINE_BYTES) - window.top);
  return (
    <Box flexDirection="column">
      {Array.from({ length: Math.max(0, count) }, (_, i) => {
        const start = (window.top + i) * HEX_LINE_BYTES;
        const from = start - raw.startByte;
        const bytes = from < 0 ? new Uint8Array() : raw.bytes.subarray(from, from + HEX_LINE_BYTES);
        const line = hexLine(bytes, start, HEX_LINE_BYTES, total);
        return (
          // oxlint-disable-next-line react/no-array-index-key -- a line of the screen is its place
          <Box key={i} height={1}>
            <Text wrap="truncate">
              <Text {...theme.faint}>{line.offset} </Text>
              <Text
                {...theme.text}
              >{` ${bytes.length === 0 ? "…".padEnd(line.bytes.length) : line.bytes}`}</Text>
              {columns >= line.offset.length + line.bytes.length + HEX_LINE_BYTES + 4 ? (
                <Text {...theme.quiet}> {line.text}</Text>
              ) : null}
            </Text>
          </Box>
        );
      })}
    </Box>
  );
}
