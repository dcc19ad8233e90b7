import { GetObjectCommand, ListObjectsV2Command, PutObjectCommand } from "@aws-sdk/client-s3";
import { describe, expect, it } from "vitest";
import { decide } from "../../../../src/lib/access/grants/decide.js";
import type { Administration } from "../../../../src/lib/workspace/administration.js";
import { createKeyRing, type KeyRing } from "../../../../src/lib/key-ring/key-ring.js";
import { createLocalKey } from "../../../../src/lib/key-ring/local-key.js";
import { openRegistry, type Registry } from "../../../../src/lib/workspace/registry/registry.js";
import { resealRegistry } from "../../../../src/lib/workspace/services/reseal-registry.js";
import { isPassword } from "../../../../src/lib/workspace/services/link-password.js";
import { team } from "./administration-fixture.js";

type Team = Awaited<ReturnType<typeof team>>;

function may(
  { registry }: Team,
  user: string,
  action: "read" | "write",
  key: string,
  bucket = "control",
): boolean {
  const { state } = registry;
  const caller = { identities: state.identitiesOf(state.userNamed(user)?.id ?? "") };
  return decide(state.grants, caller, { action, bucket, key }, Date.now()).allowed;
}

const inAnHour = () => new Date(Date.now() + 3_600_000).toISOString();

describe("users", () => {
  it("are created with a key whose secret is shown once and kept sealed", async () => {
    await using here = await team();
    const { secretAccessKey, ...user } = await here.administrator.createUser({
      name: "alice",
      email: "alice@example.org",
    });
    expect(user).toMatchObject({ name: "alice", isEnabled: true, isAdministrator: false, groups: [] });
    const kept = here.registry.state.userOfKey(user.accessKeyId);
    expect(JSON.stringify(kept)).not.toContain(secretAccessKey);
    expect(await here.registry.keys.open(kept?.id ?? "", kept?.key.sealedSecret ?? "")).toBe(secretAccessKey);
    expect(await here.administrator.showUser({ name: "ALICE" })).toEqual(user);
  });

  it("cannot be called what no shell, URL or prefix takes", async () => {
    await using here = await team();
    for (const name of [
      "",
      "a b",
      "a/b",
      "../x",
      "everyone",
      "Administrator",
      "-x",
      "a*",
      "x".repeat(65),
      "müller",
    ])
      await expect(here.administrator.createUser({ name })).rejects.toMatchObject({ code: "InvalidName" });
  });

  it("of a name that is taken are refused, whatever its case", async () => {
    await using here = await team();
    await here.users("alice");
    await expect(here.administrator.createUser({ name: "Alice" })).rejects.toMatchObject({
      code: "NameTaken",
      exitCode: 6,
    });
  });

  it("get another key when theirs is rotated, by themselves or by an administrator", async () => {
    await using here = await team();
    const [alice] = (await here.users("alice", "bob")) as [Administration, Administration];
    const before = await alice.showUser({ name: "alice" });
    const after = await alice.rotateUserKey({ name: "alice" });
    expect(after.accessKeyId).not.toBe(before.accessKeyId);
    expect(here.registry.state.userOfKey(before.accessKeyId)).toBeUndefined();
    await expect(alice.rotateUserKey({ name: "bob" })).rejects.toMatchObject({ exitCode: 5 });
  });

  it("who are disabled do nothing", async () => {
    await using here = await team();
    const [alice] = (await here.users("alice")) as [Administration];
    await here.administrator.setUserEnabled({ name: "alice", isEnabled: false });
    await expect(alice.createWorkspace({ name: "lab" })).rejects.toMatchObject({ exitCode: 5 });
    await here.administrator.setUserEnabled({ name: "alice", isEnabled: true });
    await alice.createWorkspace({ name: "lab" });
  });

  it("are deleted with all that was for them, and not while they own workspaces", async () => {
    await using here = await team();
    const [alice, bob] = (await here.users("alice", "bob")) as [Administration, Administration];
    await alice.createWorkspace({ name: "lab" });
    await bob.createWorkspace({ name: "den" });
    await bob.createShare({ workspace: "den", user: "alice", permission: "READ" });
    await alice.issueToken({});
    await expect(here.administrator.deleteUser({ name: "alice" })).rejects.toMatchObject({
      code: "UserOwnsWorkspaces",
      message: "alice owns 1 workspace: lab",
    });
    await alice.transferWorkspace({ name: "lab", owner: "bob" });
    expect(await here.administrator.deleteUser({ name: "alice" })).toEqual({
      name: "alice",
      sharesRevoked: 1,
      tokensRevoked: 1,
      linksRevoked: 0,
    });
    expect(here.registry.state.grants.size).toBe(2);
    expect(here.registry.state.shares.size + here.registry.state.tokens.size).toBe(0);
  });

  it("may not administer, unless they are administrators", async () => {
    await using here = await team();
    const [alice] = (await here.users("alice")) as [Administration];
    await here.administrator.createGroup({ name: "lab" });
    for (const attempt of [
      () => alice.createUser({ name: "eve" }),
      () => alice.listUsers({}),
      () => alice.deleteUser({ name: "alice" }),
      () => alice.setUserEnabled({ name: "alice", isEnabled: true }),
      () => alice.createGroup({ name: "mine" }),
      () => alice.addToGroup({ group: "lab", users: ["alice"] }),
      () => alice.createInvitation({}),
      () => alice.updateSettings({ stsRoleArn: "arn" }),
      () => alice.readAudit({}),
      () => alice.importWorkspaces({ bucket: "control", prefix: "", each: true }),
      () => here.anonymous.createUser({ name: "eve" }),
      () => here.anonymous.listWorkspaces({}),
    ])
      await expect(attempt()).rejects.toMatchObject({ name: "AccessDeniedError" });
    expect(await alice.whoAmI({})).toMatchObject({ user: { name: "alice" }, isAdministrator: false });
    expect(await here.administrator.whoAmI({})).toEqual({ user: null, isAdministrator: true });
  });
});

