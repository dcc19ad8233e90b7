import {
  array,
  assert as check,
  boolean as anyBoolean,
  constantFrom,
  integer,
  oneof,
  property,
  record,
  string as anyString,
} from "fast-check";
import { describe, expect, it } from "vitest";
import type { AccessGrant, Permission } from "../../../../src/lib/access/grants/access-grant.js";
import {
  decide,
  decideAll,
  type AccessRequest,
  type Caller,
} from "../../../../src/lib/access/grants/decide.js";
import { explainDecision } from "../../../../src/lib/access/grants/explain-decision.js";
import { GrantIndex } from "../../../../src/lib/access/grants/grant-index.js";

const NOW = 1_000_000;
const alice: Caller = { identities: ["user:alice", "group:lab", "everyone"] };

function grant(id: string, place: string, more: Partial<AccessGrant> = {}): AccessGrant {
  return {
    id,
    grantee: "user:alice",
    scope: { bucket: "data", prefix: place },
    permission: "READWRITE",
    origin: { kind: "share", id },
    ...more,
  };
}

function verdict(grants: readonly AccessGrant[], request: AccessRequest, caller = alice): string {
  const decision = decide(new GrantIndex(grants), caller, request, NOW);
  return decision.allowed ? decision.grant.id : decision.reason;
}

const read = (key: string, bucket = "data"): AccessRequest => ({ action: "read", bucket, key });
const write = (key: string): AccessRequest => ({ action: "write", bucket: "data", key });
const list = (prefix: string): AccessRequest => ({ action: "list", bucket: "data", prefix });

describe("a grant's boundary", () => {
  it.each<[string, string, AccessRequest, string]>([
    ["reads inside", "lab/", read("lab/x"), "g"],
    ["reads the folder object", "lab/", read("lab/"), "g"],
    ["not the name without its slash", "lab/", read("lab"), "outside"],
    ["user al's folder is not workspace lab/", "al/", read("lab/x"), "outside"],
    ["a folder whose name begins alike", "lab/", read("lab2/x"), "outside"],
    ["a folder whose name begins alike with a slash-like letter", "lab/", read("lab∕x"), "outside"],
    ["capital letters are other letters", "lab/", read("Lab/x"), "outside"],
    ["another bucket", "lab/", read("lab/x", "data2"), "no-grant"],
    ["a leading slash is another key", "lab/", read("/lab/x"), "outside"],
    ["two slashes stay inside", "lab/", read("lab//x"), "g"],
    ["two slashes are not one", "lab//", read("lab/x"), "outside"],
    ["a star is a star", "lab*/", read("lab1/x"), "outside"],
    ["a star matches itself", "lab*/", read("lab*/x"), "g"],
    ["a question mark is one", "lab?/", read("lab1/x"), "outside"],
    ["two dots may be resolved by a server between", "lab/", read("lab/../other/x"), "dot-segment"],
    ["two dots at the end", "lab/", write("lab/.."), "dot-segment"],
    ["two dots with backslashes", "lab/", write("lab\\..\\x"), "dot-segment"],
    ["one dot", "lab/", write("lab/./x"), "dot-segment"],
    ["names with dots in them", "lab/", write("lab/..x/.git/a..b"), "g"],
    ["an encoded slash is no slash", "lab/", read("lab%2Fx"), "outside"],
    ["decomposed letters are other letters", "caf\u00e9/", read("cafe\u0301/x"), "outside"],
    ["a whole bucket", "", read("anything"), "g"],
    ["not s3kit's own place", "", read(".s3kit/registry/log/000000000001.json"), "reserved"],
    ["listing inside", "lab/", list("lab/"), "g"],
    ["listing deeper", "lab/", list("lab/a/b"), "g"],
    ["listing dot files", "lab/", list("lab/."), "g"],
    ["listing through dots", "lab/", list("lab/../"), "dot-segment"],
    ["listing without a prefix", "lab/", list(""), "outside"],
    ["listing with half a prefix", "lab/", list("lab"), "outside"],
    ["listing s3kit's own place", "", list(".s3kit/"), "reserved"],
    ["seeing the bucket", "lab/", { action: "see", bucket: "data" }, "g"],
    ["seeing another", "lab/", { action: "see", bucket: "data2" }, "no-grant"],
  ])("%s", (_title, prefix, request, expected) => {
    expect(verdict([grant("g", prefix)], request)).toBe(expected);
  });

  it("is one object where the scope is a key", () => {
    const one = grant("g", "", { scope: { bucket: "data", key: "lab/x" } });
    expect(verdict([one], read("lab/x"))).toBe("g");
    expect(verdict([one], read("lab/xy"))).toBe("outside");
    expect(verdict([one], list("lab/x"))).toBe("outside");
  });
});

