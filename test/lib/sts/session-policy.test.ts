import { describe, expect, it } from "vitest";
import type { Permission } from "../../../src/lib/access/grants/access-grant.js";
import {
  MOST_POLICY_CHARACTERS,
  sessionPolicy,
  type PolicyScope,
} from "../../../src/lib/sts/session-policy.js";

interface Statement {
  readonly Action: string | readonly string[];
  readonly Resource: string | readonly string[];
  readonly Condition?: { readonly StringLike: { readonly "s3:prefix": readonly string[] } };
}

function statements(scopes: readonly PolicyScope[]): readonly Statement[] {
  return (JSON.parse(sessionPolicy(scopes)) as { readonly Statement: readonly Statement[] }).Statement;
}

function at(prefix: string, permission: Permission = "READWRITE", bucket = "data"): PolicyScope {
  return { scope: { bucket, prefix }, permission };
}

/** What the original's own test of its limit was: workspaces of many users in one bucket. */
const share = (index: number) => at(`workspaces/user${index.toString().padStart(2, "0")}/project-data/`);

describe("a session policy", () => {
  it("holds twenty read-write shares of other users within what stores take", () => {
    const policy = sessionPolicy(Array.from({ length: 20 }, (_, index) => share(index)));
    expect(policy.length).toBeLessThanOrEqual(MOST_POLICY_CHARACTERS);
  });

  it("of too many places is refused before any store is asked, saying how long it is", () => {
    const many = Array.from({ length: 60 }, (_, index) => share(index));
    expect(() => sessionPolicy(many)).toThrow(
      expect.objectContaining({
        code: "PolicyTooLarge",
        message: expect.stringMatching(
          /^The session policy for 60 places has \d{4} characters; stores take 2048$/,
        ),
      }),
    );
  });

  it("of no place is refused", () => {
    expect(() => sessionPolicy([])).toThrow(expect.objectContaining({ code: "NothingToReach" }));
  });

  it("keeps reading and writing apart", () => {
    const [read, readWrite] = statements([at("a/", "READ"), at("b/")]);
    expect(read?.Resource).toEqual(["arn:aws:s3:::data/a/*"]);
    expect(read?.Action).not.toContain("s3:PutObject");
    expect(readWrite?.Resource).toEqual(["arn:aws:s3:::data/b/*"]);
    expect(readWrite?.Action).toContain("s3:PutObject");
  });

  it("never lets ACLs or locks be set, which would outlast it", () => {
    const actions = statements([at("a/")]).flatMap(({ Action }) => Action);
    expect(actions.join(" ")).not.toMatch(/PutObject\*|PutObjectAcl|Retention|LegalHold|s3:\*(?!Multipart)/);
  });

  it("lists prefixes in their own bucket alone", () => {
    const lists = statements([at("a/", "READ", "one"), at("b/", "READ", "two")]).filter(
      ({ Condition }) => Condition !== undefined,
    );
    expect(lists.map(({ Resource, Condition }) => [Resource, Condition?.StringLike["s3:prefix"]])).toEqual([
      ["arn:aws:s3:::one", ["a/*"]],
      ["arn:aws:s3:::two", ["b/*"]],
    ]);
  });

  it("does not list what may only be written", () => {
    expect(statements([at("a/", "WRITE")])).toHaveLength(1);
  });

  it("takes wildcards and variables in names literally", () => {
    const [objects, list] = statements([at("a*/b?/${x}/")]);
    expect(objects?.Resource).toEqual(["arn:aws:s3:::data/a${*}/b${?}/${$}{x}/*"]);
    expect(list?.Condition?.StringLike["s3:prefix"]).toEqual(["a${*}/b${?}/${$}{x}/*"]);
  });

  it("leaves out what is inside another place that permits as much, and the same place twice", () => {
    const [objects] = statements([at("a/sub/"), at("a/"), at("a/"), at("a/only/", "READ"), at("ab/")]);
    expect(objects?.Resource).toEqual(["arn:aws:s3:::data/a/*", "arn:aws:s3:::data/ab/*"]);
    const narrow = statements([at("a/", "READ"), at("a/sub/")]);
    expect(narrow.slice(0, 2).map(({ Resource }) => Resource)).toEqual([
      ["arn:aws:s3:::data/a/*"],
      ["arn:aws:s3:::data/a/sub/*"],
    ]);
  });

  it("of a whole bucket lists it without a condition", () => {
    expect(statements([at("", "READ")])[1]?.Condition).toBeUndefined();
  });

  it("never reaches what is s3kit's own, such as the registry in a bucket that is a workspace", () => {
    expect(statements([at(""), at("a/"), at("b/", "READ", "other")]).at(-1)).toEqual({
      Effect: "Deny",
      Action: "s3:*",
      Resource: "arn:aws:s3:::data/.s3kit/*",
    });
    expect(sessionPolicy([at("a/")])).not.toContain("Deny");
  });
});
