import type { ControlBucket } from "../../workspace/registry/control-bucket.js";
import type { ShareLink } from "../../workspace/registry/records.js";

/** Width of a slot's number, so that names sort as numbers do. */
const DIGITS = 9;

/**
 * Counts the downloads of links, together with all other gateways on the registry: each takes a slot of its own, an
 * object that is created only if there is none yet.
 */
export class DownloadSlots {
  readonly #bucket: ControlBucket;
  /** How many slots of a link are known to be taken. */
  readonly #taken = new Map<string, number>();

  constructor(bucket: ControlBucket) {
    this.#bucket = bucket;
  }

  /** How many downloads of a link there were. */
  async count({ id }: ShareLink): Promise<number> {
    let taken = this.#taken.get(id) ?? 0;
    const startAfter = taken === 0 ? {} : { startAfter: slotName(id, taken) };
    for await (const _slot of this.#bucket.list(folderOf(id), startAfter)) taken += 1;
    this.#taken.set(id, taken);
    return taken;
  }

  /** Take the next slot of a link. False: all that it has are taken. */
  async take(link: ShareLink, at: Date): Promise<boolean> {
    const most = link.maxDownloads ?? Infinity;
    if (!this.#taken.has(link.id)) await this.count(link);
    for (;;) {
      const next = (this.#taken.get(link.id) ?? 0) + 1;
      if (next > most) return false;
      const created = await this.#bucket.create(
        slotName(link.id, next),
        Buffer.from(`${at.toISOString()}\n`),
      );
      this.#taken.set(link.id, Math.max(next, this.#taken.get(link.id) ?? 0));
      if (created === "created") return true;
    }
  }
}

function folderOf(id: string): string {
  return `links/${id}/`;
}

function slotName(id: string, number: number): string {
  return `${folderOf(id)}${number.toString().padStart(DIGITS, "0")}`;
}