describe("permissions", () => {
  it.each<[Permission, AccessRequest, string]>([
    ["READ", read("lab/x"), "g"],
    ["READ", list("lab/"), "g"],
    ["READ", write("lab/x"), "permission"],
    ["WRITE", read("lab/x"), "permission"],
    ["WRITE", list("lab/"), "permission"],
    ["WRITE", write("lab/x"), "g"],
    ["READWRITE", read("lab/x"), "g"],
    ["READWRITE", write("lab/x"), "g"],
  ])("%s and %o", (permission, request, expected) => {
    expect(verdict([grant("g", "lab/", { permission })], request)).toBe(expected);
  });

  it("end at their date, to the millisecond", () => {
    expect(verdict([grant("g", "lab/", { expiresAt: NOW })], read("lab/x"))).toBe("expired");
    expect(verdict([grant("g", "lab/", { expiresAt: NOW + 1 })], read("lab/x"))).toBe("g");
  });

  it("come from any identity of the caller, and from no other", () => {
    expect(verdict([grant("g", "lab/", { grantee: "group:lab" })], read("lab/x"))).toBe("g");
    expect(verdict([grant("g", "lab/", { grantee: "everyone" })], read("lab/x"))).toBe("g");
    expect(verdict([grant("g", "lab/", { grantee: "user:ali" })], read("lab/x"))).toBe("no-grant");
    expect(verdict([grant("g", "lab/", { grantee: "group:alice" })], read("lab/x"))).toBe("no-grant");
  });

  it("name the most specific grant, then the one that permits less", () => {
    const grants = [
      grant("wide", ""),
      grant("lab", "lab/"),
      grant("reader", "lab/a/", { permission: "READ" }),
      grant("both", "lab/a/"),
    ];
    expect(verdict(grants, read("lab/a/x"))).toBe("reader");
    expect(verdict(grants, write("lab/a/x"))).toBe("both");
    expect(verdict(grants, read("lab/x"))).toBe("lab");
    expect(verdict(grants, read("x"))).toBe("wide");
  });
});

describe("limits of credentials", () => {
  const grants = [grant("lab", "lab/"), grant("home", "home/")];

  it("leave only the grants that they name", () => {
    const caller = { ...alice, limits: { grantIds: new Set(["lab"]) } };
    expect(verdict(grants, read("lab/x"), caller)).toBe("lab");
    expect(verdict(grants, read("home/x"), caller)).toBe("limited");
  });

  it("narrow to a scope and a permission, and never widen", () => {
    const scopes = [{ scope: { bucket: "data", prefix: "" }, permission: "READ" as const }];
    const caller = { ...alice, limits: { scopes } };
    expect(verdict(grants, read("lab/x"), caller)).toBe("lab");
    expect(verdict(grants, write("lab/x"), caller)).toBe("limited");
    expect(verdict(grants, read("other/x"), caller)).toBe("outside");
  });

  it("with no scopes at all allow nothing", () => {
    expect(verdict(grants, read("lab/x"), { ...alice, limits: { scopes: [] } })).toBe("limited");
    expect(verdict(grants, read("lab/x"), { ...alice, limits: { grantIds: new Set() } })).toBe("limited");
  });
});

describe("several requests as one", () => {
  const index = new GrantIndex([grant("lab", "lab/"), grant("in", "in/", { permission: "READ" })]);

  it("allow a copy whose source and destination are both allowed", () => {
    expect(decideAll(index, alice, [read("in/x"), write("lab/x")], NOW)).toBeUndefined();
  });

  it("name the half that is refused", () => {
    expect(decideAll(index, alice, [read("secret/x"), write("lab/x")], NOW)?.request).toEqual(
      read("secret/x"),
    );
    expect(decideAll(index, alice, [read("in/x"), write("in/y")], NOW)?.decision).toMatchObject({
      reason: "permission",
    });
  });
});

describe("an index of many grants", () => {
  const place = anyString({ unit: constantFrom("a", "b", "/", "*"), maxLength: 5 });
  const anyGrant = record({
    place,
    isKey: anyBoolean(),
    permission: constantFrom<Permission>("READ", "WRITE", "READWRITE"),
    expiresAt: constantFrom(undefined, NOW, NOW + 1),
  });

  it("answers as trying one by one does, also after removals", () => {
    check(
      property(
        oneof(array(anyGrant, { maxLength: 12 }), array(anyGrant, { minLength: 20, maxLength: 60 })),
        place,
        integer({ min: 1, max: 7 }),
        (specs, at, nth) => {
          const grants = specs.map(({ place: where, isKey, permission, expiresAt }, index) =>
            grant(`g${index.toString().padStart(3, "0")}`, "", {
              scope: isKey ? { bucket: "data", key: where } : { bucket: "data", prefix: where },
              permission,
              expiresAt,
            }),
          );
          const index = new GrantIndex(grants);
          const removed = grants.filter((_, position) => position % nth === 0);
          for (const { id } of removed) index.remove(id);
          const left = grants.filter((one) => !removed.includes(one));
          for (const request of [read(at), write(at), list(at)]) {
            const expected = left.some(
              (one) =>
                (one.expiresAt === undefined || one.expiresAt > NOW) &&
                one.permission !== (request.action === "write" ? "READ" : "WRITE") &&
                ("key" in one.scope
                  ? request.action !== "list" && one.scope.key === at
                  : at.startsWith(one.scope.prefix)),
            );
            expect(decide(index, alice, request, NOW).allowed).toBe(expected);
          }
          expect(index.size).toBe(left.length);
        },
      ),
    );
  });
});

describe("explaining", () => {
  it("says why, naming what was asked", () => {
    const request = write("lab/x");
    const decision = decide(
      new GrantIndex([grant("s1", "lab/", { permission: "READ" })]),
      alice,
      request,
      NOW,
    );
    expect(explainDecision(request, decision)).toBe(
      "Writing s3://data/lab/x is refused: the READ share s1 on s3://data/lab/* does not permit it",
    );
  });
});
