import {
  DeleteBucketCommand,
  DeleteObjectCommand,
  GetObjectCommand,
  ListObjectsV2Command,
  PutObjectCommand,
} from "@aws-sdk/client-s3";
import { describe, expect, it, test, vi } from "vitest";
import { decide } from "../../../../src/lib/access/grants/decide.js";
import { ConflictError } from "../../../../src/lib/errors/s3kit-error.js";
import { openRegistry, type Registry } from "../../../../src/lib/workspace/registry/registry.js";
import type { RegistryState } from "../../../../src/lib/workspace/registry/registry-state.js";
import { clientFor } from "../../store/running-store.js";
import { checkWriters } from "./concurrent-writers.js";
import { controlStore, ORIGIN, RING, ringOf, userEvent, workspaceEvent } from "./registry-fixture.js";

const LOG = ".s3kit/registry/log/";

/** Create a user as a command would: refused when there is one of that name. */
async function createUser(registry: Registry, name: string): Promise<number> {
  return registry.commit(ORIGIN, (state) => {
    if (state.userNamed(name) !== undefined) throw new ConflictError(`${name} is there`);
    return [userEvent(name)];
  });
}

function namesIn(state: RegistryState): readonly string[] {
  return Array.from(state.users.all(), ({ name }) => name).toSorted();
}

describe("the registry", () => {
  it("keeps what was committed, for whoever opens it next", async () => {
    await using store = await controlStore();
    const registry = await store.open();
    expect(registry.state.sequence).toBe(0);
    expect(await createUser(registry, "Alice")).toBe(1);
    await registry.commit(ORIGIN, () => [userEvent("bob"), workspaceEvent("lab", "bob")]);
    const again = await store.open();
    expect(again.state.sequence).toBe(2);
    expect(again.state.userNamed("aLICE")?.id).toBe("u-Alice");
    expect(again.state.userOfKey("AKbob")?.name).toBe("bob");
    expect(again.state.workspaceNamed("lab")?.prefix).toBe("bob/lab/");
  });

  it("writes nothing when there is nothing to change, or when the change is refused", async () => {
    await using store = await controlStore();
    const registry = await store.open();
    await createUser(registry, "alice");
    expect(await registry.commit(ORIGIN, () => [])).toBe(1);
    await expect(createUser(registry, "alice")).rejects.toThrow("alice is there");
    const { KeyCount } = await store.client.send(
      new ListObjectsV2Command({ Bucket: store.bucket, Prefix: LOG }),
    );
    expect(KeyCount).toBe(1);
  });

  it("lets one of two writers win, and the other decide again on what the first wrote", async () => {
    await using store = await controlStore();
    const [one, other] = await Promise.all([store.open(), store.open()]);
    const outcomes = await Promise.allSettled([createUser(one, "alice"), createUser(other, "ALICE")]);
    expect(outcomes.map(({ status }) => status).toSorted()).toEqual(["fulfilled", "rejected"]);
    expect(outcomes.find(({ status }) => status === "rejected")).toMatchObject({
      reason: { message: expect.stringContaining("is there") },
    });
    await Promise.all([createUser(one, "bob"), createUser(other, "carol")]);
    await one.refresh();
    await other.refresh();
    expect(one.state.sequence).toBe(3);
    expect(namesIn(one.state)).toEqual(namesIn(other.state));
  });

  it("shows others' changes to a reader that follows, within its interval", async () => {
    await using store = await controlStore();
    const reader = await store.open();
    const stop = reader.follow(20);
    const writer = await store.open();
    await createUser(writer, "alice");
    await expect.poll(() => reader.state.userNamed("alice")?.name).toBe("alice");
    expect(reader.ageMs).toBeLessThan(2000);
    stop();
  });

  it("takes grants away with the share, the workspace or the owner that they came from", async () => {
    await using store = await controlStore();
    const registry = await store.open();
    const share = {
      id: "s1",
      workspaceId: "w-lab",
      grantee: "user:u-bob" as const,
      permission: "READ" as const,
      prefix: "sub/",
      createdBy: "u-alice",
      createdAt: "2026-01-01T00:00:00.000Z",
    };
    const may = (user: string, key: string) =>
      decide(
        registry.state.grants,
        { identities: registry.state.identitiesOf(`u-${user}`) },
        { action: "read", bucket: "data", key },
        Date.now(),
      ).allowed;
    await registry.commit(ORIGIN, () => [
      userEvent("alice"),
      userEvent("bob"),
      workspaceEvent("lab", "alice"),
      { put: "share", record: share },
    ]);
    expect([may("alice", "alice/lab/x"), may("bob", "alice/lab/sub/x"), may("bob", "alice/lab/x")]).toEqual([
      true,
      true,
      false,
    ]);
    await registry.commit(ORIGIN, () => [workspaceEvent("lab", "bob")]);
    expect([may("alice", "alice/lab/x"), may("bob", "bob/lab/x"), may("bob", "alice/lab/sub/x")]).toEqual([
      false,
      true,
      false,
    ]);
    await registry.commit(ORIGIN, () => [
      { remove: "workspace", id: "w-lab" },
      { remove: "share", id: "s1" },
    ]);
    expect(registry.state.grants.size).toBe(0);
  });
});

