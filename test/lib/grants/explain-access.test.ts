import { describe, expect, test } from "vitest";
import type { GrantDocument } from "../../../src/lib/grants/documents.js";
import { explainAccess, type AccessQuestion } from "../../../src/lib/grants/explain-access.js";

const ALICE = "arn:aws:iam::111122223333:user/alice";

function grant(
  id: string,
  scope: string,
  permission: GrantDocument["permission"],
  more: Partial<GrantDocument> = {},
): GrantDocument {
  return {
    id,
    arn: `arn/${id}`,
    granteeType: "IAM",
    grantee: ALICE,
    permission,
    scope,
    locationId: "default",
    subPrefix: null,
    applicationArn: null,
    createdAt: "2026-01-01T00:00:00.000Z",
    ...more,
  };
}

async function explain(grants: readonly GrantDocument[], question: Partial<AccessQuestion> = {}) {
  const asked = { target: "s3://b/team/x", permission: "READ", principals: [ALICE], ...question } as const;
  const found = await explainAccess(
    (async function* () {
      yield* grants;
    })(),
    asked,
  );
  return {
    ...found,
    verdicts: Object.fromEntries(found.judged.map(({ grant: { id }, verdict }) => [id, verdict])),
  };
}

describe("an explanation", () => {
  test("says of each grant that has to do with the question what became of it", async () => {
    const { chosen, verdicts, unrelatedCount } = await explain([
      grant("wide", "s3://b/*", "READ"),
      grant("close", "s3://b/team/*", "READ"),
      grant("writes", "s3://b/team/x", "WRITE"),
      grant("bobs", "s3://b/team/*", "READ", { grantee: "bob" }),
      grant("elsewhere", "s3://b/teammate*", "READ"),
      grant("app", "s3://b/team/x", "READ", { applicationArn: "arn:aws:sso::1:application/x" }),
      grant("unrelated", "s3://other/*", "READ", { grantee: "bob" }),
    ]);
    expect(chosen?.id).toBe("close");
    expect(verdicts).toEqual({
      close: "chosen",
      wide: "less-specific",
      writes: "other-permission",
      bobs: "other-grantee",
      elsewhere: "other-place",
      app: "application",
    });
    expect(unrelatedCount).toBe(1);
  });

  test("takes the narrower permission, then the older grant, of the same scope", async () => {
    const both = grant("both", "s3://b/*", "READWRITE", { createdAt: "2025-01-01T00:00:00.000Z" });
    const young = grant("young", "s3://b/**", "READ", { createdAt: "2026-06-01T00:00:00.000Z" });
    const old = grant("old", "s3://b*", "READ");
    expect((await explain([both, young, old])).chosen?.id).toBe("old");
    expect((await explain([both, young], { permission: "READWRITE" })).chosen?.id).toBe("both");
  });

  test("knows of no access where there is none, and of groups where they are named", async () => {
    const group = grant("group", "s3://b/*", "READ", { granteeType: "DIRECTORY_GROUP", grantee: "g-1" });
    expect((await explain([group])).chosen).toBeUndefined();
    expect((await explain([group], { principals: [ALICE, "g-1"] })).chosen?.id).toBe("group");
    expect((await explain([grant("x", "s3://b/*", "READ")], { target: "nonsense" })).chosen).toBeUndefined();
    expect(
      (
        await explain([grant("half", "s3://b/*", "READ"), grant("other", "s3://b/*", "WRITE")], {
          permission: "READWRITE",
        })
      ).chosen,
    ).toBeUndefined();
  });
});
