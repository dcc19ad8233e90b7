import { expect, test } from "vitest";
import type { AccessGrant } from "../../../../src/lib/access/grants/access-grant.js";
import { decide } from "../../../../src/lib/access/grants/decide.js";
import { GrantIndex } from "../../../../src/lib/access/grants/grant-index.js";
import { team } from "./administration-fixture.js";

function median(times: readonly number[]): number {
  return times.toSorted((a, b) => a - b)[Math.floor(times.length / 2)] ?? Number.NaN;
}

test("a decision among 10,000 shares with one user takes less than 0.3 ms", () => {
  const grants = Array.from({ length: 10_000 }, (_, index): AccessGrant => {
    const id = index.toString();
    const scope = { bucket: "data", prefix: `p${id}/` };
    return { id, grantee: "user:alice", scope, permission: "READ", origin: { kind: "share", id } };
  });
  const index = new GrantIndex(grants);
  const times = Array.from({ length: 2000 }, (_, turn) => {
    const key = `p${(turn * 5).toString()}/deep/key/of/${turn.toString()}`;
    const start = performance.now();
    const decision = decide(
      index,
      { identities: ["user:alice"] },
      { action: "read", bucket: "data", key },
      0,
    );
    const time = performance.now() - start;
    expect(decision.allowed).toBe(true);
    return time;
  });
  expect(median(times)).toBeLessThan(0.3);
});

test("a token is issued within 50 ms", async () => {
  await using here = await team();
  const [alice] = await here.users("alice");
  const times: number[] = [];
  for (let turn = 0; turn < 31; turn += 1) {
    const begun = performance.now();
    await alice?.issueToken({});
    times.push(performance.now() - begun);
  }
  expect(median(times)).toBeLessThan(50);
});
