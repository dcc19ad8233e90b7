import { array, assert as check, asyncProperty, constantFrom, oneof, record } from "fast-check";
import { expect, test } from "vitest";
import { decide } from "../../../../src/lib/access/grants/decide.js";
import { S3kitError } from "../../../../src/lib/errors/s3kit-error.js";
import type { Administration } from "../../../../src/lib/workspace/administration.js";
import { team } from "./administration-fixture.js";

const USERS = ["ann", "ben", "cleo"] as const;
/** One that lies in the folder of another's name, and names that begin alike. */
const WORKSPACES = ["lab", "lab2"] as const;
const PARTS = ["", "sub/"] as const;
const KEYS = ["x", "sub/x", "subway/x"] as const;

type UserName = (typeof USERS)[number];
type WorkspaceName = (typeof WORKSPACES)[number];

const user = constantFrom(...USERS);
/** Mostly the one who may. */
const actor = constantFrom("owner" as const, "owner" as const, "owner" as const, ...USERS);
const workspace = constantFrom(...WORKSPACES);
const permission = constantFrom("READ" as const, "READWRITE" as const);

const CHANGE = oneof(
  record({ kind: constantFrom("create" as const), workspace, by: actor }),
  record({ kind: constantFrom("delete" as const), workspace, by: actor }),
  record({ kind: constantFrom("transfer" as const), workspace, by: actor, to: user }),
  record({ kind: constantFrom("publish" as const, "withdraw" as const), workspace, by: actor }),
  record({ kind: constantFrom("revoke" as const), workspace, by: actor }),
  record({ kind: constantFrom("join" as const, "leave" as const), to: user }),
);

const SHARE = record({
  kind: constantFrom("share" as const),
  workspace,
  by: actor,
  to: constantFrom(...USERS, "group" as const),
  permission,
  part: constantFrom(...PARTS),
});

const STEP = oneof(SHARE, CHANGE);

type Step = typeof STEP extends { generate: (...words: never[]) => { value: infer Value } } ? Value : never;

interface ModelWorkspace {
  owner: UserName;
  isPublic: boolean;
  readonly place: string;
  shares: { readonly id: string; readonly to: string; readonly permission: string; readonly part: string }[];
}

/** Who owns what and what he shared, in the simplest way that there is. */
class Model {
  readonly workspaces = new Map<WorkspaceName, ModelWorkspace>();
  readonly group = new Set<UserName>();

  may(name: UserName, action: "read" | "write", key: string): boolean {
    return [...this.workspaces.values()].some((one) => {
      if (!key.startsWith(one.place)) return false;
      if (one.owner === name || (one.isPublic && action === "read")) return true;
      return one.shares.some(
        ({ to, permission: may, part }) =>
          (to === name || (to === "group" && this.group.has(name))) &&
          key.startsWith(`${one.place}${part}`) &&
          (action === "read" || may === "READWRITE"),
      );
    });
  }
}

test("whatever users do, each may do what is his or was shared with him, and nothing else", async () => {
  await check(
    asyncProperty(array(STEP, { minLength: 5, maxLength: 25 }), async (steps) => {
      await using here = await team();
      const acting = await here.users(...USERS);
      await here.administrator.createGroup({ name: "group" });
      const model = new Model();
      const begin: readonly Step[] = [
        { kind: "create", workspace: "lab", by: "ann" },
        { kind: "create", workspace: "lab2", by: "ben" },
        { kind: "join", to: "cleo" },
      ];
      for (const step of [...begin, ...steps]) {
        await carryOut(
          step,
          model,
          (name) => acting[USERS.indexOf(name)] as Administration,
          here.administrator,
        );
        compare(model, here.registry.state);
      }
    }),
    { numRuns: 12 },
  );
}, 60_000);

async function carryOut(
  step: Step,
  model: Model,
  as: (name: UserName) => Administration,
  administrator: Administration,
): Promise<void> {
  if (!("workspace" in step)) {
    const isIn = model.group.has(step.to);
    const change = { group: "group", users: [step.to] };
    if (step.kind === "join") await administrator.addToGroup(change);
    else await isRefused(administrator.removeFromGroup(change), !isIn);
    if (step.kind === "join") model.group.add(step.to);
    else model.group.delete(step.to);
    return;
  }
  const name = step.workspace;
  const there = model.workspaces.get(name);
  const actingName = step.by === "owner" ? (there?.owner ?? "ann") : step.by;
  const by = as(actingName);
  const isOwn = there?.owner === actingName;
  switch (step.kind) {
    case "create": {
      const created = await isRefused(by.createWorkspace({ name }), there !== undefined);
      if (created !== undefined)
        model.workspaces.set(name, { owner: actingName, isPublic: false, place: created.prefix, shares: [] });
      return;
    }
    case "delete":
      if (await isRefused(by.deleteWorkspace({ name }), !isOwn)) model.workspaces.delete(name);
      return;
    case "transfer":
      if (await isRefused(by.transferWorkspace({ name, owner: step.to }), !isOwn))
        (there as ModelWorkspace).owner = step.to;
      return;
    case "publish":
    case "withdraw": {
      const isPublic = step.kind === "publish";
      if (await isRefused(by.updateWorkspace({ name, isPublic }), !isOwn))
        (there as ModelWorkspace).isPublic = isPublic;
      return;
    }
    case "share": {
      const { to, permission: may, part } = step;
      const isThere = there?.shares.some((share) => share.to === to && share.part === part) === true;
      const grantee = to === "group" ? { group: to } : { user: to };
      const order = { workspace: name, ...grantee, permission: may, prefix: part };
      const share = await isRefused(by.createShare(order), !isOwn || isThere || to === there?.owner);
      if (share !== undefined) there?.shares.push({ id: share.id, to, permission: may, part });
      return;
    }
    case "revoke": {
      const share = there?.shares[0];
      if (share === undefined) return;
      const revoked = await isRefused(by.revokeShare({ id: share.id }), !isOwn && share.to !== actingName);
      if (revoked !== undefined) (there as ModelWorkspace).shares.shift();
    }
  }
}

/** The answer, or undefined for what had to be refused, and was. */
async function isRefused<Answer>(call: Promise<Answer>, mustBe: boolean): Promise<Answer | undefined> {
  if (!mustBe) return call;
  await expect(call).rejects.toBeInstanceOf(S3kitError);
  return undefined;
}

function compare(model: Model, state: Awaited<ReturnType<typeof team>>["registry"]["state"]): void {
  const workspaces = [...model.workspaces.values()];
  expect(state.shares.size).toBe(workspaces.reduce((sum, { shares }) => sum + shares.length, 0));
  const places = workspaces.map(({ place }) => place);
  const folders = [...new Set([...places, "ann/", "ann/lab/", "ben/lab2/", "cleo/lab/"])];
  for (const name of USERS) {
    const caller = { identities: state.identitiesOf(state.userNamed(name)?.id ?? "") };
    for (const key of folders.flatMap((folder) => KEYS.map((rest) => `${folder}${rest}`))) {
      for (const action of ["read", "write"] as const) {
        const decision = decide(state.grants, caller, { action, bucket: "control", key }, Date.now());
        expect({ name, action, key, may: decision.allowed }).toEqual({
          name,
          action,
          key,
          may: model.may(name, action, key),
        });
      }
    }
  }
}
