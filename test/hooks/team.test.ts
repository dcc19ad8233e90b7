import { describe, expect, it } from "vitest";
import { actTeam } from "../../src/hooks/act-team.js";
import { loadTeam } from "../../src/hooks/load-team.js";
import type { ExplorerEvent } from "../../src/ui/state/explorer-event.js";
import type { TeamAct } from "../../src/ui/state/team/team-act.js";
import { KEY, runningStore } from "../lib/store/running-store.js";
import {
  keyOf,
  runningGateway,
  seedLab,
  type Credentials,
  type GatewayFixture,
} from "../lib/gateway/running-gateway.js";

/** What the explorer of somebody would be told. */
function explorerOf(
  { endpoint }: Pick<GatewayFixture, "endpoint">,
  { accessKeyId, secretAccessKey }: Credentials,
) {
  const environment = {
    S3KIT_CONFIG_DIR: "/nonexistent/s3kit",
    AWS_ACCESS_KEY_ID: accessKeyId,
    AWS_SECRET_ACCESS_KEY: secretAccessKey,
    AWS_EC2_METADATA_DISABLED: "true",
  };
  const store = { id: 1, label: "gateway", flags: ["--endpoint", endpoint] };
  const { signal } = new AbortController();
  const told = async (
    ask: (send: (event: ExplorerEvent) => void) => Promise<void>,
  ): Promise<ExplorerEvent> => {
    const events: ExplorerEvent[] = [];
    await ask((event) => events.push(event));
    expect(events).toHaveLength(1);
    return events[0] as ExplorerEvent;
  };
  return {
    load: async () => told(async (send) => loadTeam({ requestId: 1, store }, environment, signal, send)),
    act: async (act: TeamAct) =>
      told(async (send) => actTeam({ requestId: 2, store, act }, environment, signal, send)),
  };
}

const TOKEN = {
  id: "t-bob",
  userId: "u-bob",
  accessKeyId: "AKtoken",
  mode: "gateway",
  workspaces: ["lab"],
  issuedAt: new Date().toISOString(),
  expiresAt: new Date(Date.now() + 3_600_000).toISOString(),
} as const;

describe("the explorer at a gateway", () => {
  it("learns of workspaces and shares, and of users only as an administrator", async () => {
    await using gateway = await runningGateway();
    const alice = explorerOf(gateway, keyOf("alice"));
    expect(await alice.load()).toMatchObject({
      type: "team",
      overview: {
        state: "ready",
        value: { workspaces: [{ name: "lab" }, { name: "own" }], shares: [{ user: "bob" }], users: [] },
      },
    });
    expect(await explorerOf(gateway, keyOf("nobody")).load()).toMatchObject({
      overview: { state: "failed" },
    });
  });

  it("shares a folder of the workspace that it is in, and takes the share back", async () => {
    await using gateway = await runningGateway();
    const alice = explorerOf(gateway, keyOf("alice"));
    const terms = { user: "carol", permission: "READ" as const };
    const place = { kind: "share-place", bucket: "data", prefix: "alice/lab/sub/", terms } as const;
    expect(await alice.act(place)).toMatchObject({
      problem: undefined,
      text: "Shared s3://data/alice/lab/sub/ with carol",
      command: ["share", "create", "lab", "carol", "--permission", "read", "--prefix", "sub/"],
    });
    await gateway.registry.refresh();
    const share = gateway.registry.state.shares.by("grantee", "user:u-carol")[0];
    expect(share).toMatchObject({ workspaceId: "w-lab", prefix: "sub/" });
    expect(await alice.act({ kind: "revoke-share", id: share?.id ?? "" })).toMatchObject({
      problem: undefined,
    });
    const outside = await alice.act({ ...place, prefix: "elsewhere/" });
    expect(outside).toMatchObject({ problem: { code: "NoSuchWorkspace" } });
  });

  it("lets an administrator keep users out and in, and end tokens", async () => {
    await using gateway = await runningGateway(async (writer) => {
      await seedLab(writer);
      await writer.addUser("root", { isAdministrator: true });
      await writer.commit({ put: "token", record: TOKEN });
    });
    const root = explorerOf(gateway, keyOf("root"));
    const bob = explorerOf(gateway, keyOf("bob"));
    const seen = { users: [{ name: "alice" }, { name: "bob" }, { name: "carol" }, { name: "root" }] };
    expect(await root.load()).toMatchObject({
      overview: { value: { ...seen, tokens: [{ id: TOKEN.id, user: "bob" }] } },
    });
    const set = { kind: "set-user-enabled", name: "bob" } as const;
    expect(await root.act({ ...set, isEnabled: false })).toMatchObject({ problem: undefined });
    expect(await bob.load()).toMatchObject({ overview: { state: "failed" } });
    expect(await root.act({ ...set, isEnabled: true })).toMatchObject({ problem: undefined });
    expect(await bob.load()).toMatchObject({ overview: { state: "ready" } });
    expect(await root.act({ kind: "revoke-token", id: TOKEN.id })).toMatchObject({
      problem: undefined,
      text: "Revoked bob's token",
    });
    expect(await root.load()).toMatchObject({ overview: { value: { tokens: [] } } });
  });

  it("says what to do where there is no gateway", async () => {
    await using store = await runningStore();
    const explorer = explorerOf(store, KEY);
    expect(await explorer.load()).toMatchObject({
      overview: {
        state: "failed",
        problem: {
          code: "NotGateway",
          hints: [
            expect.stringContaining("s3kit login"),
            expect.stringContaining("S3KIT_CONTROL"),
            expect.any(String),
          ],
        },
      },
    });
    expect(await explorer.act({ kind: "create-workspace", name: "new" })).toMatchObject({
      problem: {
        code: "NotGateway",
        hints: [expect.stringContaining("with P"), expect.any(String), expect.any(String)],
      },
    });
  });

  it("makes links and workspaces, and tells what is refused", async () => {
    await using gateway = await runningGateway();
    const alice = explorerOf(gateway, keyOf("alice"));
    expect(await alice.act({ kind: "create-link", bucket: "data", key: "alice/lab/x" })).toMatchObject({
      copy: expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+\/\.s3kit\/share\/.+/),
    });
    expect(await alice.act({ kind: "create-workspace", name: "new" })).toMatchObject({ problem: undefined });
    expect(await alice.act({ kind: "set-user-enabled", name: "bob", isEnabled: false })).toMatchObject({
      problem: { code: "AccessDenied" },
    });
  });
});
