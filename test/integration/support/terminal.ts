import { spawn, type IPty } from "@lydell/node-pty";
import xterm from "@xterm/headless";
import { vi } from "vitest";

/** The program in a pseudo-terminal, drawn on a screen without a window: typed into and looked at. */
export class Terminal {
  readonly #screen: InstanceType<typeof xterm.Terminal>;
  readonly #process: IPty;
  readonly #ended: Promise<number>;

  constructor(
    args: readonly string[],
    environment: Readonly<Record<string, string>>,
    columns = 120,
    rows = 32,
  ) {
    this.#screen = new xterm.Terminal({ cols: columns, rows, allowProposedApi: true });
    const env = { ...environment, TERM: "xterm-256color", COLORTERM: "truecolor" };
    this.#process = spawn(process.execPath, [...args], { cols: columns, rows, name: "xterm-256color", env });
    this.#process.onData((data) => this.#screen.write(data));
    this.#ended = new Promise((resolve) => this.#process.onExit(({ exitCode }) => resolve(exitCode)));
  }

  type(keys: string): void {
    this.#process.write(keys);
  }

  /** Wait until the screen shows this. */
  async shows(text: string | RegExp): Promise<string> {
    return vi.waitFor(
      () => {
        const shown = this.#text();
        if (typeof text === "string" ? !shown.includes(text) : !text.test(shown))
          throw new Error(`not shown: ${text.toString()}\n${shown}`);
        return shown;
      },
      { timeout: 20_000, interval: 40 },
    );
  }

  /** Type and wait for what comes of it. */
  async press(keys: string, text: string | RegExp): Promise<string> {
    this.type(keys);
    return this.shows(text);
  }

  /** Leave the program; its exit status, and whether the screen was given back. */
  async quit(): Promise<{ readonly exitCode: number; readonly alternate: boolean }> {
    this.type("q");
    const exitCode = await this.#ended;
    await new Promise<void>((resolve) => this.#screen.write("", resolve));
    return { exitCode, alternate: this.#screen.buffer.active.type === "alternate" };
  }

  kill(): void {
    this.#process.kill();
  }

  #text(): string {
    const buffer = this.#screen.buffer.active;
    const lines = Array.from(
      { length: this.#screen.rows },
      (_, row) => buffer.getLine(buffer.viewportY + row)?.translateToString(true) ?? "",
    );
    return lines.join("\n");
  }
}
