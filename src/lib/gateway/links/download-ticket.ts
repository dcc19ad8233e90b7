import { createHmac, timingSafeEqual } from "node:crypto";
import type { KeyRing } from "../../key-ring/key-ring.js";
import { deriveSecret } from "../../key-ring/secrets.js";

/** Long enough to go on with a large download that broke off. */
const LIFE_MS = 3_600_000;
const LABEL = "gateway download ticket";

/** Makes and checks tickets: who has one may download what a link leads to for an hour, in as many pieces as it takes. */
export class DownloadTickets {
  readonly #ring: KeyRing;

  constructor(ring: KeyRing) {
    this.#ring = ring;
  }

  async issue(linkId: string, now: Date): Promise<string> {
    const keyId = this.#ring.primaryId;
    const ends = (now.getTime() + LIFE_MS).toString(36);
    return `${ends}~${keyId}~${await this.#sign(linkId, ends, keyId)}`;
  }

  /** Whether this ticket was issued for this link, and is still good. */
  async isGood(ticket: string, linkId: string, now: Date): Promise<boolean> {
    const [, ends = "", keyId = "", signature = ""] = TICKET.exec(ticket) ?? [];
    if (!this.#ring.ids.includes(keyId) || Number.parseInt(ends, 36) <= now.getTime()) return false;
    const expected = Buffer.from(await this.#sign(linkId, ends, keyId));
    const given = Buffer.from(signature);
    return given.length === expected.length && timingSafeEqual(given, expected);
  }

  async #sign(linkId: string, ends: string, keyId: string): Promise<string> {
    const key = await deriveSecret(this.#ring, LABEL, keyId);
    return createHmac("sha256", key).update(`${linkId} ${ends}`).digest("base64url");
  }
}

const TICKET = /^([0-9a-z]{1,12})~([A-Za-z0-9._-]{1,32})~([A-Za-z0-9_-]{43})$/;
