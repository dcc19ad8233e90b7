import { S3Error } from "../../wire/s3-error.js";
import type { ShareLink } from "../../workspace/registry/records.js";
import { isPassword } from "../../workspace/services/link-password.js";

/** A try costs 32 MiB and 60 ms of a processor: not all of it may go to those who guess. */
const MOST_AT_ONCE = 2;
const MOST_WRONG_IN_WINDOW = 10;
const WINDOW_MS = 60_000;
/** Links whose wrong passwords are counted at once. */
const MOST_COUNTED = 10_000;

/** Checks the passwords of links, slowly enough that guessing leads nowhere. */
export class PasswordGate {
  readonly #clock: () => Date;
  readonly #wrong = new Map<string, { count: number; readonly since: number }>();
  #running = 0;

  constructor(clock: () => Date) {
    this.#clock = clock;
  }

  /**
   * Whether a link opens with this password; without a password of its own, it opens with any.
   *
   * @throws S3Error SlowDown after too many wrong ones, or while too many are being tried.
   */
  async opens({ id, passwordHash }: ShareLink, password: string | undefined): Promise<boolean> {
    if (passwordHash === undefined) return true;
    if (password === undefined || password === "") return false;
    const wrong = this.#wrongOf(id);
    if (wrong.count >= MOST_WRONG_IN_WINDOW || this.#running >= MOST_AT_ONCE) throw tooMany();
    this.#running += 1;
    try {
      const isRight = await isPassword(password, passwordHash);
      if (!isRight) wrong.count += 1;
      return isRight;
    } finally {
      this.#running -= 1;
    }
  }

  #wrongOf(id: string): { count: number } {
    const now = this.#clock().getTime();
    const known = this.#wrong.get(id);
    if (known !== undefined && now - known.since < WINDOW_MS) return known;
    if (this.#wrong.size >= MOST_COUNTED) this.#wrong.clear();
    const fresh = { count: 0, since: now };
    this.#wrong.set(id, fresh);
    return fresh;
  }
}

function tooMany(): S3Error {
  return new S3Error("SlowDown", "Too many passwords are being tried. Please wait a minute.");
}
