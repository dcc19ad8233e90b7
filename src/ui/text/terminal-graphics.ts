/** Ways in which terminals draw pictures beyond characters. */
const GRAPHICS = ["kitty", "iterm", "sixel"] as const;
export type Graphics = (typeof GRAPHICS)[number];

/** A place on the screen in cells: from 0, the upper left corner. */
export interface CellArea {
  readonly column: number;
  readonly row: number;
  readonly columns: number;
  readonly rows: number;
}

/** A cell is taken for twice as high as wide; the pixels matter to sixels alone. */
export const CELL_WIDTH = 10;
export const CELL_HEIGHT = 20;

const ESC = "\u001b";
const STRING_END = `${ESC}\\`;
/** Source: https://sw.kovidgoyal.net/kitty/graphics-protocol/, "Remote client": chunks of at most 4096 bytes. */
const KITTY_CHUNK = 4096;

/**
 * What a terminal can draw, by what it tells of itself; `S3KIT_PICTURES` has the last word (`blocks` for characters).
 * Between it and the explorer may stand a multiplexer, which passes none of it on.
 */
export function detectGraphics(env: Readonly<Record<string, string | undefined>>): Graphics | undefined {
  const wanted = env["S3KIT_PICTURES"];
  if (wanted !== undefined && wanted !== "") return GRAPHICS.find((name) => name === wanted);
  const term = env["TERM"] ?? "";
  const program = env["TERM_PROGRAM"] ?? "";
  if (env["TMUX"] !== undefined || env["ZELLIJ"] !== undefined || /^(?:screen|tmux)/u.test(term))
    return undefined;
  if (env["KITTY_WINDOW_ID"] !== undefined || /kitty|ghostty/u.test(term) || program === "ghostty")
    return "kitty";
  if (program === "WezTerm" || program === "iTerm.app" || program === "mintty") return "iterm";
  return /^(?:foot|mlterm|contour|yaft)/u.test(term) || env["WT_SESSION"] !== undefined ? "sixel" : undefined;
}

/** As many cells as a picture fills in a room, in its own proportions, in the middle. */
export function fitCells(
  picture: { readonly width: number; readonly height: number },
  room: CellArea,
): CellArea {
  const scale = Math.min(room.columns / picture.width, (room.rows * 2) / picture.height);
  const columns = Math.max(1, Math.min(room.columns, Math.round(picture.width * scale)));
  const rows = Math.max(1, Math.min(room.rows, Math.round((picture.height * scale) / 2)));
  return {
    column: room.column + Math.floor((room.columns - columns) / 2),
    row: room.row + Math.floor((room.rows - rows) / 2),
    columns,
    rows,
  };
}

/** Bytes that draw a picture, which is encoded for the way chosen; the cursor is left where it was. */
export function drawSequence(graphics: Graphics, encoded: Uint8Array, area: CellArea): string {
  const place = `${ESC}7${ESC}[${(area.row + 1).toString()};${(area.column + 1).toString()}H`;
  return `${place}${pictureSequence(graphics, Buffer.from(encoded), area)}${ESC}8`;
}

/** Bytes that take a picture away and leave blanks; the cursor is left where it was. */
export function clearSequence(graphics: Graphics, { column, row, columns, rows }: CellArea): string {
  if (graphics === "kitty") return `${ESC}_Ga=d,d=A,q=2${STRING_END}`;
  const lines = Array.from(
    { length: rows },
    (_, i) => `${ESC}[${(row + i + 1).toString()};${(column + 1).toString()}H${ESC}[${columns.toString()}X`,
  );
  return `${ESC}7${lines.join("")}${ESC}8`;
}

function pictureSequence(graphics: Graphics, encoded: Buffer, { columns, rows }: CellArea): string {
  switch (graphics) {
    case "kitty":
      return kittySequence(encoded.toString("base64"), columns, rows);
    case "iterm": {
      const size = `width=${columns.toString()};height=${rows.toString()};preserveAspectRatio=0`;
      const base64 = encoded.toString("base64");
      return `${ESC}]1337;File=inline=1;size=${encoded.length.toString()};${size};doNotMoveCursor=1:${base64}\u0007`;
    }
    case "sixel":
      return encoded.toString("latin1");
  }
}

function kittySequence(base64: string, columns: number, rows: number): string {
  const chunks = base64.match(new RegExp(`.{1,${KITTY_CHUNK.toString()}}`, "gu")) ?? [];
  const first = `a=T,f=100,q=2,C=1,c=${columns.toString()},r=${rows.toString()},`;
  return chunks
    .map(
      (chunk, i) =>
        `${ESC}_G${i === 0 ? first : ""}m=${i < chunks.length - 1 ? "1" : "0"};${chunk}${STRING_END}`,
    )
    .join("");
}
