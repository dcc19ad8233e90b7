import {
  CreateAccessGrantCommand,
  CreateAccessGrantsInstanceCommand,
  CreateAccessGrantsLocationCommand,
} from "@aws-sdk/client-s3-control";
import { afterAll, beforeAll, expect, test } from "vitest";
import { surveyGrants } from "../../../src/lib/grants/survey-grants.js";
import { ACCOUNT, gatewayWithGrants } from "../gateway/access-grants/control-clients.js";

let gateway: Awaited<ReturnType<typeof gatewayWithGrants>>;

beforeAll(async () => {
  gateway = await gatewayWithGrants(async (writer) => {
    await writer.addWorkspace("lab", "alice");
    await writer.share("lab", "bob");
  });
  const AccountId = ACCOUNT;
  await gateway.control.send(new CreateAccessGrantsInstanceCommand({ AccountId }));
  const IAMRoleArn = `arn:aws:iam::${ACCOUNT}:role/data`;
  await gateway.control.send(
    new CreateAccessGrantsLocationCommand({ AccountId, LocationScope: "s3://", IAMRoleArn }),
  );
  for (const S3SubPrefix of ["data/*", "data/alice/lab/deep/*", "other/*"])
    await gateway.control.send(
      new CreateAccessGrantCommand({
        AccountId,
        AccessGrantsLocationId: "default",
        AccessGrantsLocationConfiguration: { S3SubPrefix },
        Grantee: { GranteeType: "IAM", GranteeIdentifier: `arn:aws:iam::${ACCOUNT}:user/bob` },
        Permission: "READ",
      }),
    );
});
afterAll(async () => {
  await gateway[Symbol.asyncDispose]();
});

test("an administrator sees who reaches a place, and a part of it, the most specific first", async () => {
  const found = await surveyGrants(
    { client: gateway.control, accountId: ACCOUNT },
    { target: "s3://data/alice/lab/*" },
  );
  if (found.seenBy !== "administrator") throw new Error("seen as a grantee");
  expect(found.grants.map(({ scope }) => scope)).toEqual([
    "s3://data/alice/lab/*",
    "s3://data/alice/lab/*",
    "s3://data/*",
  ]);
  expect(found.parts.map(({ scope }) => scope)).toEqual(["s3://data/alice/lab/deep/*"]);
  expect(found.locations.map(({ scope }) => scope)).toEqual(["s3://", "s3://data/alice/lab/*"]);
});

test("more than asked for is left out, and said to be", async () => {
  const found = await surveyGrants({ client: gateway.control, accountId: ACCOUNT }, { most: 2 });
  expect(found).toMatchObject({
    grants: [{ scope: "s3://data/*" }, { scope: "s3://data/alice/lab/deep/*" }],
    isCutOff: true,
  });
});

test("everybody else sees what is granted to himself", async () => {
  const found = await surveyGrants({ client: gateway.bob, accountId: ACCOUNT }, { target: "s3://data/x" });
  expect(found).toEqual({
    seenBy: "grantee",
    grants: [{ permission: "READ", scope: "s3://data/*", applicationArn: "ALL" }],
    isCutOff: false,
  });
});
