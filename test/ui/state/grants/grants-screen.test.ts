import { describe, expect, test } from "vitest";
import type { GrantDocument } from "../../../../src/lib/grants/documents.js";
import type { GrantsSurvey } from "../../../../src/lib/grants/survey-grants.js";
import { grantsLines } from "../../../../src/ui/state/grants/grants-lines.js";
import { targetOf, type GrantsScreen } from "../../../../src/ui/state/grants/grants-screen.js";
import { prefixRow } from "../list/sample-rows.js";
import { Explorer } from "../../support/explorer.js";

function grant(id: string, more: Partial<GrantDocument> = {}): GrantDocument {
  return {
    id,
    arn: `arn/${id}`,
    granteeType: "IAM",
    grantee: "arn:aws:iam::111122223333:user/ada",
    permission: "READ",
    scope: "s3://photos/2026/*",
    locationId: "default",
    subPrefix: null,
    applicationArn: null,
    createdAt: null,
    ...more,
  };
}

const SURVEY: GrantsSurvey = {
  seenBy: "administrator",
  instance: {
    id: "default",
    arn: "arn:aws:s3:eu-west-1:111122223333:access-grants/default",
    createdAt: null,
    identityCenterArn: null,
  },
  locations: [
    {
      id: "default",
      arn: "arn",
      scope: "s3://",
      iamRoleArn: "arn:aws:iam::111122223333:role/data",
      createdAt: null,
    },
  ],
  grants: [
    grant("one"),
    grant("share-1", {
      locationId: "workspace-w",
      granteeType: "DIRECTORY_GROUP",
      grantee: "crew",
      scope: "s3://photos/*",
    }),
    grant("owner-w", {
      locationId: "workspace-w",
      permission: "READWRITE",
      scope: "s3://photos/ev\u001b[2Jil*",
    }),
  ],
  parts: [grant("deep", { scope: "s3://photos/2026/01/*" })],
  isCutOff: true,
};

function showing(...keys: readonly string[]) {
  const explorer = new Explorer().answer(prefixRow("2026/"));
  explorer.press(...keys);
  const screen = (): GrantsScreen => {
    if (explorer.state.screen.kind !== "grants") throw new Error("not grants");
    return explorer.state.screen;
  };
  const answer = (survey: GrantsSurvey) => {
    explorer.send({
      type: "grants-surveyed",
      requestId: screen().id,
      survey: { state: "ready", value: survey },
    });
  };
  const texts = (columns = 120) => grantsLines(screen(), columns).map(({ text }) => text);
  return { explorer, screen, answer, texts };
}

describe("S3 Access Grants", () => {
  test("are asked for as a whole, and shown with instance and locations", () => {
    const { explorer, screen, answer, texts } = showing("g", "a");
    expect(explorer.effects.at(-1)).toEqual({
      type: "survey-grants",
      requestId: screen().id,
      target: undefined,
    });
    answer(SURVEY);
    expect(texts().filter((text) => /^[A-Z]+$/.test(text))).toEqual(["INSTANCE", "LOCATIONS", "GRANTS"]);
    expect(texts().at(-1)).toContain("and more");
    explorer.press("escape");
    expect(explorer.state.screen.kind).toBe("list");
  });

  test("for what the cursor is on say who reaches it, and why", () => {
    const { explorer, answer, texts } = showing("g", "w");
    expect(explorer.effects.at(-1)).toMatchObject({ type: "survey-grants", target: "s3://photos/2026/*" });
    answer(SURVEY);
    const text = texts().join("\n");
    expect(text).toContain("WHO REACHES s3://photos/2026/*");
    expect(text).toMatch(/READ\s+arn:aws:iam::111122223333:user\/ada\n\s+a grant on s3:\/\/photos\/2026\/\*/);
    expect(text).toMatch(/READ\s+group crew\n\s+a share on/);
    expect(text).toMatch(/READWRITE\s+arn.*\n\s+owns the workspace/);
    expect(text).toContain("A PART OF IT");
  });

  test("are one's own for who is no administrator", () => {
    const { answer, texts } = showing("g", "a");
    answer({
      seenBy: "grantee",
      grants: [{ permission: "WRITE", scope: "s3://photos/in/*", applicationArn: null }],
      isCutOff: false,
    });
    expect(texts()).toEqual(["GRANTED TO YOU", "WRITE      s3://photos/in/*"]);
  });

  test("that another screen asked for change nothing", () => {
    const { explorer, screen } = showing("g", "a");
    const before = screen();
    explorer.send({
      type: "grants-surveyed",
      requestId: before.id + 100,
      survey: { state: "ready", value: SURVEY },
    });
    expect(screen()).toBe(before);
  });

  test.each([40, 80, 200])("fit into %i columns, without control characters", (columns) => {
    const { answer, texts } = showing("g", "w");
    answer(SURVEY);
    expect(Math.max(...texts(columns).map((text) => text.length))).toBeLessThanOrEqual(columns);
    // oxlint-disable-next-line no-control-regex -- controls are exactly what is looked for
    expect(texts(columns).join("")).not.toMatch(/[\u0000-\u001f]/);
  });

  test.each([
    [{ bucket: "b", key: "" }, "s3://b/*"],
    [{ bucket: "b", key: "in/" }, "s3://b/in/*"],
    [{ bucket: "b", key: "in/x" }, "s3://b/in/x"],
    [undefined, undefined],
  ])("of %j are those of %s", (about, target) => {
    expect(targetOf(about)).toBe(target);
  });
});
