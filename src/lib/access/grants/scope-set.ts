import type { AccessGrant } from "./access-grant.js";

/** From here on looking a prefix up is faster than trying all. */
const MOST_TO_TRY = 16;

/**
 * The grants of one grantee in one bucket. A key has as many prefixes as characters, but only those as long as some
 * grant's can be one's: each such length costs one look-up, however many grants there are.
 */
export class ScopeSet {
  readonly #grants = new Set<AccessGrant>();
  #byPlace: Map<string, AccessGrant[]> | undefined;
  /** How many grants have a prefix of this length. */
  readonly #lengths = new Map<number, number>();

  get isEmpty(): boolean {
    return this.#grants.size === 0;
  }

  all(): Iterable<AccessGrant> {
    return this.#grants;
  }

  add(grant: AccessGrant): void {
    this.#grants.add(grant);
    this.#countLength(grant, 1);
    if (this.#byPlace !== undefined) place(this.#byPlace, grant);
    else if (this.#grants.size > MOST_TO_TRY) this.#byPlace = placeAll(this.#grants);
  }

  remove(grant: AccessGrant): void {
    if (!this.#grants.delete(grant)) return;
    this.#countLength(grant, -1);
    const name = placeOf(grant);
    const left = this.#byPlace?.get(name)?.filter((other) => other !== grant) ?? [];
    if (left.length === 0) this.#byPlace?.delete(name);
    else this.#byPlace?.set(name, left);
  }

  *coveringKey(key: string): Iterable<AccessGrant> {
    yield* this.#ofKey(key);
    yield* this.coveringPrefix(key);
  }

  *coveringPrefix(prefix: string): Iterable<AccessGrant> {
    if (this.#byPlace === undefined) {
      for (const grant of this.#grants) {
        if ("prefix" in grant.scope && prefix.startsWith(grant.scope.prefix)) yield grant;
      }
      return;
    }
    for (const length of this.#lengths.keys()) {
      if (length <= prefix.length) yield* this.#byPlace.get(`prefix:${prefix.slice(0, length)}`) ?? [];
    }
  }

  *#ofKey(key: string): Iterable<AccessGrant> {
    if (this.#byPlace !== undefined) yield* this.#byPlace.get(`key:${key}`) ?? [];
    else for (const grant of this.#grants) if ("key" in grant.scope && grant.scope.key === key) yield grant;
  }

  #countLength({ scope }: AccessGrant, change: 1 | -1): void {
    if ("key" in scope) return;
    const count = (this.#lengths.get(scope.prefix.length) ?? 0) + change;
    if (count === 0) this.#lengths.delete(scope.prefix.length);
    else this.#lengths.set(scope.prefix.length, count);
  }
}

function placeAll(grants: Iterable<AccessGrant>): Map<string, AccessGrant[]> {
  const places = new Map<string, AccessGrant[]>();
  for (const grant of grants) place(places, grant);
  return places;
}

function place(places: Map<string, AccessGrant[]>, grant: AccessGrant): void {
  const name = placeOf(grant);
  const there = places.get(name);
  if (there === undefined) places.set(name, [grant]);
  else there.push(grant);
}

function placeOf({ scope }: AccessGrant): string {
  return "key" in scope ? `key:${scope.key}` : `prefix:${scope.prefix}`;
}
