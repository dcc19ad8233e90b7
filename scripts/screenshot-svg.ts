import type { Terminal, IBufferCell } from "@xterm/headless";

const CELL_WIDTH = 8.4;
const LINE_HEIGHT = 18;
const FONT_SIZE = 14;
const PADDING = 14;
const TITLE_HEIGHT = 30;
const FONTS = "ui-monospace, 'SF Mono', Menlo, Consolas, 'DejaVu Sans Mono', 'Liberation Mono', monospace";

interface Ground {
  readonly text: string;
  readonly background: string;
}

/** A stretch of cells that look alike. */
interface Run {
  text: string;
  readonly start: number;
  columns: number;
  readonly style: CellStyle;
}

interface CellStyle {
  readonly color: string;
  readonly background: string | undefined;
  readonly bold: boolean;
  readonly underline: boolean;
}

/** Draw what a terminal shows as an SVG document with real text in it. */
export function toSvg(terminal: Terminal, title: string, ground: Ground): string {
  const width = terminal.cols * CELL_WIDTH + 2 * PADDING;
  const height = terminal.rows * LINE_HEIGHT + 2 * PADDING + TITLE_HEIGHT;
  const lines = Array.from({ length: terminal.rows }, (_, row) => lineToSvg(terminal, row, ground)).join("");
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width.toFixed(0)} ${height.toFixed(0)}" `,
    `width="${width.toFixed(0)}" height="${height.toFixed(0)}" role="img" aria-label="${escapeXml(title)}">\n`,
    `<rect width="100%" height="100%" rx="9" fill="${ground.background}"/>\n`,
    windowButtons(),
    `<text x="50%" y="20" text-anchor="middle" font-family="sans-serif" font-size="12" fill="#8b93a3">`,
    `${escapeXml(title)}</text>\n`,
    `<g font-family="${FONTS}" font-size="${FONT_SIZE.toString()}" xml:space="preserve" `,
    `transform="translate(${PADDING.toString()} ${(PADDING + TITLE_HEIGHT - 6).toString()})">\n${lines}</g>\n</svg>\n`,
  ].join("");
}

function windowButtons(): string {
  const colors = ["#e88388", "#e6c384", "#a6c58b"];
  return colors
    .map((color, i) => `<circle cx="${(18 + i * 18).toString()}" cy="16" r="5.5" fill="${color}"/>`)
    .join("");
}

function lineToSvg(terminal: Terminal, row: number, ground: Ground): string {
  const runs = readRuns(terminal, row, ground);
  const top = row * LINE_HEIGHT;
  const grounds = runs
    .filter(({ style }) => style.background !== undefined)
    .map((run) => rectangle(run, top));
  const texts = runs
    .filter(({ text, style }) => text.trim() !== "" || style.underline)
    .map((run) => textOf(run, top));
  return `${grounds.join("")}${texts.join("")}\n`;
}

function readRuns(terminal: Terminal, row: number, ground: Ground): readonly Run[] {
  const line = terminal.buffer.active.getLine(terminal.buffer.active.viewportY + row);
  const runs: Run[] = [];
  for (let column = 0; column < terminal.cols; column += 1) {
    const cell = line?.getCell(column);
    if (cell === undefined || cell.getWidth() === 0) continue;
    const style = styleOf(cell, ground);
    const chars = cell.getChars() === "" ? " " : cell.getChars();
    const last = runs.at(-1);
    // A wide character is a run of its own: fonts rarely give it exactly two columns.
    const joins = last !== undefined && cell.getWidth() === 1 && last.columns === last.text.length;
    if (joins && sameStyle(last.style, style) && chars.length === 1) {
      last.text += chars;
      last.columns += 1;
    } else runs.push({ text: chars, start: column, columns: cell.getWidth(), style });
  }
  return runs;
}

function styleOf(cell: IBufferCell, ground: Ground): CellStyle {
  const foreground = cell.isFgDefault() ? ground.text : colorOf(cell.getFgColor(), cell.isFgRGB());
  const background = cell.isBgDefault() ? undefined : colorOf(cell.getBgColor(), cell.isBgRGB());
  const inverse = cell.isInverse() !== 0;
  return {
    color: inverse ? (background ?? ground.background) : foreground,
    background: inverse ? foreground : background,
    bold: cell.isBold() !== 0,
    underline: cell.isUnderline() !== 0,
  };
}

function sameStyle(a: CellStyle, b: CellStyle): boolean {
  return (
    a.color === b.color && a.background === b.background && a.bold === b.bold && a.underline === b.underline
  );
}

const CUBE = [0, 95, 135, 175, 215, 255];
const BASIC = ["#14171c", "#e88388", "#a6c58b", "#e6c384", "#7fb4ca", "#c29fd8", "#7fc6bf", "#c8ccd4"];

function colorOf(color: number, rgb: boolean): string {
  if (rgb) return `#${color.toString(16).padStart(6, "0")}`;
  if (color < 16) return BASIC[color % 8] ?? "#c8ccd4";
  if (color >= 232) return hex(8 + (color - 232) * 10, 8 + (color - 232) * 10, 8 + (color - 232) * 10);
  const at = color - 16;
  return hex(CUBE[Math.floor(at / 36)] ?? 0, CUBE[Math.floor(at / 6) % 6] ?? 0, CUBE[at % 6] ?? 0);
}

function hex(...parts: readonly number[]): string {
  return `#${parts.map((part) => part.toString(16).padStart(2, "0")).join("")}`;
}

function rectangle({ start, columns, style }: Run, top: number): string {
  const x = (start * CELL_WIDTH).toFixed(1);
  const width = (columns * CELL_WIDTH).toFixed(1);
  return `<rect x="${x}" y="${top.toString()}" width="${width}" height="${LINE_HEIGHT.toString()}" fill="${style.background ?? ""}"/>`;
}

function textOf({ text, start, columns, style }: Run, top: number): string {
  const weight = style.bold ? ' font-weight="bold"' : "";
  const line = style.underline ? ' text-decoration="underline"' : "";
  const length = `textLength="${(columns * CELL_WIDTH).toFixed(1)}" lengthAdjust="spacingAndGlyphs"`;
  const place = `x="${(start * CELL_WIDTH).toFixed(1)}" y="${(top + 13.5).toString()}"`;
  return `<text ${place} ${length} fill="${style.color}"${weight}${line}>${escapeXml(text)}</text>`;
}

function escapeXml(text: string): string {
  return text
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;")
    .replaceAll('"', "&quot;");
}
