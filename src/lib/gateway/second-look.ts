import type { Registry } from "../workspace/registry/registry.js";
import { requireFresh } from "./registry-freshness.js";

/** Looks at the newest entry in a second: each costs a request to the store, and whoever is refused can ask for one. */
const MOST_IN_SECOND = 20;
/** Beyond that, what was read so long ago is new enough. */
const ENOUGH_AGE_MS = 200;

/**
 * Reads the registry once more before somebody is refused: what an administrator did a moment ago, by way of another
 * gateway or without one, is known as soon as he was told that it is done.
 */
export class SecondLook {
  readonly #registry: Registry;
  #second = 0;
  #count = 0;

  constructor(registry: Registry) {
    this.#registry = registry;
  }

  /** Whether there was anything new. @throws S3Error ServiceUnavailable when the registry cannot be read */
  readonly take = async (): Promise<boolean> => {
    const { sequence } = this.#registry.state;
    const begun = performance.now();
    if (!this.#mayAsk(begun)) await requireFresh(this.#registry, ENOUGH_AGE_MS);
    // A reading under way may have asked before: then another one is needed.
    else while (this.#registry.ageMs > performance.now() - begun) await this.#readOn();
    return this.#registry.state.sequence !== sequence;
  };

  async #readOn(): Promise<void> {
    await requireFresh(this.#registry, 0);
  }

  #mayAsk(now: number): boolean {
    const second = Math.floor(now / 1000);
    if (second !== this.#second) {
      this.#second = second;
      this.#count = 0;
    }
    this.#count += 1;
    return this.#count <= MOST_IN_SECOND;
  }
}
