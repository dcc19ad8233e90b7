import { setTimeout as delay } from "node:timers/promises";

/** Long enough for a stop to have happened. */
const STOP_MS = 100;

/**
 * Stop as ^Z does where the terminal is not in raw mode; resolves once the shell has continued the program.
 * The whole group is stopped, so that a wrapper (npm, a script) gives the terminal back too. Where no shell would ever
 * continue it, the system ignores the signal, and this resolves at once.
 */
export async function waitInBackground(): Promise<void> {
  process.kill(0, "SIGTSTP");
  // A stopped process has no timers: this one goes off after the program was continued, or was not stopped at all.
  await delay(STOP_MS);
}
