import { mkdir, readFile, stat } from "node:fs/promises";
import path from "node:path";
import {
  CreateRoleCommand,
  DeleteRoleCommand,
  DeleteRolePolicyCommand,
  IAMClient,
  PutRolePolicyCommand,
} from "@aws-sdk/client-iam";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { expected } from "./store-differences.js";
import { startTestProxy, type TestProxy } from "./support/test-proxy.js";
import { STORE, THROUGH_PROXY } from "./support/test-store.js";
import { useWorkbench, type Run, type RunOptions } from "./support/workbench.js";

const bench = useWorkbench();

/** A proxy keeps s3kit's own objects from clients, so a registry is reached at the store itself, or through a gateway. */
const reaches = !THROUGH_PROXY;

let control = "";
let data = "";

beforeAll(async () => {
  control = await bench.bucket();
  data = await bench.bucket();
});

/** Run the program as somebody with a folder of settings of his own. */
async function as(who: string, words: readonly string[], options: RunOptions = {}): Promise<Run> {
  const folder = path.join(bench.folder, who);
  await mkdir(folder, { recursive: true });
  return bench.run(words, { ...options, env: { ...options.env, S3KIT_CONFIG_DIR: folder } });
}

/** As the administrator, acting on the registry itself. */
const administer = async (...words: readonly string[]) =>
  as("root", [...words, "--control", `s3://${control}`, "--json"]);

async function answer(run: Promise<Run>): Promise<Record<string, unknown>> {
  const { exitCode, lines, stderr } = await run;
  expect({ exitCode, stderr: exitCode === 0 ? "" : stderr }).toEqual({ exitCode: 0, stderr: "" });
  return lines.at(-1) ?? {};
}

