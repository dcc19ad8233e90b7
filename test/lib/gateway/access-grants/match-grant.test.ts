import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { AccessGrant, AccessScope, Permission } from "../../../../src/lib/access/grants/access-grant.js";
import { GrantIndex } from "../../../../src/lib/access/grants/grant-index.js";
import { matchGrant } from "../../../../src/lib/gateway/access-grants/match-grant.js";
import {
  assertLocationScope,
  grantScopeOf,
  parseTarget,
} from "../../../../src/lib/gateway/access-grants/scopes.js";
import { sessionPolicy } from "../../../../src/lib/gateway/access-grants/session-policy.js";

describe("a grant's scope", () => {
  test.each<[location: string, subPrefix: string | undefined, shown: string, scope: AccessScope]>([
    ["s3://", "bucket/*", "s3://bucket/*", { bucket: "bucket", prefix: "" }],
    ["s3://", "bucket/bob/*", "s3://bucket/bob/*", { bucket: "bucket", prefix: "bob/" }],
    ["s3://", "bucket*", "s3://bucket*", { bucket: "bucket", prefix: "" }],
    ["s3://bucket", undefined, "s3://bucket", { bucket: "bucket", prefix: "" }],
    ["s3://bucket*", undefined, "s3://bucket*", { bucket: "bucket", prefix: "" }],
    ["s3://bucket", "PrefixA/*", "s3://bucket/PrefixA/*", { bucket: "bucket", prefix: "PrefixA/" }],
    ["s3://bucket", "*", "s3://bucket/*", { bucket: "bucket", prefix: "" }],
    ["s3://bucket/prefixA*", undefined, "s3://bucket/prefixA*", { bucket: "bucket", prefix: "prefixA" }],
    ["s3://bucket/prefixA*", "*", "s3://bucket/prefixA**", { bucket: "bucket", prefix: "prefixA" }],
    ["s3://bucket/a/*", "b/*", "s3://bucket/a/b/*", { bucket: "bucket", prefix: "a/b/" }],
    [
      "s3://bucket/a/*",
      "what?${x}*",
      "s3://bucket/a/what?${x}*",
      { bucket: "bucket", prefix: "a/what?${x}" },
    ],
    ["s3://bucket/a/*", "in*side*", "s3://bucket/a/in*side*", { bucket: "bucket", prefix: "a/in*side" }],
  ])("on %s with %s", (location, subPrefix, grantScope, scope) => {
    assertLocationScope(location);
    expect(grantScopeOf(location, subPrefix, false)).toEqual({ grantScope, scope });
  });

  test.each([
    ["s3://", "bucket/one.txt", { bucket: "bucket", key: "one.txt" }],
    ["s3://bucket", "a*", { bucket: "bucket", key: "a*" }],
    ["s3://bucket/in/*", "x", { bucket: "bucket", key: "in/x" }],
  ])("on %s for the object %s is that object", (location, subPrefix, scope) => {
    expect(grantScopeOf(location, subPrefix, true).scope).toEqual(scope);
  });
});

test.each<[target: string, isObject: boolean, scope: AccessScope]>([
  ["s3://bucket", false, { bucket: "bucket", prefix: "" }],
  ["s3://bucket/", false, { bucket: "bucket", prefix: "" }],
  ["s3://bucket*", false, { bucket: "bucket", prefix: "" }],
  ["s3://bucket/*", false, { bucket: "bucket", prefix: "" }],
  ["s3://bucket/bob/*", false, { bucket: "bucket", prefix: "bob/" }],
  ["s3://bucket/bob/", false, { bucket: "bucket", key: "bob/" }],
  ["s3://bucket/bob/x", false, { bucket: "bucket", key: "bob/x" }],
  ["s3://bucket/a*", true, { bucket: "bucket", key: "a*" }],
  ["s3://bucket//x", false, { bucket: "bucket", key: "/x" }],
])("the target %s (object: %s)", (target, isObject, scope) => {
  expect(parseTarget(target, isObject)).toEqual(scope);
});

const PERMISSIONS = ["READ", "WRITE", "READWRITE"] as const;

function grant(
  id: string,
  scope: AccessScope,
  permission: Permission,
  more: Partial<AccessGrant> = {},
): AccessGrant {
  return { id, grantee: "user:alice", scope, permission, origin: { kind: "access-grant", id }, ...more };
}

const at = (bucket: string, prefix: string): AccessScope => ({ bucket, prefix });
const find = (
  grants: readonly AccessGrant[],
  permission: Permission,
  scope: AccessScope,
  ages: Record<string, string> = {},
) =>
  matchGrant(
    new GrantIndex(grants),
    { identities: ["user:alice", "group:lab"] },
    { permission, scope },
    100,
    ({ id }) => ages[id] ?? "",
  )?.id;

