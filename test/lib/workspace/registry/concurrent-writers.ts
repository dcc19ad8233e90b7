import type { S3Client } from "@aws-sdk/client-s3";
import { array, assert as check, asyncProperty, constantFrom, integer, record } from "fast-check";
import { expect } from "vitest";
import { ConflictError } from "../../../../src/lib/errors/s3kit-error.js";
import { openRegistry, type Registry } from "../../../../src/lib/workspace/registry/registry.js";
import { ORIGIN, RING, userEvent } from "./registry-fixture.js";

/** Where one round of writers works: a bucket that is empty, and clients for it. */
export interface WritersPlace {
  readonly bucket: string;
  readonly connect: () => S3Client;
}

interface Accepted extends Change {
  readonly sequence: number;
}

interface Change {
  readonly name: string;
  readonly what: "create" | "delete" | "toggle";
}

const CHANGE = record({
  writer: integer({ min: 0, max: 2 }),
  name: constantFrom("a", "b", "c", "d"),
  what: constantFrom("create", "delete", "toggle"),
});

/**
 * Let three writers, each with a registry of his own, change one at the same time, and compare what comes of it with a
 * model: the accepted changes, carried out one after the other in the order of their entries.
 */
export async function checkWriters(place: () => Promise<WritersPlace>, numRuns: number): Promise<void> {
  await check(
    asyncProperty(array(CHANGE, { minLength: 4, maxLength: 14 }), async (changes) => {
      const { bucket, connect } = await place();
      const clients = [connect(), connect(), connect(), connect()];
      const open = async (client: S3Client) => openRegistry(client, { bucket, ring: RING });
      const writers = await Promise.all(clients.slice(1).map(open));
      const accepted: Accepted[] = [];
      const outcomes = await Promise.allSettled(
        changes.map(async ({ writer, ...change }) => {
          const sequence = await carryOut(writers[writer] as Registry, change);
          accepted.push({ ...change, sequence });
        }),
      );
      for (const outcome of outcomes)
        if (outcome.status === "rejected") expect(outcome.reason).toBeInstanceOf(ConflictError);
      const model = replay(accepted.toSorted((a, b) => a.sequence - b.sequence));
      for (const registry of [...writers, await open(clients[0] as S3Client)]) {
        await registry.refresh();
        const users = Array.from(
          registry.state.users.all(),
          ({ name, isEnabled }) => [name, isEnabled] as const,
        );
        expect(new Map(users)).toEqual(model);
        expect(registry.state.sequence).toBe(accepted.length);
      }
      for (const client of clients) client.destroy();
    }),
    { numRuns },
  );
}

/** Each change must have been accepted on exactly what came before it. */
function replay(changes: readonly Accepted[]): ReadonlyMap<string, boolean> {
  const model = new Map<string, boolean>();
  for (const [index, { name, what, sequence }] of changes.entries()) {
    expect(sequence).toBe(index + 1);
    expect(model.has(name)).toBe(what !== "create");
    if (what === "delete") model.delete(name);
    else model.set(name, what === "create" || model.get(name) === false);
  }
  return model;
}

async function carryOut(registry: Registry, { name, what }: Change): Promise<number> {
  return registry.commit(ORIGIN, (state) => {
    const user = state.userNamed(name);
    if ((user === undefined) !== (what === "create")) throw new ConflictError("not as it should be");
    if (what === "delete") return [{ remove: "user", id: `u-${name}` }];
    return [userEvent(name, { isEnabled: user === undefined ? true : !user.isEnabled })];
  });
}
