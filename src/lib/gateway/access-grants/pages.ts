import type { Query } from "../../wire/exchange.js";
import { invalidRequest } from "./refusals.js";

const MAX_RESULTS = 1000;

/** One page of a list, and what the next one is asked for with. */
export interface Page<Item> {
  readonly items: readonly Item[];
  readonly nextToken: string | undefined;
}

/**
 * Cut the page that a query asks for out of a list. The token names the last item given, so what is added or removed
 * meanwhile shifts nothing; where that item itself was removed, its place counts.
 *
 * Time: the list up to the page's end.
 *
 * @throws S3Error InvalidRequest for a token or number that is none
 */
export function pageOf<Item extends { readonly id: string }>(
  query: Query,
  items: Iterable<Item>,
  isThere: (id: string) => boolean,
): Page<Item> {
  const most = maxResults(query.get("maxResults"));
  const token = readToken(query.get("nextToken"));
  const page: Item[] = [];
  let place = 0;
  let isBefore = token !== undefined;
  const startsById = token !== undefined && isThere(token.id);
  for (const item of items) {
    if (isBefore && !startsById && place >= (token?.place ?? 0)) isBefore = false;
    place += 1;
    if (isBefore) {
      if (startsById && item.id === token.id) isBefore = false;
      continue;
    }
    if (page.length === most) return { items: page, nextToken: writeToken(page.at(-1)?.id ?? "", place - 1) };
    page.push(item);
  }
  return { items: page, nextToken: undefined };
}

interface Token {
  readonly id: string;
  /** How many items stood before the next page. */
  readonly place: number;
}

function maxResults(text: string | undefined): number {
  if (text === undefined) return MAX_RESULTS;
  const count = /^\d{1,4}$/.test(text) ? Number(text) : Number.NaN;
  if (!(count <= MAX_RESULTS)) throw invalidRequest("maxResults must be a number from 0 to 1000");
  return count === 0 ? MAX_RESULTS : count;
}

function writeToken(id: string, place: number): string {
  return Buffer.from(`${place.toString()}:${id}`).toString("base64url");
}

function readToken(text: string | undefined): Token | undefined {
  if (text === undefined || text === "") return undefined;
  const [, place, id] = /^(\d{1,9}):(.+)$/s.exec(Buffer.from(text, "base64url").toString("utf8")) ?? [];
  if (place === undefined || id === undefined) throw invalidRequest("The nextToken is not valid");
  return { id, place: Number(place) };
}