describe("of the grants that allow what is asked for", () => {
  test("the most specific one counts, whoever of the caller's identities has it", () => {
    const grants = [
      grant("own", at("b", "bob/"), "READ"),
      grant("group", at("b", "bob/images/"), "READ", { grantee: "group:lab" }),
    ];
    expect(find(grants, "READ", { bucket: "b", key: "bob/images/1" })).toBe("group");
    expect(find(grants, "READ", { bucket: "b", key: "bob/1" })).toBe("own");
    expect(find(grants, "READ", at("b", "bob/"))).toBe("own");
  });

  test("an object's own comes before any prefix, a narrower permission before both, an older one before a newer one", () => {
    const scope = at("b", "x");
    const both = grant("both", scope, "READWRITE");
    const [old, young] = [grant("z-old", scope, "READ"), grant("a-young", scope, "READ")];
    expect(find([both, young], "READ", { bucket: "b", key: "x1" })).toBe("a-young");
    expect(
      find([young, old], "READ", { bucket: "b", key: "x1" }, { "z-old": "2025", "a-young": "2026" }),
    ).toBe("z-old");
    expect(
      find([young, grant("one", { bucket: "b", key: "x1" }, "READWRITE")], "READ", {
        bucket: "b",
        key: "x1",
      }),
    ).toBe("one");
  });

  test("halves make no whole", () => {
    const halves = [grant("r", at("b", ""), "READ"), grant("w", at("b", ""), "WRITE")];
    expect(find(halves, "READWRITE", { bucket: "b", key: "x" })).toBeUndefined();
    expect(
      find([...halves, grant("rw", at("b", ""), "READWRITE")], "READWRITE", { bucket: "b", key: "x" }),
    ).toBe("rw");
  });

  test("expired ones and those of others do not count", () => {
    const grants = [
      grant("ended", at("b", ""), "READ", { expiresAt: 100 }),
      grant("bobs", at("b", ""), "READ", { grantee: "user:bob" }),
    ];
    expect(find(grants, "READ", { bucket: "b", key: "x" })).toBeUndefined();
  });

  test("buckets that begin alike are others", () => {
    expect(
      find([grant("one", at("bucket", ""), "READ")], "READ", { bucket: "bucket2", key: "x" }),
    ).toBeUndefined();
  });

  const place = fc.string({ unit: fc.constantFrom("a", "/", "*"), maxLength: 4 });
  const anyScope = fc
    .record({ bucket: fc.constantFrom("b", "bb"), place, exact: fc.boolean() })
    .map((drawn): AccessScope =>
      drawn.exact ? { bucket: drawn.bucket, key: drawn.place } : at(drawn.bucket, drawn.place),
    );

  test("is chosen as by trying them all", () => {
    const anyGrant = fc.record({
      scope: anyScope,
      permission: fc.constantFrom(...PERMISSIONS),
      mine: fc.boolean(),
    });
    fc.assert(
      fc.property(
        fc.array(anyGrant, { maxLength: 30 }),
        anyScope,
        fc.constantFrom(...PERMISSIONS),
        (drawn, wanted, permission) => {
          const grants = drawn.map((one, index) =>
            grant(index.toString().padStart(2, "0"), one.scope, one.permission, {
              grantee: one.mine ? "user:alice" : "user:bob",
            }),
          );
          const rank = ({ scope, permission: given, id }: AccessGrant): string => {
            const specific = "key" in scope ? 99 : scope.prefix.length;
            return `${(99 - specific).toString().padStart(2, "0")} ${given === "READWRITE" ? "1" : "0"} ${id}`;
          };
          const inside = (scope: AccessScope): boolean => {
            if (scope.bucket !== wanted.bucket) return false;
            if ("key" in scope) return "key" in wanted && wanted.key === scope.key;
            return ("key" in wanted ? wanted.key : wanted.prefix).startsWith(scope.prefix);
          };
          const fitting = grants.filter(
            (one) =>
              one.grantee === "user:alice" &&
              inside(one.scope) &&
              (one.permission === permission || one.permission === "READWRITE"),
          );
          const [expected] = fitting.toSorted((one, other) => (rank(one) < rank(other) ? -1 : 1));
          expect(find(grants, permission, wanted)).toBe(expected?.id);
        },
      ),
      { numRuns: 2000 },
    );
  });
});

describe("the session policy of a store's own credentials", () => {
  test("takes stars, question marks and variables in keys for what they are", () => {
    const policy = sessionPolicy({ permission: "READ", scope: { bucket: "b", key: "a*?${aws:username}" } });
    expect(policy).toContain('"Resource":"arn:aws:s3:::b/a${*}${?}${$}{aws:username}"');
    expect(policy).not.toContain("ListBucket");
  });

  test("is short enough for any prefix, and lists below it only", () => {
    const policy = sessionPolicy({ permission: "READWRITE", scope: at("b".repeat(63), "p".repeat(400)) });
    expect(policy.length).toBeLessThan(2048);
    expect(JSON.parse(sessionPolicy({ permission: "READWRITE", scope: at("b", "bob/") }))).toMatchObject({
      Statement: [
        { Resource: "arn:aws:s3:::b/bob/*" },
        { Resource: "arn:aws:s3:::b", Condition: { StringLike: { "s3:prefix": ["bob/*"] } } },
      ],
    });
    expect(sessionPolicy({ permission: "WRITE", scope: at("b", "bob/") })).not.toMatch(
      /GetObject|ListBucket"/,
    );
  });
});
