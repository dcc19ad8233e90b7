import { expect, test } from "vitest";
import { decide } from "../../src/lib/access/grants/decide.js";
import type { PutEvent } from "../../src/lib/workspace/registry/records.js";
import {
  controlStore,
  ORIGIN,
  userEvent,
  workspaceEvent,
} from "../lib/workspace/registry/registry-fixture.js";

const USERS = 10_000;
const GRANTS = 100_000;
const AT = "2026-01-01T00:00:00.000Z";

test("10,000 users, workspaces and shares and 100,000 grants load in seconds, and cost a decision nothing", async () => {
  await using store = await controlStore();
  const writer = await store.open();
  for (let first = 0; first < USERS; first += 1000)
    await writer.commit(ORIGIN, () => upTo(1000).flatMap((index) => recordsOf(first + index)));
  for (let first = 0; first < GRANTS; first += 1000)
    await writer.commit(ORIGIN, () => upTo(1000).map((index) => grantEvent(first + index)));

  const begun = performance.now();
  const reader = await store.open();
  expect(performance.now() - begun).toBeLessThan(15_000);
  expect(reader.state.grants.size).toBe(2 * USERS + GRANTS);

  const times = upTo(5000).map((turn) => {
    const user = (turn * 13) % USERS;
    const start = performance.now();
    const caller = { identities: reader.state.identitiesOf(`u-user${user.toString()}`) };
    const key = `grants/${user.toString()}/a/b`;
    const decision = decide(reader.state.grants, caller, { action: "read", bucket: "data", key }, Date.now());
    expect(decision.allowed).toBe(true);
    return performance.now() - start;
  });
  expect(times.toSorted((a, b) => a - b)[2500]).toBeLessThan(0.3);

  const commitTimes: number[] = [];
  for (let turn = 0; turn < 21; turn += 1) {
    const start = performance.now();
    await reader.commit(ORIGIN, () => [userEvent(`late${turn.toString()}`)]);
    commitTimes.push(performance.now() - start);
  }
  expect(commitTimes.toSorted((a, b) => a - b)[10]).toBeLessThan(50);
});

function upTo(count: number): readonly number[] {
  return Array.from({ length: count }, (_, index) => index);
}

function recordsOf(index: number): readonly PutEvent[] {
  const name = `user${index.toString()}`;
  const share = {
    id: `s${index.toString()}`,
    workspaceId: `w-ws${index.toString()}`,
    grantee: `user:u-user${((index * 7 + 1) % USERS).toString()}` as const,
    permission: "READ" as const,
    prefix: "",
    createdBy: `u-${name}`,
    createdAt: AT,
  };
  return [userEvent(name), workspaceEvent(`ws${index.toString()}`, name), { put: "share", record: share }];
}

function grantEvent(index: number): PutEvent {
  const user = `user${(index % USERS).toString()}`;
  const prefix = `grants/${index.toString()}/`;
  return {
    put: "access-grant",
    record: {
      id: `g${index.toString()}`,
      locationId: "default",
      granteeType: "IAM",
      granteeIdentifier: `arn:aws:iam::123456789012:user/${user}`,
      permission: "READWRITE",
      grantScope: `s3://data/${prefix}*`,
      createdAt: AT,
      tags: {},
      grantee: `user:u-${user}`,
      scope: { bucket: "data", prefix },
    },
  };
}