describe("what somebody else did to the control bucket", () => {
  async function tampered(change: (text: string) => string, number = 2) {
    const store = await controlStore();
    const registry = await store.open();
    for (const name of ["alice", "bob", "carol"]) await createUser(registry, name);
    const Key = `${LOG}${number.toString().padStart(12, "0")}.json`;
    const { Body } = await store.client.send(new GetObjectCommand({ Bucket: store.bucket, Key }));
    const text = change((await Body?.transformToString()) ?? "");
    await store.client.send(new PutObjectCommand({ Bucket: store.bucket, Key, Body: text }));
    return { store, registry };
  }

  it.each<[string, (text: string) => string]>([
    ["a changed value", (text) => text.replace('"isAdministrator":false', '"isAdministrator":true ')],
    ["a changed authentication", (text) => text.replace(/"mac":"./, '"mac":"_')],
    ["something after its end", (text) => `${text} `],
    ["an empty object", () => ""],
    ["no JSON", () => "hello"],
  ])("%s is found when the log is read", async (_title, change) => {
    const { store } = await tampered(change);
    await using opened = store;
    await expect(opened.open()).rejects.toMatchObject({ code: "RegistryChanged", exitCode: 11 });
  });

  it("an entry in another's place is found", async () => {
    await using store = await controlStore();
    const registry = await store.open();
    for (const name of ["alice", "bob"]) await createUser(registry, name);
    await store.client.send(
      new PutObjectCommand({
        Bucket: store.bucket,
        Key: `${LOG}000000000003.json`,
        Body: await readObject(store, `${LOG}000000000002.json`),
      }),
    );
    await expect(registry.refresh()).rejects.toMatchObject({ code: "RegistryChanged" });
    await expect(registry.ensureFresh(0)).rejects.toMatchObject({ code: "RegistryChanged" });
  });

  it("an entry of a registry in another bucket is found", async () => {
    await using store = await controlStore();
    const other = await store.createBucket("other");
    const registry = await openRegistry(store.client, { bucket: other, ring: RING });
    await createUser(registry, "mallory");
    const Key = `${LOG}000000000001.json`;
    const Body = await readObject({ ...store, bucket: other }, Key);
    await store.client.send(new PutObjectCommand({ Bucket: store.bucket, Key, Body }));
    await expect(store.open()).rejects.toMatchObject({ code: "RegistryChanged" });
  });

  it("another key ring is told apart from a damaged registry", async () => {
    await using store = await controlStore();
    await createUser(await store.open(), "alice");
    const open = (ring: typeof RING) => openRegistry(store.client, { bucket: store.bucket, ring });
    await expect(open(ringOf(8))).rejects.toMatchObject({ code: "RegistryChanged" });
    await expect(open(ringOf(7, "k2"))).rejects.toMatchObject({ code: "NoSuchKey" });
  });

  it("a log that was taken away, or cut off at its end, is found by a reader that goes on", async () => {
    await using store = await controlStore();
    const registry = await store.open();
    for (const name of ["alice", "bob"]) await createUser(registry, name);
    await store.client.send(
      new DeleteObjectCommand({ Bucket: store.bucket, Key: `${LOG}000000000002.json` }),
    );
    await registry.refresh();
    const later = performance.now() + 60_000;
    const clock = vi.spyOn(performance, "now").mockReturnValue(later);
    await expect(registry.refresh()).rejects.toMatchObject({ code: "RegistryChanged" });
    await expect(createUser(registry, "carol")).rejects.toMatchObject({ code: "RegistryChanged" });
    clock.mockRestore();
  });

  it("a fork of the log is found by whoever is on the other branch", async () => {
    await using store = await controlStore();
    const registry = await store.open();
    for (const name of ["alice", "bob"]) await createUser(registry, name);
    await store.client.send(
      new DeleteObjectCommand({ Bucket: store.bucket, Key: `${LOG}000000000002.json` }),
    );
    const other = await store.open();
    for (const name of ["carol", "dave"]) await createUser(other, name);
    await expect(registry.refresh()).rejects.toMatchObject({ code: "RegistryChanged" });
  });

  it("a control bucket that is gone fails the next reading, and says so", async () => {
    await using store = await controlStore();
    const registry = await store.open();
    await createUser(registry, "alice");
    await emptyBucket(store);
    await store.client.send(new DeleteBucketCommand({ Bucket: store.bucket }));
    await expect(registry.ensureFresh(0)).rejects.toMatchObject({ code: "NoSuchBucket", exitCode: 4 });
    await expect(createUser(registry, "bob")).rejects.toMatchObject({ code: "NoSuchBucket" });
    expect(namesIn(registry.state)).toEqual(["alice"]);
  });

  it("a store that does not answer fails it, too", async () => {
    const store = await controlStore();
    const registry = await store.open();
    await createUser(registry, "alice");
    await store[Symbol.asyncDispose]();
    await expect(registry.ensureFresh(0)).rejects.toMatchObject({ name: "NetworkError" });
  });
});

describe("snapshots", () => {
  it("spare a reader the log before them, and say the same", async () => {
    await using store = await controlStore();
    const registry = await store.open();
    for (let index = 0; index < 210; index += 1) await createUser(registry, `user${index.toString()}`);
    for (const number of ["000000000001", "000000000100"]) {
      await store.client.send(new DeleteObjectCommand({ Bucket: store.bucket, Key: `${LOG}${number}.json` }));
    }
    const again = await store.open();
    expect(again.state.sequence).toBe(210);
    expect([...again.state.toEvents()]).toEqual([...registry.state.toEvents()]);
    await createUser(again, "last");
    await registry.refresh();
    expect(registry.state.userNamed("last")?.name).toBe("last");
  });

  it("that were changed are found", async () => {
    await using store = await controlStore();
    const registry = await store.open();
    for (let index = 0; index < 200; index += 1) await createUser(registry, `user${index.toString()}`);
    const Key = ".s3kit/registry/snapshots/000000000200.gz";
    const bytes = await readObject(store, Key);
    bytes[bytes.length - 9] = (bytes.at(-9) ?? 0) ^ 1;
    await store.client.send(new PutObjectCommand({ Bucket: store.bucket, Key, Body: bytes }));
    await expect(store.open()).rejects.toMatchObject({ code: "RegistryChanged" });
  });
});

describe("an entry that was sent", () => {
  it("twice, as the first answer was lost, lets the writer know his own entry again", async () => {
    await using store = await controlStore();
    const registry = await store.open();
    await createUser(registry, "alice");
    const create = registry.bucket.create.bind(registry.bucket);
    vi.spyOn(registry.bucket, "create").mockImplementation(async (...call) => {
      await create(...call);
      return create(...call);
    });
    expect(await createUser(registry, "bob")).toBe(2);
    expect(namesIn((await store.open()).state)).toEqual(["alice", "bob"]);
  });
});

test("several writers at once leave what some order of their accepted changes gives, and all agree on it", async () => {
  await using store = await controlStore();
  let run = 0;
  await checkWriters(
    async () => ({
      bucket: await store.createBucket(`run-${(run += 1).toString()}`),
      connect: () => clientFor(store.endpoint),
    }),
    25,
  );
});

type Store = Awaited<ReturnType<typeof controlStore>>;

async function readObject(store: Store, Key: string): Promise<Uint8Array> {
  const { Body } = await store.client.send(new GetObjectCommand({ Bucket: store.bucket, Key }));
  return (await Body?.transformToByteArray()) ?? new Uint8Array();
}

async function emptyBucket(store: Store): Promise<void> {
  const { Contents = [] } = await store.client.send(new ListObjectsV2Command({ Bucket: store.bucket }));
  for (const { Key } of Contents)
    await store.client.send(new DeleteObjectCommand({ Bucket: store.bucket, Key }));
}
