import { expect, test } from "vitest";
import { IntegrityError } from "../../../src/lib/errors/s3kit-error.js";
import { prefetchPages, requireMarker } from "../../../src/lib/s3/prefetch.js";

function pagesOf(count: number) {
  const asked: number[] = [];
  const fetchPage = async (cursor = 0) => {
    asked.push(cursor);
    return { page: `page ${String(cursor)}`, next: cursor + 1 < count ? cursor + 1 : undefined };
  };
  return { asked, fetchPage };
}

test("pages come in order and all of them", async () => {
  const { fetchPage } = pagesOf(3);
  expect(await Array.fromAsync(prefetchPages(fetchPage))).toEqual(["page 0", "page 1", "page 2"]);
});

test("the next page is asked for while the current one is in hand, and no further", async () => {
  const { asked, fetchPage } = pagesOf(5);
  const pages = prefetchPages(fetchPage);
  await pages.next();
  expect(asked).toEqual([0, 1]);
  await pages.next();
  expect(asked).toEqual([0, 1, 2]);
  await pages.return();
});

test("a page that fails does so when its turn comes, after the pages before it", async () => {
  const pages = prefetchPages(async (cursor: number = 0) => {
    if (cursor === 1) throw new Error("page 1 is gone");
    return { page: cursor, next: cursor + 1 };
  });
  expect((await pages.next()).value).toBe(0);
  await expect(pages.next()).rejects.toThrow("page 1 is gone");
});

test("the failure of a page that nobody waits for any more ends nothing", async () => {
  const pages = prefetchPages(async (cursor: number = 0) => {
    if (cursor === 1) throw new Error("unheard");
    return { page: cursor, next: cursor + 1 };
  });
  await pages.next();
  await pages.return();
  await new Promise((resolve) => setImmediate(resolve));
});

test("a listing that goes on without saying where is refused", () => {
  expect(requireMarker("here")).toBe("here");
  expect(() => requireMarker(undefined)).toThrow(IntegrityError);
  expect(() => requireMarker("")).toThrow(IntegrityError);
});