describe.runIf(reaches)("the administrator of a registry", () => {
  test("makes users, groups and workspaces, shares them, and reads about it", async () => {
    const alice = await answer(administer("user", "create", "ann", "--email", "ann@example.org"));
    expect(alice).toMatchObject({ accessKeyId: expect.any(String), secretAccessKey: expect.any(String) });
    await answer(administer("user", "create", "ben"));
    await answer(administer("group", "create", "crew"));
    expect(await answer(administer("group", "add", "crew", "ben"))).toMatchObject({ members: ["ben"] });
    const workspace = ["workspace", "create", "ship", "--owner", "ann", "--bucket", data, "--prefix", "ship"];
    expect(await answer(administer(...workspace))).toMatchObject({ uri: `s3://${data}/ship/` });
    const share = ["share", "create", "ship", "--group", "crew", "--permission", "read", "--expires", "7d"];
    const { id } = await answer(administer(...share));
    expect((await administer("share", "list", "ship")).lines).toMatchObject([
      { id, group: "crew" },
      { shares: 1 },
    ]);
    expect(await answer(administer("share", "list", "--expiring", "6d"))).toMatchObject({ shares: 0 });
    expect(await answer(administer("share", "list", "--expiring", "8d"))).toMatchObject({ shares: 1 });
    expect(await answer(administer("share", "update", String(id), "--expires", "never"))).toMatchObject({
      expiresAt: null,
    });
    await answer(administer("share", "revoke", String(id)));
    await answer(administer("workspace", "rename", "ship", "boat"));
    await answer(administer("workspace", "transfer", "boat", "ben", "--yes"));
    const audit = await administer("audit", "--action", "share");
    expect(audit.lines.map(({ action }) => action)).toEqual([
      "share create",
      "share update",
      "share revoke",
      undefined,
    ]);
    expect(audit.stdout).not.toContain(alice["secretAccessKey"]);
  });

  test("imports what is there, and deletes workspaces with their data or without, counted", async () => {
    await bench.put(data, { "in/a/1": "1", "in/a/2": "22", "in/b c/1": "1", "in/top": "t" });
    await answer(administer("user", "create", "owner"));
    const imported = await administer(
      "workspace",
      "import",
      `s3://${data}/in/`,
      "--each",
      "--owner",
      "owner",
    );
    expect(imported.lines.map(({ name }) => name)).toEqual(["a", "b-c", undefined]);
    expect(await answer(administer("workspace", "usage", "a"))).toMatchObject({
      objectCount: 2,
      totalBytes: 3,
    });
    const unsure = await administer("workspace", "delete", "a", "--remove-data");
    expect(unsure).toMatchObject({ exitCode: 13 });
    expect(await answer(administer("workspace", "delete", "a", "--remove-data", "--dry-run"))).toMatchObject({
      dryRun: true,
      objectCount: 2,
    });
    expect(await answer(administer("workspace", "delete", "a", "--remove-data", "--yes"))).toMatchObject({
      objectCount: 2,
      removesData: true,
    });
    expect(await answer(administer("workspace", "delete", "b-c", "--yes"))).toMatchObject({
      removesData: false,
    });
    expect(await bench.keys(data)).toEqual(["in/b c/1", "in/top"]);
  });

  test("is one of several who write at once: one wins, the other is told", async () => {
    const runs = await Promise.all([1, 2, 3].map(async () => administer("user", "create", "zoe")));
    expect(runs.map(({ exitCode = 0 }) => exitCode).toSorted((a, b) => a - b)).toEqual([0, 6, 6]);
    const { users } = await answer(administer("user", "list"));
    await Promise.all([1, 2, 3].map(async (n) => answer(administer("user", "create", `zoe${n.toString()}`))));
    expect(await answer(administer("user", "list"))).toMatchObject({ users: Number(users) + 3 });
  });

  test("is told when the store does not keep what a registry rests on", async () => {
    const versioned = await bench.versionedBucket();
    const run = await as("other", ["user", "create", "ann", "--control", `s3://${versioned}`, "--json"]);
    // Ceph passes If-None-Match over in buckets that keep versions.
    if (STORE === "ceph") expect(run).toMatchObject({ exitCode: 12, error: { code: "NoConditionalWrites" } });
    else expect(run).toMatchObject({ exitCode: 0 });
  });

  test("is told what is wrong", async () => {
    await answer(administer("user", "create", "dora"));
    const wrong: readonly (readonly [number, readonly string[]])[] = [
      [6, ["user", "create", "DORA"]],
      [2, ["user", "create", "a/b"]],
      [4, ["user", "show", "nobody"]],
      [4, ["workspace", "show", "nothing"]],
      [2, ["workspace", "create", "w"]],
      [4, ["workspace", "create", "w", "--owner", "nobody"]],
      [2, ["workspace", "create", "w", "--owner", "dora", "--bucket", data, "--prefix", "../x"]],
      [4, ["workspace", "create", "w", "--owner", "dora", "--bucket", "s3kit-it-nowhere"]],
      [2, ["token", "issue"]],
      [2, ["token", "issue", "--user", "dora", "--duration", "10d"]],
      [4, ["token", "revoke", "nothing"]],
      [2, ["share", "link", `s3://${data}/`]],
    ];
    const told = await Promise.all(
      wrong.map(async ([, words]) => ({ words, exitCode: (await administer(...words)).exitCode })),
    );
    expect(told).toEqual(wrong.map(([exitCode, words]) => ({ words, exitCode })));
    expect(await as("root", ["user", "list", "--control", "s3://s3kit-it-nowhere"])).toMatchObject({
      exitCode: 4,
    });
    // Another ring is not made for a registry that has its own.
    const stranger = await as("stranger", ["user", "list", "--control", `s3://${control}`, "--json"]);
    expect(stranger).toMatchObject({ exitCode: 4, error: { code: "NoKeyRing" } });
  });
});

