import { EventEmitter } from "node:events";
import { PassThrough } from "node:stream";
import xterm from "@xterm/headless";

/**
 * A terminal without a window: what is written to `stdout` is drawn on it, what is typed comes out of `stdin`.
 * Ink takes both for a real one.
 */
export class Screen {
  readonly terminal: InstanceType<typeof xterm.Terminal>;
  readonly stdout: NodeJS.WriteStream;
  readonly stdin: NodeJS.ReadStream;
  /** All that was written, as it was written. */
  written = "";
  #drawn = Promise.resolve();

  constructor(columns = 80, rows = 24) {
    this.terminal = new xterm.Terminal({ cols: columns, rows, allowProposedApi: true, convertEol: true });
    const stdout = Object.assign(new EventEmitter(), {
      columns,
      rows,
      isTTY: true,
      writable: true,
      write: (chunk: string, done?: () => void): boolean => {
        this.written += chunk;
        this.#drawn = new Promise((resolve) => this.terminal.write(chunk, resolve));
        if (typeof done === "function") queueMicrotask(done);
        return true;
      },
    });
    this.stdout = stdout as unknown as NodeJS.WriteStream;
    const stdin = Object.assign(new PassThrough(), {
      isTTY: true,
      setRawMode: () => stdin,
      ref: () => stdin,
      unref: () => stdin,
    });
    this.stdin = stdin as unknown as NodeJS.ReadStream;
  }

  type(keys: string): void {
    (this.stdin as unknown as PassThrough).write(keys);
  }

  resize(columns: number, rows: number): void {
    this.terminal.resize(columns, rows);
    Object.assign(this.stdout, { columns, rows });
    this.stdout.emit("resize");
  }

  /** The lines in sight, without the blanks at their ends. */
  async lines(): Promise<readonly string[]> {
    await this.#drawn;
    const buffer = this.terminal.buffer.active;
    return Array.from(
      { length: this.terminal.rows },
      (_, row) => buffer.getLine(buffer.viewportY + row)?.translateToString(true) ?? "",
    );
  }

  async text(): Promise<string> {
    return (await this.lines()).join("\n");
  }

  get alternate(): boolean {
    return this.terminal.buffer.active.type === "alternate";
  }

  get wraps(): boolean {
    return this.terminal.modes.wraparoundMode;
  }
}
