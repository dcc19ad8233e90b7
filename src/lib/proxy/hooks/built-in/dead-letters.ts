import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { WebhookLetter } from "./webhook.js";

/**
 * Keep what could not be delivered in a file of its own, readable by its owner alone, named by time and id: `body` in it is
 * what was to be sent, byte for byte.
 *
 * @throws the system's error when the folder cannot be written.
 */
export async function keepDeadLetter(folder: string, letter: WebhookLetter, failure: unknown): Promise<void> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const failedAt = new Date().toISOString();
  const reason = failure instanceof Error ? failure.message : String(failure);
  const file = join(folder, `${failedAt.replaceAll(":", "-")}-${letter.id}.json`);
  await writeFile(file, `${JSON.stringify({ ...letter, failedAt, reason }, null, 2)}\n`, {
    mode: 0o600,
    flag: "wx",
  });
}
