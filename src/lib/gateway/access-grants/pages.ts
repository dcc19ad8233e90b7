import type { Query } from "../../wire/exchange.js";
import { invalidRequest } from "./refusals.js";

const MAX_RESULTS = 1000;

/** One page of a list, and what the next one is asked for with. */
export interface Page<Item> {
  readonly items: readonly Item[];
  readonly nextToken: string | undefined;
}

/**
 * Cut the page that a query asks for out of a list. The token names the last item given and the one after it, so what is
 * added or removed meanwhile shifts nothing; where both were removed, their place counts.
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
  const begins = beginningOf(readToken(query.get("nextToken")), isThere);
  const page: Item[] = [];
  let place = 0;
  let hasBegun = false;
  let before = "";
  for (const item of items) {
    const { id } = item;
    hasBegun ||= begins(id, before, place);
    if (hasBegun && page.length === most)
      return { items: page, nextToken: writeToken({ last: before, next: id, place }) };
    if (hasBegun) page.push(item);
    before = id;
    place += 1;
  }
  return { items: page, nextToken: undefined };
}

interface Token {
  readonly last: string;
  readonly next: string;
  /** How many items stood before the next page. */
  readonly place: number;
}

/** Whether a page begins with an item. */
type Beginning = (id: string, before: string, place: number) => boolean;

function beginningOf(token: Token | undefined, isThere: (id: string) => boolean): Beginning {
  if (token === undefined) return () => true;
  const { last, next, place: first } = token;
  if (isThere(next)) return (id) => id === next;
  if (isThere(last)) return (_id, before) => before === last;
  return (_id, _before, place) => place >= first;
}

function maxResults(text: string | undefined): number {
  if (text === undefined) return MAX_RESULTS;
  const count = /^\d{1,4}$/.test(text) ? Number(text) : Number.NaN;
  if (!(count <= MAX_RESULTS)) throw invalidRequest("maxResults must be a number from 0 to 1000");
  return count === 0 ? MAX_RESULTS : count;
}

function writeToken({ last, next, place }: Token): string {
  return Buffer.from(JSON.stringify([place, last, next])).toString("base64url");
}

function readToken(text: string | undefined): Token | undefined {
  if (text === undefined || text === "") return undefined;
  const [, place, last, next] =
    /^\[(\d{1,9}),("(?:[^"\\]|\\.)*"),("(?:[^"\\]|\\.)*")\]$/.exec(
      Buffer.from(text, "base64url").toString("utf8"),
    ) ?? [];
  if (place === undefined || last === undefined || next === undefined)
    throw invalidRequest("The nextToken is not valid");
  return { place: Number(place), last: textOf(last), next: textOf(next) };
}

function textOf(json: string): string {
  try {
    return JSON.parse(json) as string;
  } catch (cause) {
    throw Object.assign(invalidRequest("The nextToken is not valid"), { cause });
  }
}
