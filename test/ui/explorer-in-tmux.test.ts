import { execa } from "execa";
import { execFileSync } from "node:child_process";
import { randomUUID } from "node:crypto";
import { appendFile, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from "vitest";
import { startDemoStore, type DemoStore } from "../../src/lib/demo/demo-store.js";

const PROGRAM = fileURLToPath(new URL("../../bin/run.js", import.meta.url));
const PROMPT = "ready$ ";

/** A shell in a real terminal, to look at and to type into. */
class Tmux {
  readonly #socket: string;

  constructor(dir: string) {
    // One of its own for each: a server that is going away still answers for a moment.
    this.#socket = path.join(dir, randomUUID().slice(0, 8));
  }

  async start(columns: number, rows: number, env: Readonly<Record<string, string>>): Promise<void> {
    const size = ["-x", columns.toString(), "-y", rows.toString()];
    const variables = Object.entries({ ...env, HISTFILE: "" });
    const set = variables.flatMap(([name, value]) => ["-e", `${name}=${value}`]);
    await this.#run("-f", "/dev/null", "new-session", "-d", ...size, ...set, "sh");
    await this.#run("set-option", "-g", "status", "off");
    await this.shows(/\S/);
    await this.line(`PS1='${PROMPT}'; clear`);
    await this.shows(/^ready\$/);
  }

  async type(...keys: readonly string[]): Promise<void> {
    await this.#run("send-keys", ...keys);
  }

  async line(command: string): Promise<void> {
    await this.#run("send-keys", "-l", command);
    await this.#run("send-keys", "Enter");
  }

  async screen(): Promise<string> {
    return (await this.#run("capture-pane", "-p")).stdout;
  }

  async shows(text: string | RegExp): Promise<string> {
    return vi.waitFor(
      async () => {
        const screen = await this.screen();
        expect(screen).toMatch(text);
        return screen;
      },
      { timeout: 15_000, interval: 50 },
    );
  }

  async resize(columns: number, rows: number): Promise<void> {
    await this.#run("resize-window", "-x", columns.toString(), "-y", rows.toString());
  }

  /** Number of the process that the shell runs. */
  async foreground(): Promise<number> {
    const { stdout: shell } = await this.#run("display-message", "-p", "#{pane_pid}");
    const { stdout } = await execa("ps", ["-o", "pid=", "--ppid", shell]);
    return Number(stdout.trim());
  }

  async pane() {
    const format = "#{alternate_on} #{cursor_flag} #{wrap_flag} #{mouse_any_flag}";
    const { stdout } = await this.#run("display-message", "-p", format);
    const [alternate = "", cursor = "", wrap = "", mouse = ""] = stdout.split(" ");
    return { alternate, cursor, wrap, mouse };
  }

  /** Write to the terminal behind the program's back. */
  async scribble(text: string): Promise<void> {
    const { stdout: device } = await this.#run("display-message", "-p", "#{pane_tty}");
    await appendFile(device, `\u001b[10;10H${text}`);
  }

  async stop(): Promise<void> {
    await execa("tmux", ["-S", this.#socket, "kill-server"], { reject: false });
  }

  #run(...args: readonly string[]) {
    return execa("tmux", ["-S", this.#socket, ...args]);
  }
}

const missing = hasTmux() ? "" : " (needs tmux on PATH)";

describe.skipIf(missing !== "")(`s3kit tui in a terminal${missing}`, () => {
  let dir: string;
  let store: DemoStore;
  let tmux: Tmux;

  beforeAll(async () => {
    dir = await mkdtemp(path.join(tmpdir(), "s3kit-tmux-"));
    store = await startDemoStore();
  }, 60_000);

  afterAll(async () => {
    await store.close();
    await rm(dir, { recursive: true, force: true });
  });

  afterEach(() => tmux.stop());

  async function open(args = "", columns = 80, rows = 24, env = {}): Promise<Tmux> {
    tmux = new Tmux(dir);
    await tmux.start(columns, rows, { ...store.environment, S3KIT_CONFIG_DIR: dir, HOME: dir, ...env });
    await tmux.line(`'${process.execPath}' '${PROGRAM}' tui ${args}; echo "status $?"`);
    return tmux;
  }

  async function expectRestored(): Promise<void> {
    expect(await tmux.pane()).toEqual({ alternate: "0", cursor: "1", wrap: "1", mouse: "0" });
    await tmux.line("stty -a");
    const modes = await tmux.shows("icanon");
    expect(modes).not.toContain("-icanon");
    expect(modes).not.toMatch(/-echo\b/);
  }

  it("walks from the buckets to an object and quits, leaving terminal and screen as they were", async () => {
    await open();
    await tmux.shows("3 buckets");
    expect((await tmux.pane()).alternate).toBe("1");
    await tmux.type("j", "Enter");
    await tmux.shows("experiments/");
    await tmux.type("Enter");
    await tmux.shows("run-001/");
    await tmux.type("/");
    await tmux.type("-l", "summary");
    await tmux.type("Enter", "Enter");
    await tmux.shows("# 40 runs");
    await tmux.type("Escape");
    await tmux.shows("filter summary");
    await tmux.type("q");
    const after = await tmux.shows("status 0");
    expect(after).toContain("tui ;");
    expect(after).not.toContain("summary.md");
    await expectRestored();
  }, 60_000);

  it("gives the terminal back when it is terminated, with the status of an interruption", async () => {
    await open("s3://photos/");
    await tmux.shows("README.md");
    process.kill(await tmux.foreground(), "SIGTERM");
    await tmux.shows("status 130");
    await expectRestored();
  }, 60_000);

  it("gives the terminal back when something throws, and shows what, where it can be read", async () => {
    const fault = path.join(dir, "fault.mjs");
    await writeFile(fault, 'process.on("SIGUSR2", () => { throw new Error("a planted fault"); });');
    await open("s3://photos/", 80, 24, { NODE_OPTIONS: `--import=${fault}` });
    await tmux.shows("README.md");
    process.kill(await tmux.foreground(), "SIGUSR2");
    await tmux.shows(/a planted fault[^]*status 1\b/);
    await expectRestored();
  }, 60_000);

  it("goes to the background and comes back as it was", async () => {
    await open("s3://photos/2021/alps/");
    await tmux.shows("24 objects");
    expect(await tmux.pane()).toMatchObject({ alternate: "1", mouse: "1" });
    await tmux.type("j", "j", "C-z");
    await tmux.shows("Stopped");
    await expectRestored();
    await tmux.line('clear; fg; echo "status $?"');
    await tmux.shows("3/24");
    expect(await tmux.pane()).toMatchObject({ alternate: "1", wrap: "0", mouse: "1" });
    await tmux.type("j");
    await tmux.shows("4/24");
    await tmux.type("q");
    await tmux.shows("status 0");
    await expectRestored();
  }, 60_000);

  it("takes clicks and the wheel as the terminal sends them", async () => {
    await open("s3://photos/2021/alps/");
    await tmux.shows("24 objects");
    await tmux.type("-l", "\u001b[<65;10;10M");
    await tmux.shows("4/24");
    await tmux.type("-l", "\u001b[<0;5;6M\u001b[<0;5;6m");
    await tmux.shows("3/24");
    await tmux.type("M");
    await tmux.shows("Mouse off");
    expect(await tmux.pane()).toMatchObject({ mouse: "0" });
    await tmux.type("q");
    await tmux.shows("status 0");
  }, 60_000);

  it("draws itself anew over what something else has written", async () => {
    await open("s3://photos/2021/alps/");
    await tmux.shows("24 objects");
    await tmux.scribble("garbage over the screen");
    await tmux.shows("garbage");
    await tmux.type("C-l");
    await vi.waitFor(async () => expect(await tmux.screen()).not.toContain("garbage"), 5000);
    await tmux.shows(/^ s3kit {2}photos[^]*24 objects/);
    await tmux.type("q");
    await tmux.shows("status 0");
    await expectRestored();
  }, 60_000);

  it("follows the window from large to tiny and back", async () => {
    await open("s3://photos/2021/alps/", 250, 80);
    await tmux.shows("24 objects");
    for (const [columns, rows] of [
      [20, 6],
      [3, 2],
      [80, 24],
    ] as const) {
      await tmux.resize(columns, rows);
      await tmux.type("j");
    }
    await tmux.shows(/^ s3kit {2}photos › 2021 › alps +127\.0\.0\.1:\d+[^]* 4\/24\n[^]*\? help/);
    await tmux.type("q");
    await tmux.shows("status 0");
  }, 60_000);

  it("refuses to run without a terminal, and says what to use instead", async () => {
    const { exitCode, stderr } = await execa(process.execPath, [PROGRAM, "tui"], {
      reject: false,
      stdin: "ignore",
    });
    expect(exitCode).toBe(2);
    expect(stderr).toContain("s3kit ls");
    tmux = new Tmux(dir);
  });
});

function hasTmux(): boolean {
  try {
    execFileSync("tmux", ["-V"]);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return false;
    throw error;
  }
}