describe.runIf(reaches)("three people with a gateway", () => {
  let gateway: TestProxy;
  const accounts: Record<string, Record<string, unknown>> = {};

  beforeAll(async () => {
    for (const name of ["alice", "bob", "carol"])
      accounts[name] = await answer(administer("user", "create", name));
    const ring = path.join(bench.folder, "root", "ring.json");
    gateway = await startTestProxy(bench.store, {
      words: ["--gateway", "--control", `s3://${control}`, "--ring", ring, "--access-log", "none"],
    });
    for (const name of ["alice", "bob"]) await logIn(name);
  });

  afterAll(async () => gateway?.close());

  async function logIn(name: string): Promise<void> {
    const { accessKeyId, secretAccessKey } = accounts[name] ?? {};
    const words = ["login", gateway.endpoint, "--access-key-id", String(accessKeyId), "--json"];
    const options = { input: `${String(secretAccessKey)}\n` };
    expect(await answer(as(name, words, options))).toMatchObject({ type: "login", user: name, inUse: true });
  }

  test("log in, with keys that nobody else can read, and not with wrong ones", async () => {
    const file = path.join(bench.folder, "alice", "profiles.json");
    expect((await stat(file)).mode & 0o777).toBe(0o600);
    expect(await readFile(file, "utf8")).toContain('"gateway": true');
    const wrong = ["login", gateway.endpoint, "--access-key-id", String(accounts["carol"]?.["accessKeyId"])];
    const run = await as("carol", [...wrong, "--secret-access-key", "wrong", "--json"]);
    expect(run).toMatchObject({ exitCode: 5 });
    const env = { S3KIT_SECRET_ACCESS_KEY: String(accounts["carol"]?.["secretAccessKey"]) };
    expect(await answer(as("carol", [...wrong, "--json"], { env }))).toMatchObject({ user: "carol" });
  });

  test("register with a code, once", async () => {
    const { code } = await answer(administer("user", "invite", "--group", "crew"));
    const words = ["register", gateway.endpoint, "--code", String(code), "--name", "dave", "--json"];
    expect(await answer(as("dave", words))).toMatchObject({ name: "dave", groups: ["crew"] });
    expect(await answer(as("dave", ["user", "show", "--json"]))).toMatchObject({ user: { name: "dave" } });
    const again = ["register", gateway.endpoint, "--code", String(code), "--name", "eve", "--json"];
    expect(await as("eve", again)).toMatchObject({ exitCode: 5, error: { code: "InvalidInvitation" } });
  });

  test("create, store, list, share, and take back", async () => {
    const files = await bench.files("alice-data", { "notes.txt": "hello", "sub/more.txt": "more" });
    await answer(as("alice", ["workspace", "create", "lab", "--json"]));
    await answer(as("alice", ["cp", "--recursive", files, "workspace:lab", "--json"]));
    const listed = await as("alice", ["ls", "--recursive", "workspace:lab", "--json"]);
    expect(listed.lines.map(({ key }) => key)).toEqual([
      "alice/lab/notes.txt",
      "alice/lab/sub/more.txt",
      undefined,
    ]);
    expect(await as("bob", ["ls", "workspace:lab", "--json"])).toMatchObject({ exitCode: 4 });

    const share = ["share", "create", "lab", "bob", "--permission", "read", "--json"];
    const { id } = await answer(as("alice", share));
    await answer(as("bob", ["workspace", "create", "den", "--json"]));
    // Across two workspaces, one of them another's.
    await answer(as("bob", ["cp", "--recursive", "workspace:lab", "workspace:den/copy", "--json"]));
    expect(await as("bob", ["cat", "workspace:den/copy/notes.txt"])).toMatchObject({ stdout: "hello" });
    const refused = await as("bob", ["rm", "workspace:lab/notes.txt", "--json"]);
    expect(refused.exitCode).not.toBe(0);
    expect(await as("alice", ["cat", "workspace:lab/notes.txt"])).toMatchObject({ stdout: "hello" });

    const token = await answer(as("bob", ["token", "issue", "lab", "den", "--json"]));
    expect(token).toMatchObject({ endpoint: gateway.endpoint, expiration: expect.stringMatching(/Z$/) });
    const env = {
      AWS_ENDPOINT_URL: gateway.endpoint,
      AWS_ACCESS_KEY_ID: String(token["accessKeyId"]),
      AWS_SECRET_ACCESS_KEY: String(token["secretAccessKey"]),
      AWS_SESSION_TOKEN: String(token["sessionToken"]),
    };
    const uri = `s3://${control}/alice/lab/notes.txt`;
    expect(await bench.run(["cat", uri], { env })).toMatchObject({ exitCode: 0, stdout: "hello" });

    const begun = performance.now();
    await answer(as("alice", ["share", "revoke", String(id), "--json"]));
    await expect
      .poll(async () => (await bench.run(["cat", uri], { env })).exitCode, { timeout: 5000 })
      .toBe(5);
    expect(performance.now() - begun).toBeLessThan(5000);
    expect(await bench.run(["cat", `s3://${control}/bob/den/copy/notes.txt`], { env })).toMatchObject({
      stdout: "hello",
    });
  });

  test("copy between the workspaces of two, who are profiles of one", async () => {
    const { accessKeyId, secretAccessKey } = await answer(as("carol", ["user", "rotate-key", "--json"]));
    const words = [
      "login",
      gateway.endpoint,
      "--access-key-id",
      String(accessKeyId),
      "--profile",
      "carol",
      "--no-use",
    ];
    await answer(as("alice", [...words, "--json"], { input: String(secretAccessKey) }));
    await answer(as("carol", ["workspace", "create", "shed", "--json"]));
    await answer(as("carol", ["cp", "-", "workspace:shed/tool", "--json"], { input: "saw" }));
    expect(await as("alice", ["cp", "workspace:shed/tool", "workspace:lab/tool"])).toMatchObject({
      exitCode: 4,
    });
    await answer(
      as("alice", ["cp", "workspace:shed/tool", "workspace:lab/tool", "--source-profile", "carol", "--json"]),
    );
    expect(await as("alice", ["cat", "workspace:lab/tool"])).toMatchObject({ stdout: "saw" });
  });

  test("run programs with credentials that end with them", async () => {
    await answer(as("carol", ["workspace", "create", "yard", "--json"]));
    const script = 'test -n "$AWS_SESSION_TOKEN" && echo $S3KIT_WORKSPACE_URI $AWS_ENDPOINT_URL && exit 7';
    const run = await as("carol", ["workspace", "exec", "yard", "--", "sh", "-c", script]);
    expect(run).toMatchObject({ exitCode: 7, stdout: `s3://${control}/carol/yard/ ${gateway.endpoint}\n` });
    expect((await as("carol", ["token", "list", "--json"])).lines).toEqual([{ type: "summary", tokens: 0 }]);
    expect(await as("carol", ["workspace", "exec", "yard", "--", "no-such-program"])).toMatchObject({
      exitCode: 2,
    });
  });

  test("print tokens for other programs", async () => {
    const issue = async (...words: readonly string[]) =>
      (await as("carol", ["token", "issue", ...words])).stdout;
    expect(await issue()).toMatch(/^export AWS_ACCESS_KEY_ID=\S+\n[\s\S]*export AWS_ENDPOINT_URL=http/);
    expect(JSON.parse(await issue("--format", "credential-process"))).toMatchObject({ Version: 1 });
    expect(await issue("--format", "mc", "--alias", "lab")).toMatch(
      /^export MC_HOST_lab=http:\/\/[^:]+:[^:]+:[^:]+@127/,
    );
    expect(await issue("--format", "rclone")).toMatch(/^\[s3kit\]\ntype = s3\n[\s\S]*session_token = /);
  });

  test("rotate their keys, and are locked out and let in again", async () => {
    await answer(as("bob", ["user", "rotate-key", "--json"]));
    expect(await as("bob", ["workspace", "list"])).toMatchObject({ exitCode: 0 });
    await answer(administer("user", "disable", "bob"));
    await expect
      .poll(async () => (await as("bob", ["workspace", "list"])).exitCode, { timeout: 5000 })
      .toBe(5);
    await answer(administer("user", "enable", "bob"));
    await expect
      .poll(async () => (await as("bob", ["workspace", "list"])).exitCode, { timeout: 5000 })
      .toBe(0);
    expect(await as("bob", ["user", "create", "mallory", "--json"])).toMatchObject({ exitCode: 5 });
  });
});

