import { UsageError } from "../errors/s3kit-error.js";

/** As shells have it. */
const SIGNAL_STATUS = 128;
const SIGNALS: Readonly<Record<string, number>> = {
  SIGHUP: 1,
  SIGINT: 2,
  SIGKILL: 9,
  SIGSEGV: 11,
  SIGTERM: 15,
};

/**
 * Run a program in this terminal, with these variables changed in its environment (undefined: taken out), and return
 * its exit status. The terminal sends ^C to the program, too; the signal ends it.
 *
 * @throws UsageError when it cannot be run.
 */
export async function runProgram(
  [program = "", ...words]: readonly string[],
  env: Readonly<Record<string, string | undefined>>,
  signal: AbortSignal,
): Promise<number> {
  const { execa } = await import("execa");
  const ended = await execa(program, words, { stdio: "inherit", env, reject: false, cancelSignal: signal });
  if (ended.exitCode !== undefined) return ended.exitCode;
  if (ended.signal !== undefined) return SIGNAL_STATUS + (SIGNALS[ended.signal] ?? 0);
  throw new UsageError(`${program} cannot be run: ${ended.code ?? ended.shortMessage ?? "unknown"}`, {
    code: "CannotRun",
  });
}
