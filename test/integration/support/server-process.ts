import { spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";

/** A server that a test started, by what it prints. */
export interface ServerProcess {
  /** Its standard output so far, in lines. */
  readonly lines: readonly string[];
  /** The first line that matches, once it is printed. @throws when the server ends without it. */
  line(pattern: RegExp): Promise<string>;
  /** Tell it to stop, and wait for its exit status. */
  stop(): Promise<number | null>;
}

/** Run a script of Node's that serves, with this environment and no other. */
export function startServer(args: readonly string[], env: Readonly<Record<string, string>>): ServerProcess {
  const child = spawn(process.execPath, args, { env, stdio: ["ignore", "pipe", "pipe"] });
  const exited = once(child, "exit");
  const lines: string[] = [];
  let stderr = "";
  child.stderr.on("data", (piece: Buffer) => (stderr += piece.toString()));
  const output = createInterface({ input: child.stdout });
  output.on("line", (line) => lines.push(line));
  return {
    lines,
    line: async (pattern) =>
      new Promise((resolve, reject) => {
        const look = (): void => {
          const found = lines.find((line) => pattern.test(line));
          if (found !== undefined) resolve(found);
        };
        output.on("line", look);
        output.once("close", () =>
          reject(new Error(`The server ended without ${pattern.source}: ${stderr}`)),
        );
        look();
      }),
    async stop() {
      if (child.exitCode === null && child.signalCode === null) child.kill("SIGTERM");
      await exited;
      return child.exitCode;
    },
  };
}