describe("invitations", () => {
  it("make one user, once, in the groups that they name", async () => {
    await using here = await team();
    await here.administrator.createGroup({ name: "lab" });
    const { code } = await here.administrator.createInvitation({ groups: ["lab"] });
    const user = await here.anonymous.register({ code, name: "carol" });
    expect(user).toMatchObject({ name: "carol", groups: ["lab"], isAdministrator: false });
    await expect(here.anonymous.register({ code, name: "dave" })).rejects.toMatchObject({
      code: "InvalidInvitation",
      exitCode: 5,
    });
    expect(await here.administrator.listInvitations({})).toEqual([]);
  });

  it("of which two use the code at once make one user", async () => {
    await using here = await team();
    const { code } = await here.administrator.createInvitation({});
    const outcomes = await Promise.allSettled(
      ["carol", "dave"].map((name) => here.anonymous.register({ code, name })),
    );
    expect(outcomes.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
    expect(here.registry.state.users.size).toBe(1);
  });

  it("for a name are for no other, and codes that were made up are for nobody", async () => {
    await using here = await team();
    const { code, id } = await here.administrator.createInvitation({ userName: "carol" });
    for (const attempt of [
      { code, name: "dave" },
      { code: `${code}x`, name: "carol" },
      { code: "", name: "carol" },
    ])
      await expect(here.anonymous.register(attempt)).rejects.toMatchObject({ code: "InvalidInvitation" });
    await here.administrator.revokeInvitation({ id });
    await expect(here.anonymous.register({ code, name: "carol" })).rejects.toMatchObject({ exitCode: 5 });
  });
});

describe("workspaces", () => {
  it("are put below their owner's name where nothing is yet", async () => {
    await using here = await team();
    const [alice] = (await here.users("alice")) as [Administration];
    expect(await alice.createWorkspace({ name: "lab" })).toMatchObject({
      owner: "alice",
      uri: "s3://control/alice/lab/",
      permission: "READWRITE",
    });
    await here.put("control", "alice/old/left-behind");
    const { prefix } = await alice.createWorkspace({ name: "old" });
    expect(prefix).toMatch(/^alice\/old-[a-z2-7]{6}\/$/);
    await here.administrator.updateSettings({
      defaultBucket: await here.store.createBucket("data"),
      defaultPrefix: "ws",
    });
    expect((await alice.createWorkspace({ name: "new" })).uri).toBe("s3://data/ws/alice/new/");
  });

  it.each(["/lab", "a//b", "a/../b", "..", ".s3kit/x", "a/./b", "a\u0000b", "x".repeat(800)])(
    "cannot lie at the prefix %j",
    async (prefix) => {
      await using here = await team();
      await here.users("alice");
      const attempt = here.administrator.createWorkspace({
        name: "w",
        bucket: "control",
        prefix,
        owner: "alice",
      });
      await expect(attempt).rejects.toMatchObject({ code: "InvalidPrefix", exitCode: 2 });
    },
  );

  it("may have odd letters in their prefix, which stand for themselves", async () => {
    await using here = await team();
    await here.users("al");
    for (const [name, prefix] of [
      ["stars", "a*/b?"],
      ["encoded", "x%2Fy"],
      ["spaced", "é ü/"],
    ] as const)
      await here.administrator.createWorkspace({ name, bucket: "control", prefix, owner: "al" });
    expect(may(here, "al", "read", "a*/b?/x")).toBe(true);
    expect(may(here, "al", "read", "ab/bc/x")).toBe(false);
    expect(may(here, "al", "read", "x/y/z")).toBe(false);
    expect(may(here, "al", "read", "lab/x")).toBe(false);
  });

  it("do not lie in one another, unless an administrator says so or both are one's own", async () => {
    await using here = await team();
    const [alice] = (await here.users("alice", "bob")) as [Administration];
    await here.administrator.createWorkspace({
      name: "lab",
      bucket: "control",
      prefix: "lab",
      owner: "alice",
    });
    for (const prefix of ["lab/sub", "lab/", ""]) {
      const attempt = here.administrator.createWorkspace({
        name: "x",
        bucket: "control",
        prefix,
        owner: "bob",
      });
      await expect(attempt).rejects.toMatchObject({ code: "WorkspacesOverlap" });
    }
    await here.administrator.createWorkspace({
      name: "lab2",
      bucket: "control",
      prefix: "lab2",
      owner: "bob",
    });
    await alice.createWorkspace({ name: "sub", bucket: "control", prefix: "lab/sub" });
    await expect(
      alice.createWorkspace({ name: "y", bucket: "control", prefix: "lab2/y" }),
    ).rejects.toMatchObject({
      exitCode: 5,
    });
    await expect(alice.createWorkspace({ name: "y", bucket: "control", prefix: "" })).rejects.toMatchObject({
      exitCode: 5,
    });
    await here.administrator.createWorkspace({
      name: "all",
      bucket: "control",
      prefix: "",
      owner: "bob",
      mayOverlap: true,
    });
  });

  it("in a bucket that is not there are not created", async () => {
    await using here = await team();
    await here.users("alice");
    await expect(
      here.administrator.createWorkspace({ name: "w", bucket: "nowhere", owner: "alice" }),
    ).rejects.toMatchObject({ code: "NoSuchBucket" });
    expect(here.registry.state.workspaces.size).toBe(0);
  });

  it("are renamed, transferred and deleted by their owner; what is in them stays", async () => {
    await using here = await team();
    const [alice, bob] = (await here.users("alice", "bob")) as [Administration, Administration];
    const { uri } = await alice.createWorkspace({ name: "lab" });
    await here.put("control", "alice/lab/x");
    await alice.createShare({ workspace: "lab", user: "bob", permission: "READ" });
    await alice.createLink({ bucket: "control", key: "alice/lab/x" });
    expect((await alice.updateWorkspace({ name: "lab", newName: "Lab-1" })).uri).toBe(uri);
    await expect(bob.updateWorkspace({ name: "lab-1", newName: "mine" })).rejects.toMatchObject({
      exitCode: 5,
    });
    await expect(bob.deleteWorkspace({ name: "lab-1" })).rejects.toMatchObject({ exitCode: 5 });
    await alice.transferWorkspace({ name: "lab-1", owner: "bob" });
    expect(may(here, "alice", "read", "alice/lab/x")).toBe(false);
    expect(may(here, "bob", "write", "alice/lab/x")).toBe(true);
    expect(await bob.deleteWorkspace({ name: "lab-1" })).toEqual({
      name: "Lab-1",
      uri,
      sharesRevoked: 1,
      linksRevoked: 1,
    });
    const { KeyCount } = await here.store.client.send(
      new ListObjectsV2Command({ Bucket: "control", Prefix: "alice/lab/" }),
    );
    expect(KeyCount).toBe(1);
    expect(here.registry.state.grants.size).toBe(0);
  });

  it("of others are not there, for whoever may not see them", async () => {
    await using here = await team();
    const [alice, bob] = (await here.users("alice", "bob")) as [Administration, Administration];
    await alice.createWorkspace({ name: "lab" });
    for (const attempt of [
      () => bob.showWorkspace({ name: "lab" }),
      () => bob.updateWorkspace({ name: "lab", isPublic: true }),
      () => bob.deleteWorkspace({ name: "lab" }),
      () => bob.createShare({ workspace: "lab", user: "bob", permission: "READ" }),
      () => bob.issueToken({ workspaces: ["lab"] }),
    ])
      await expect(attempt()).rejects.toMatchObject({ code: "NoSuchWorkspace" });
    expect(await bob.listWorkspaces({})).toEqual([]);
    await alice.updateWorkspace({ name: "lab", isPublic: true });
    expect(await bob.listWorkspaces({})).toMatchObject([{ name: "lab", permission: "READ" }]);
    expect([may(here, "bob", "read", "alice/lab/x"), may(here, "bob", "write", "alice/lab/x")]).toEqual([
      true,
      false,
    ]);
  });

  it("are imported as they lie, one for each first level, and again without harm", async () => {
    await using here = await team();
    await here.users("alice");
    for (const key of ["in/a/1", "in/b c/1", "in/é/1", "in/../1", "in/top", "in//1"])
      await here.put("control", key);
    const request = { bucket: "control", prefix: "in", each: true, owner: "alice" };
    const first = await here.administrator.importWorkspaces(request);
    expect(first.created.map(({ name, prefix }) => [name, prefix])).toEqual([
      ["a", "in/a/"],
      ["b-c", "in/b c/"],
      ["é", "in/é/"],
    ]);
    expect(first.skipped.map(({ uri }) => uri)).toEqual(["s3://control/in/../", "s3://control/in//"]);
    const again = await here.administrator.importWorkspaces(request);
    expect(again.created).toEqual([]);
    expect(again.skipped).toHaveLength(5);
  });

  it("have quotas that administrators set", async () => {
    await using here = await team();
    const [alice] = (await here.users("alice")) as [Administration];
    await alice.createWorkspace({ name: "lab" });
    await expect(alice.updateWorkspace({ name: "lab", quotaBytes: 5 })).rejects.toMatchObject({
      exitCode: 5,
    });
    await here.administrator.updateWorkspace({ name: "lab", quotaBytes: 1000 });
    expect((await alice.updateWorkspace({ name: "lab", newName: "den" })).quotaBytes).toBe(1000);
    expect(
      (await here.administrator.updateWorkspace({ name: "den", quotaBytes: null })).quotaBytes,
    ).toBeNull();
  });
});

describe("shares", () => {
  it("give a user or a group a part, until they are changed or taken back", async () => {
    await using here = await team();
    const [alice, bob, carol] = (await here.users("alice", "bob", "carol")) as [
      Administration,
      Administration,
      Administration,
    ];
    await here.administrator.createGroup({ name: "lab" });
    await here.administrator.addToGroup({ group: "lab", users: ["carol"] });
    await alice.createWorkspace({ name: "w" });
    const share = await alice.createShare({ workspace: "w", user: "bob", permission: "READ", prefix: "sub" });
    const forGroup = await alice.createShare({ workspace: "w", group: "lab", permission: "READWRITE" });
    expect([may(here, "bob", "read", "alice/w/sub/x"), may(here, "bob", "read", "alice/w/subway")]).toEqual([
      true,
      false,
    ]);
    expect(may(here, "carol", "write", "alice/w/x")).toBe(true);
    expect(await bob.listShares({})).toMatchObject([
      { direction: "received", owner: "alice", uri: "s3://control/alice/w/sub/" },
    ]);
    expect(await alice.listShares({})).toMatchObject([{ direction: "given" }, { direction: "given" }]);
    expect(await bob.showWorkspace({ name: "w" })).toMatchObject({
      permission: null,
      parts: [{ prefix: "sub/", permission: "READ" }],
    });
    await alice.updateShare({ id: share.id, permission: "READWRITE", expiresAt: inAnHour() });
    expect(may(here, "bob", "write", "alice/w/sub/x")).toBe(true);
    expect((await alice.updateShare({ id: share.id, expiresAt: null })).expiresAt).toBeNull();
    await expect(bob.updateShare({ id: share.id, permission: "WRITE" })).rejects.toMatchObject({
      exitCode: 5,
    });
    await expect(bob.revokeShare({ id: forGroup.id })).rejects.toMatchObject({ code: "NoSuchShare" });
    await expect(carol.revokeShare({ id: forGroup.id })).rejects.toMatchObject({ exitCode: 5 });
    await here.administrator.removeFromGroup({ group: "lab", users: ["carol"] });
    expect(may(here, "carol", "read", "alice/w/x")).toBe(false);
    await bob.revokeShare({ id: share.id });
    expect(may(here, "bob", "read", "alice/w/sub/x")).toBe(false);
  });

  it("that make no sense are refused", async () => {
    await using here = await team();
    const [alice] = (await here.users("alice", "bob")) as [Administration];
    await alice.createWorkspace({ name: "w" });
    const share = { workspace: "w", user: "bob", permission: "READ" as const };
    for (const [input, code] of [
      [{ ...share, user: "alice" }, "ShareWithOwner"],
      [{ ...share, user: "nobody" }, "NoSuchUser"],
      [{ ...share, group: "g" }, "NoGrantee"],
      [{ workspace: "w", permission: "READ" as const }, "NoGrantee"],
      [{ ...share, expiresAt: "2020-01-01T00:00:00Z" }, "ExpiryInPast"],
      [{ ...share, expiresAt: "soon" }, "InvalidTime"],
      [{ ...share, prefix: "../" }, "InvalidPrefix"],
    ] as const)
      await expect(alice.createShare(input)).rejects.toMatchObject({ code });
    await alice.createShare(share);
    await expect(alice.createShare({ ...share, permission: "READWRITE" })).rejects.toMatchObject({
      code: "ShareExists",
    });
  });

  it("end at their date without anybody doing anything", async () => {
    await using here = await team();
    const [alice, bob] = (await here.users("alice", "bob")) as [Administration, Administration];
    await alice.createWorkspace({ name: "w" });
    await alice.createShare({
      workspace: "w",
      user: "bob",
      permission: "READ",
      expiresAt: new Date(Date.now() + 150).toISOString(),
    });
    expect(may(here, "bob", "read", "alice/w/x")).toBe(true);
    await expect.poll(() => may(here, "bob", "read", "alice/w/x")).toBe(false);
    expect(await bob.listShares({})).toMatchObject([{ isExpired: true }]);
    expect(await bob.listWorkspaces({})).toEqual([]);
  });

  it("go with the group that they were for", async () => {
    await using here = await team();
    const [alice] = (await here.users("alice", "bob")) as [Administration];
    await here.administrator.createGroup({ name: "g" });
    await here.administrator.addToGroup({ group: "g", users: ["bob", "bob"] });
    await alice.createWorkspace({ name: "w" });
    await alice.createShare({ workspace: "w", group: "g", permission: "READ" });
    expect(await here.administrator.deleteGroup({ name: "g" })).toMatchObject({
      sharesRevoked: 1,
      members: ["bob"],
    });
    expect(may(here, "bob", "read", "alice/w/x")).toBe(false);
    expect(here.registry.state.memberships.size).toBe(0);
  });
});

describe("links", () => {
  it("are made for what one may read, and hold no password or token", async () => {
    await using here = await team();
    const [alice, bob] = (await here.users("alice", "bob")) as [Administration, Administration];
    await alice.createWorkspace({ name: "w" });
    const object = { bucket: "control", key: "alice/w/x" };
    const link = await alice.createLink({
      ...object,
      password: "geheim",
      maxDownloads: 2,
      expiresAt: inAnHour(),
    });
    const kept = here.registry.state.links.get(link.id);
    expect(JSON.stringify(kept)).not.toMatch(new RegExp(`geheim|${link.token}`));
    expect(await isPassword("geheim", kept?.passwordHash ?? "")).toBe(true);
    expect(await isPassword("Geheim", kept?.passwordHash ?? "")).toBe(false);
    await expect(bob.createLink(object)).rejects.toMatchObject({ exitCode: 5 });
    await expect(alice.createLink({ ...object, key: ".s3kit/registry/x" })).rejects.toMatchObject({
      exitCode: 2,
    });
    await expect(alice.createLink({ ...object, maxDownloads: 0 })).rejects.toMatchObject({ exitCode: 2 });
    await expect(bob.revokeLink({ id: link.id })).rejects.toMatchObject({ code: "NoSuchLink" });
    expect(await alice.listLinks({})).toHaveLength(1);
    await alice.revokeLink({ id: link.id });
    expect(await alice.listLinks({})).toEqual([]);
  });
});

describe("tokens", () => {
  it("are limited to the grants of the workspaces named, own and shared", async () => {
    await using here = await team();
    const [alice, bob] = (await here.users("alice", "bob")) as [Administration, Administration];
    await alice.createWorkspace({ name: "a" });
    await bob.createWorkspace({ name: "b" });
    await bob.createWorkspace({ name: "private" });
    const share = await alice.createShare({ workspace: "a", user: "bob", permission: "READ" });
    const token = await bob.issueToken({ workspaces: ["A", "b"], durationSeconds: 900 });
    expect(token).toMatchObject({
      user: "bob",
      mode: "gateway",
      workspaces: ["a", "b"],
      secretAccessKey: "minted-secret",
    });
    const kept = here.registry.state.tokens.get(token.id);
    const own = here.registry.state.workspaceNamed("b");
    expect(kept?.grantIds).toEqual([`share:${share.id}`, `owner:${own?.id ?? ""}:${own?.ownerId ?? ""}`]);
    expect(JSON.stringify(kept)).not.toContain("minted-secret");
    expect((await bob.issueToken({})).workspaces).toEqual([]);
    expect(await bob.listTokens({})).toHaveLength(2);
    expect(await alice.listTokens({})).toEqual([]);
    await expect(alice.revokeToken({ id: token.id })).rejects.toMatchObject({ code: "NoSuchToken" });
    await expect(alice.issueToken({ user: "bob" })).rejects.toMatchObject({ exitCode: 5 });
    await expect(alice.listTokens({ user: "bob" })).rejects.toMatchObject({ exitCode: 5 });
    await bob.revokeToken({ id: token.id });
    expect(await here.administrator.listTokens({})).toHaveLength(1);
  });

  it.each([0, 59, 7 * 86_400 + 1, Number.NaN])("cannot last %d seconds", async (durationSeconds) => {
    await using here = await team();
    const [alice] = (await here.users("alice")) as [Administration];
    await expect(alice.issueToken({ durationSeconds })).rejects.toMatchObject({ code: "InvalidDuration" });
  });
});

describe("the audit log", () => {
  it("tells what was done and refused, without secrets, to administrators", async () => {
    await using here = await team();
    const [alice, bob] = (await here.users("alice", "bob")) as [Administration, Administration];
    await alice.createWorkspace({ name: "w" });
    await here.put("control", "alice/w/x");
    await alice.createLink({ bucket: "control", key: "alice/w/x", password: "geheim" });
    await expect(bob.createUser({ name: "eve" })).rejects.toThrow();
    const { records } = await here.administrator.readAudit({});
    expect(records.map(({ by, action, outcome, target }) => [by, action, outcome, target])).toEqual([
      ["administrator", "user create", "done", "alice"],
      ["administrator", "user create", "done", "bob"],
      ["alice", "workspace create", "done", "w"],
      ["alice", "share link", "done", "s3://control/alice/w/x"],
      ["bob", "user create", "refused", "eve"],
    ]);
    expect(JSON.stringify(records)).not.toContain("geheim");
    const filtered = async (filter: object) => (await here.administrator.readAudit(filter)).records.length;
    expect(await filtered({ by: "alice" })).toBe(2);
    expect(await filtered({ action: "user" })).toBe(3);
    expect(await filtered({ action: "use" })).toBe(0);
    expect(await filtered({ outcome: "refused" })).toBe(1);
    expect(await filtered({ target: "s3://control/" })).toBe(1);
    expect(await filtered({ since: inAnHour() })).toBe(0);
    expect(await filtered({ until: inAnHour(), since: "2020-01-01" })).toBe(5);
  });

  it("is read in pages, and a changed object in it is found", async () => {
    await using here = await team();
    for (const name of ["a", "b", "c"]) {
      await here.users(name);
      await here.audit.flush();
    }
    const first = await here.administrator.readAudit({ limit: 2 });
    expect(first.records).toHaveLength(2);
    const rest = await here.administrator.readAudit({ limit: 2, next: first.next ?? "" });
    expect(rest).toMatchObject({ records: [{ target: "c" }], next: null });
    const Key = `.s3kit/${first.next ?? ""}`;
    const { Body } = await here.store.client.send(new GetObjectCommand({ Bucket: "control", Key }));
    const text = (await Body?.transformToString()) ?? "";
    await here.store.client.send(
      new PutObjectCommand({ Bucket: "control", Key, Body: text.replace('"target":"b"', '"target":"z"') }),
    );
    await expect(here.administrator.readAudit({})).rejects.toMatchObject({ code: "RegistryChanged" });
  });
});

describe("a change of the key ring's primary key", () => {
  it("leaves the registry readable by old and new key, and by the new one alone once it is sealed anew", async () => {
    await using here = await team();
    const alice = await here.administrator.createUser({ name: "alice" });
    await here.administrator.createUser({ name: "bob" });
    const keys = [createLocalKey("k1", Buffer.alloc(32, 7)), createLocalKey("k2", Buffer.alloc(32, 9))];
    const open = (ring: KeyRing) => openRegistry(here.store.client, { bucket: here.store.bucket, ring });
    const registry = await open(createKeyRing(keys, "k2"));
    const secretOf = async ({ state, keys: ring }: Registry) => {
      const { id = "", key } = state.userNamed("alice") ?? {};
      return ring.open(id, key?.sealedSecret ?? "");
    };
    expect(await secretOf(registry)).toBe(alice.secretAccessKey);
    const onlyNew = createKeyRing(keys.slice(1), "k2");
    await expect(open(onlyNew)).rejects.toMatchObject({ code: "NoSuchKey" });
    expect(await resealRegistry(registry, "k2")).toEqual({ secretsResealed: 2, secretCount: 2 });
    expect(await resealRegistry(registry, "k2")).toEqual({ secretsResealed: 0, secretCount: 2 });
    const reopened = await open(onlyNew);
    expect(await secretOf(reopened)).toBe(alice.secretAccessKey);
    expect(reopened.state.users.size).toBe(2);
  });
});