describe.runIf(reaches && expected("assumes-roles"))(
  "tokens of the store's own STS (skipped: it has no roles)",
  () => {
    const role = `it-ws-${Date.now().toString(36)}`;
    let arn = "";

    const iam = (): IAMClient => {
      const { endpoint, region, accessKeyId, secretAccessKey } = bench.store;
      return new IAMClient({ endpoint, region, credentials: { accessKeyId, secretAccessKey } });
    };

    beforeAll(async () => {
      const allow = {
        Effect: "Allow",
        Principal: { AWS: ["arn:aws:iam:::user/root"] },
        Action: ["sts:AssumeRole"],
      };
      const document = (statement: object) =>
        JSON.stringify({ Version: "2012-10-17", Statement: [statement] });
      const made = await iam().send(
        new CreateRoleCommand({ RoleName: role, Path: "/", AssumeRolePolicyDocument: document(allow) }),
      );
      arn = made.Role?.Arn ?? "";
      const all = document({ Effect: "Allow", Action: "s3:*", Resource: "*" });
      await iam().send(new PutRolePolicyCommand({ RoleName: role, PolicyName: "all", PolicyDocument: all }));
    });

    afterAll(async () => {
      await iam().send(new DeleteRolePolicyCommand({ RoleName: role, PolicyName: "all" }));
      await iam().send(new DeleteRoleCommand({ RoleName: role }));
    });

    test("reach a user's workspaces and what is shared with him, and nothing else", async () => {
      await answer(administer("user", "create", "sam"));
      await answer(administer("user", "create", "tom"));
      await bench.put(data, {
        "s/own/1": "own",
        "s/given/1": "given",
        "s/givenmore/1": "no",
        "s/other/1": "no",
      });
      for (const [name, owner] of [
        ["own", "sam"],
        ["given", "tom"],
        ["other", "tom"],
      ] as const)
        await answer(
          administer(
            "workspace",
            "create",
            `s-${name}`,
            "--owner",
            owner,
            "--bucket",
            data,
            "--prefix",
            `s/${name}`,
          ),
        );
      await answer(administer("share", "create", "s-given", "sam", "--permission", "read"));
      await answer(administer("workspace", "settings", "--sts-role", arn));
      const issue = [
        "token",
        "issue",
        "--user",
        "sam",
        "--mode",
        "sts",
        "--duration",
        "15m",
        "--revoke-type",
        "sam",
      ];
      const issued = await administer(...issue);
      const token = await answer(Promise.resolve(issued));
      expect(issued.stderr).toContain("cannot be revoked");
      const env = {
        AWS_ACCESS_KEY_ID: String(token["accessKeyId"]),
        AWS_SECRET_ACCESS_KEY: String(token["secretAccessKey"]),
        AWS_SESSION_TOKEN: String(token["sessionToken"]),
      };
      const exits = async (...words: readonly string[]) =>
        (await bench.run(words, { env, input: "x" })).exitCode;
      expect(await exits("cat", `s3://${data}/s/own/1`)).toBe(0);
      expect(await exits("cp", "-", `s3://${data}/s/own/2`)).toBe(0);
      expect(await exits("rm", `s3://${data}/s/own/2`)).toBe(0);
      expect(await exits("ls", `s3://${data}/s/own/`)).toBe(0);
      expect(await exits("ls", "--recursive", `s3://${data}/s/given/`)).toBe(0);
      expect(await exits("cat", `s3://${data}/s/given/1`)).toBe(0);
      expect(await exits("cp", "-", `s3://${data}/s/given/2`)).not.toBe(0);
      expect(await exits("cat", `s3://${data}/s/givenmore/1`)).toBe(5);
      expect(await exits("cat", `s3://${data}/s/other/1`)).toBe(5);
      expect(await exits("ls", `s3://${data}/`)).toBe(5);
      expect(await administer("token", "revoke", String(token["id"]))).toMatchObject({
        exitCode: 2,
        error: { code: "NotRevocable" },
      });
    });
  },
);
