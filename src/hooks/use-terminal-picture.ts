import { measureElement, useApp, useStdout, type DOMElement } from "ink";
import { useLayoutEffect, type RefObject } from "react";
import type { Graphics, CellArea } from "../ui/text/terminal-graphics.js";
import { clearSequence, drawSequence, fitCells } from "../ui/text/terminal-graphics.js";
import { encodeForTerminal } from "./encode-picture.js";

interface TerminalPicture {
  readonly graphics: Graphics | undefined;
  readonly png: Uint8Array | undefined;
  readonly width: number;
  readonly height: number;
}

/**
 * Draw a picture over a box that is left empty, once the frame with it is on the screen; take it away with the box. Does
 * nothing without a way to draw.
 */
export function useTerminalPicture(
  box: RefObject<DOMElement | null>,
  { graphics, png, width, height }: TerminalPicture,
  room: { readonly columns: number; readonly rows: number },
): void {
  const { stdout } = useStdout();
  const { waitUntilRenderFlush } = useApp();
  const { columns, rows } = room;
  // Taken away before the next frame is drawn, which may need the room: passive effects would come after it.
  useLayoutEffect(() => {
    if (graphics === undefined || png === undefined) return undefined;
    let wanted = true;
    let drawn: CellArea | undefined;
    const draw = async () => {
      await waitUntilRenderFlush();
      if (!wanted || box.current === null) return;
      const { x, y } = measureElement(box.current);
      const area: CellArea = fitCells({ width, height }, { column: x, row: y, columns, rows });
      const encoded = await encodeForTerminal(graphics, png, area);
      if (!wanted) return;
      drawn = area;
      stdout.write(drawSequence(graphics, encoded, area));
    };
    // A picture that cannot be encoded leaves its room empty; its bytes can still be looked at.
    draw().catch(() => undefined);
    return () => {
      wanted = false;
      if (drawn !== undefined) stdout.write(clearSequence(graphics, drawn));
    };
  }, [box, graphics, png, width, height, columns, rows, stdout, waitUntilRenderFlush]);
}
