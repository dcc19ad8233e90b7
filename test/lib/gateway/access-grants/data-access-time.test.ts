import {
  CreateAccessGrantCommand,
  CreateAccessGrantsInstanceCommand,
  GetDataAccessCommand,
  ListAccessGrantsCommand,
} from "@aws-sdk/client-s3-control";
import { expect, test } from "vitest";
import type { PutEvent } from "../../../../src/lib/workspace/registry/records.js";
import { ACCOUNT, gatewayWithGrants } from "./control-clients.js";

const GRANTS = 100_000;
const BATCH = 20_000;
const REQUESTS = 400;

test("GetDataAccess among 100,000 grants takes at most 5 ms, half of the time", async () => {
  const AccountId = ACCOUNT;
  await using gateway = await gatewayWithGrants(async (writer) => {
    await writer.commit({
      put: "access-grants-location",
      record: {
        id: "default",
        scope: "s3://",
        iamRoleArn: `arn:aws:iam::${ACCOUNT}:role/data`,
        createdAt: "2026-01-01T00:00:00.000Z",
        tags: {},
      },
    });
    for (let first = 0; first < GRANTS; first += BATCH)
      await writer.commit(...Array.from({ length: BATCH }, (_, index) => grantEvent(first + index)));
  });
  await gateway.control.send(new CreateAccessGrantsInstanceCommand({ AccountId }));
  const durations: number[] = [];
  for (let index = 0; index < REQUESTS; index += 1) {
    const prefix = prefixOf((index * 7919) % GRANTS);
    const startedAt = performance.now();
    const { MatchedGrantTarget } = await gateway.alice.send(
      new GetDataAccessCommand({ AccountId, Target: `s3://data/${prefix}deep/object`, Permission: "READ" }),
    );
    durations.push(performance.now() - startedAt);
    expect(MatchedGrantTarget).toBe(`s3://data/${prefix}*`);
  }
  const median = durations.toSorted((one, other) => one - other)[REQUESTS / 2] ?? Number.NaN;
  expect(median).toBeLessThanOrEqual(5);
  const one = { GranteeType: "IAM", GranteeIdentifier: `arn:aws:iam::${ACCOUNT}:user/alice` } as const;
  const command = new CreateAccessGrantCommand({
    AccountId,
    AccessGrantsLocationId: "default",
    AccessGrantsLocationConfiguration: { S3SubPrefix: "data/one-more/*" },
    Grantee: one,
    Permission: "READ",
  });
  await expect(gateway.control.send(command)).rejects.toMatchObject({
    name: "AccessGrantsQuotaExceededError",
    message: "The access grants quota has been exceeded. Access Grants Quota: 100000.",
  });
  const { NextToken } = await gateway.control.send(
    new ListAccessGrantsCommand({ AccountId, MaxResults: 1000 }),
  );
  expect(NextToken).toBeDefined();
}, 120_000);

function prefixOf(number: number): string {
  return `tenant-${(number % 100).toString()}/project-${number.toString()}/`;
}

function grantEvent(number: number): PutEvent {
  const prefix = prefixOf(number);
  return {
    put: "access-grant",
    record: {
      id: `g-${number.toString()}`,
      locationId: "default",
      subPrefix: `data/${prefix}*`,
      granteeType: "IAM",
      granteeIdentifier: `arn:aws:iam::${ACCOUNT}:user/alice`,
      permission: "READ",
      grantScope: `s3://data/${prefix}*`,
      createdAt: "2026-01-01T00:00:00.000Z",
      tags: {},
      grantee: "user:u-alice",
      scope: { bucket: "data", prefix },
    },
  };
}
