import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { AccessScope, Permission } from "../../../../src/lib/access/grants/access-grant.js";
import { reaches } from "../../../../src/lib/grants/plugin/grant-scope.js";
import { HeldGrants, type HeldGrant } from "../../../../src/lib/grants/plugin/held-grants.js";

const PERMISSIONS = ["READ", "WRITE", "READWRITE"] as const;

const place = fc.string({ unit: fc.constantFrom("a", "b", "/", "*"), maxLength: 5 });
const scope = fc
  .record({ bucket: fc.constantFrom("one", "two", ""), place, exact: fc.boolean() })
  .map((drawn): AccessScope => {
    if (drawn.bucket === "") return { bucket: "", prefix: "" };
    return drawn.exact
      ? { bucket: drawn.bucket, key: drawn.place }
      : { bucket: drawn.bucket, prefix: drawn.place };
  });
const held = fc
  .record({
    scope,
    permission: fc.constantFrom(...PERMISSIONS),
    unusableAt: fc.constantFrom(50, 150),
    id: fc.uuid(),
  })
  .map(({ scope: granted, permission, unusableAt, id }) => heldGrant(granted, permission, unusableAt, id));

function heldGrant(granted: AccessScope, permission: Permission, unusableAt: number, id: string): HeldGrant {
  const credentials = { accessKeyId: id, secretAccessKey: "" };
  return {
    demand: { permission, scope: granted },
    scope: granted,
    credentials,
    fetchedAt: 0,
    refreshAt: 0,
    unusableAt,
  };
}

describe("credentials that are held", () => {
  test("are found exactly where they cover what is wanted, the most specific first", () => {
    fc.assert(
      fc.property(
        fc.array(held, { maxLength: 12 }),
        scope,
        fc.constantFrom(...PERMISSIONS),
        (all, wanted, permission) => {
          fc.pre(wanted.bucket !== "");
          const grants = new HeldGrants(100);
          for (const one of all) grants.put(one);
          // The last one for a scope and permission counts.
          const kept = [...new Map(all.map((one) => [JSON.stringify(one.demand), one])).values()];
          const fit = kept.filter(
            (one) =>
              one.unusableAt > 100 &&
              (one.demand.permission === permission || one.demand.permission === "READWRITE") &&
              reaches(one.scope, wanted),
          );
          const found = grants.find({ permission, scope: wanted }, 100);
          if (fit.length === 0) {
            expect(found).toBeUndefined();
            return;
          }
          expect(fit).toContain(found);
          const same = fit.filter((one) => one.demand.permission === found?.demand.permission);
          const specific = (one: HeldGrant) =>
            "key" in one.scope ? 99 : one.scope.bucket === "" ? -1 : one.scope.prefix.length;
          expect(found === undefined ? -2 : specific(found)).toBe(Math.max(...same.map(specific)));
        },
      ),
      { numRuns: 2000 },
    );
  });

  test("never are more than allowed", () => {
    fc.assert(
      fc.property(fc.array(held, { maxLength: 20 }), fc.integer({ min: 0, max: 5 }), (all, most) => {
        const grants = new HeldGrants(most);
        for (const one of all) grants.put(one);
        expect(grants.size).toBeLessThanOrEqual(most);
      }),
    );
  });

  test("are looked up in microseconds among many scopes", () => {
    const grants = new HeldGrants(30_000);
    for (let index = 0; index < 30_000; index += 1) {
      const prefix = `tenants/${"x".repeat(index % 40)}/${index.toString()}/`;
      grants.put(heldGrant({ bucket: "one", prefix }, "READ", 1, index.toString()));
    }
    const key = `tenants/${"x".repeat(12)}/12/deep/down/object`;
    expect(
      grants.find({ permission: "READ", scope: { bucket: "one", key } }, 0)?.credentials.accessKeyId,
    ).toBe("12");
  });
});
