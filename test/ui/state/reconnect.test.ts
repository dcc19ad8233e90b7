import { expect, test } from "vitest";
import { Explorer } from "../support/explorer.js";
import { objectRow } from "./list/sample-rows.js";

function expire(explorer: Explorer): Explorer {
  const { listing } = explorer.lastListing();
  const problem = { code: "ExpiredToken", message: "The credentials have expired", hints: ["Log in again"] };
  return explorer.send({ type: "listed", listingId: listing.id, status: "failed", problem });
}

test("credentials that have expired are asked for, and the place is read again with new ones", () => {
  const explorer = expire(new Explorer());
  expect(explorer.state.dialog).toMatchObject({ kind: "confirm", title: "The credentials have expired" });
  const { id } = explorer.state.store;
  explorer.effects.length = 0;
  explorer.press("y");
  expect(explorer.state.store.id).not.toBe(id);
  expect(explorer.state.store.label).toBe("test");
  expect(explorer.effects).toMatchObject([{ type: "list" }]);
  explorer.answer(objectRow("a"));
  expect(explorer.names).toEqual(["a"]);
});

test("places of the history that were of the same store are of the new connection, too", () => {
  const explorer = new Explorer().answer(objectRow("a")).press("enter", "g", "r");
  expect(explorer.state.past.map(({ store }) => store.id)).toEqual([explorer.state.store.id]);
});

test("other failures are shown where they happened, and ask nothing", () => {
  const explorer = new Explorer();
  const { listing } = explorer.lastListing();
  const problem = { code: "AccessDenied", message: "no", hints: [] };
  explorer.send({ type: "listed", listingId: listing.id, status: "failed", problem });
  expect(explorer.state.dialog).toBeUndefined();
});
