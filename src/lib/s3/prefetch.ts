import { IntegrityError } from "../errors/s3kit-error.js";

/**
 * Fetch pages one after the other, each while the one before is being consumed. At most two pages are held: the one
 * in the consumer's hands and the next.
 *
 * `fetchPage` gets the cursor of the page before (undefined for the first) and tells the next one's; a page without
 * a cursor is the last. When the consumer stops early, the page in flight is abandoned: give `fetchPage` a signal to
 * cut it short.
 */
export async function* prefetchPages<Page, Cursor>(
  fetchPage: FetchPage<Page, Cursor>,
): AsyncGenerator<Page, void, void> {
  let pending: Promise<FetchedPage<Page, Cursor>> | undefined = fetchPage(undefined);
  while (pending !== undefined) {
    const { page, next }: FetchedPage<Page, Cursor> = await pending;
    pending = next === undefined ? undefined : fetchPage(next);
    // Its failure is thrown when its turn comes; until then, or if it never does, it must not count as unhandled.
    pending?.catch(() => undefined);
    yield page;
  }
}

export interface FetchedPage<Page, Cursor> {
  readonly page: Page;
  readonly next: Cursor | undefined;
}

export type FetchPage<Page, Cursor> = (cursor: Cursor | undefined) => Promise<FetchedPage<Page, Cursor>>;

/**
 * Where the next page begins, of an answer that says that there is one.
 *
 * @throws IntegrityError when it does not say where: a listing that just stopped there would have `sync --delete`
 *   remove what it did not see.
 */
export function requireMarker(marker: string | undefined): string {
  if (marker !== undefined && marker !== "") return marker;
  throw new IntegrityError("The store cut a listing short without saying where it goes on", {
    code: "IncompleteListing",
    hints: ["Report it to the store's makers: the rest cannot be listed"],
  });
}
