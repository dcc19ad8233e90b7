import { mkdir, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";

/** What is sent, and what a dead letter holds. */
export interface WebhookLetter {
  /** The same for all attempts: by it a receiver knows what it has already seen. */
  readonly id: string;
  readonly url: string;
  /** JSON. */
  readonly body: string;
}

/** A letter that was not delivered, in a file of its own. */
export class DeadLetter {
  readonly #folder: string;
  readonly #file: string;
  readonly #letter: WebhookLetter;

  constructor(folder: string, letter: WebhookLetter) {
    this.#folder = folder;
    this.#file = join(folder, `${new Date().toISOString().replaceAll(":", "-")}-${letter.id}.json`);
    this.#letter = letter;
  }

  /**
   * Keep it, readable by its owner alone: `body` in it is what was to be sent, byte for byte. The last reason is kept.
   *
   * @throws the system's error when the folder cannot be written.
   */
  async keep(failure: unknown): Promise<void> {
    await mkdir(this.#folder, { recursive: true, mode: 0o700 });
    const reason = failure instanceof Error ? failure.message : String(failure);
    const content = { ...this.#letter, failedAt: new Date().toISOString(), reason };
    await writeFile(this.#file, `${JSON.stringify(content, null, 2)}\n`, { mode: 0o600 });
  }

  /** It was delivered after all. */
  async remove(): Promise<void> {
    await rm(this.#file, { force: true });
  }
}
