import { Box, Text, type DOMElement } from "ink";
import { useMemo, useRef } from "react";
import { useTerminalPicture } from "../../hooks/use-terminal-picture.js";
import { fitPixels, type Picture } from "../state/preview/picture.js";
import { halfBlocks } from "../text/half-blocks.js";
import { useCovered } from "./covered-context.js";

interface PreviewPictureProps {
  readonly picture: Picture;
  readonly rows: number;
  readonly columns: number;
}

/** A picture in the middle of its room: as the terminal draws pictures, or in half characters. */
export function PreviewPicture({ picture, rows, columns }: PreviewPictureProps) {
  const box = useRef<DOMElement>(null);
  const { graphics, png, width, height } = picture;
  // What lies over the screen is drawn in characters: a picture would lie over that.
  const drawn = useCovered() ? undefined : graphics;
  useTerminalPicture(box, { graphics: drawn, png, width, height }, { columns, rows });
  return (
    <Box
      ref={box}
      width={columns}
      height={rows}
      alignItems="center"
      justifyContent="center"
      flexDirection="column"
    >
      {graphics === undefined ? <Blocks picture={picture} rows={rows} columns={columns} /> : null}
    </Box>
  );
}

function Blocks({ picture, rows, columns }: PreviewPictureProps) {
  const lines = useMemo(
    () => halfBlocks(fitPixels(picture.pixels, columns, rows * 2)),
    [picture, rows, columns],
  );
  return lines.map((line, i) => (
    // oxlint-disable-next-line react/no-array-index-key -- a line of the picture is its place
    <Text key={i} wrap="truncate">
      {line}
    </Text>
  ));
}
