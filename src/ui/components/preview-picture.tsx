import { Box, Text } from "ink";
import { useMemo } from "react";
import { fitPixels, type Picture } from "../state/preview/picture.js";
import { halfBlocks } from "../text/half-blocks.js";

interface PreviewPictureProps {
  readonly picture: Picture;
  readonly rows: number;
  readonly columns: number;
}

/** A picture in half characters, in the middle of its room. */
export function PreviewPicture({ picture, rows, columns }: PreviewPictureProps) {
  const lines = useMemo(
    () => halfBlocks(fitPixels(picture.pixels, columns, rows * 2)),
    [picture, rows, columns],
  );
  return (
    <Box width={columns} height={rows} alignItems="center" justifyContent="center" flexDirection="column">
      {lines.map((line, i) => (
        // oxlint-disable-next-line react/no-array-index-key -- a line of the picture is its place
        <Text key={i} wrap="truncate">
          {line}
        </Text>
      ))}
    </Box>
  );
}
