import { GetObjectCommand, PutObjectCommand } from "@aws-sdk/client-s3";
import { describe, expect, it } from "vitest";
import {
  openGatewayAdministration,
  type GatewayAdministration,
} from "../../../src/lib/gateway/client/gateway-administration.js";
import {
  AccessDeniedError,
  ConfigurationError,
  ConflictError,
  NetworkError,
  NotFoundError,
} from "../../../src/lib/errors/s3kit-error.js";
import type { Administration } from "../../../src/lib/workspace/administration.js";
import { CLIENT_KEY } from "../proxy/running-proxy.js";
import { runningStore } from "../store/running-store.js";
import { RING } from "../workspace/registry/registry-fixture.js";
import { keyOf, mint, outcome, runningGateway, seedLab, type GatewayFixture } from "./running-gateway.js";

type Pair = {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string;
};

async function connect(endpoint: string, credentials: Pair | undefined): Promise<GatewayAdministration> {
  return openGatewayAdministration({
    profile: undefined,
    endpoint,
    region: "us-east-1",
    pathStyle: true,
    credentials,
    checksums: "when_required",
  });
}

/** Run with the gateway's operations as somebody. */
async function as<Result>(
  { endpoint }: { readonly endpoint: string },
  credentials: Pair | undefined,
  work: (administration: Administration) => Promise<Result>,
): Promise<Result> {
  const connection = await connect(endpoint, credentials);
  try {
    return await work(connection.administration);
  } finally {
    await connection.close();
  }
}

const asAlice = <Result>(gateway: GatewayFixture, work: (of: Administration) => Promise<Result>) =>
  as(gateway, keyOf("alice"), work);

describe("the gateway's own API", () => {
  it("takes a newcomer from an invitation to a shared file", async () => {
    await using gateway = await runningGateway();
    const { code } = await as(gateway, CLIENT_KEY, async (of) => of.createInvitation({ userName: "dora" }));
    const dora = await as(gateway, undefined, async (of) => of.register({ code, name: "dora" }));
    expect(await as(gateway, dora, async (of) => of.whoAmI({}))).toMatchObject({
      user: { name: "dora" },
      isAdministrator: false,
    });
    const again = as(gateway, undefined, async (of) => of.register({ code, name: "dora" }));
    await expect(again).rejects.toThrow(AccessDeniedError);
    await asAlice(gateway, async (of) =>
      of.createShare({ workspace: "lab", user: "dora", permission: "READ" }),
    );
    await gateway.as("alice").send(new PutObjectCommand({ Bucket: "data", Key: "alice/lab/a", Body: "x" }));
    const token = await as(gateway, dora, async (of) => of.issueToken({ workspaces: ["lab"] }));
    expect(token.endpoint).toBe(gateway.endpoint);
    const client = gateway.withCredentials(token);
    const get = async () =>
      outcome(client.send(new GetObjectCommand({ Bucket: "data", Key: "alice/lab/a" })));
    expect(await get()).toBe("ok");
    await as(gateway, dora, async (of) => of.revokeToken({ id: token.id }));
    expect(await get()).toBe("AccessDenied");
  });

  it("lets users do what is theirs, and administrators everything", async () => {
    await using gateway = await runningGateway();
    const names = async (credentials: Pair) =>
      (await as(gateway, credentials, async (of) => of.listWorkspaces({}))).map(({ name }) => name);
    expect(await names(keyOf("alice"))).toEqual(["lab", "own"]);
    expect(await names(keyOf("bob"))).toEqual(["lab"]);
    expect(await names(keyOf("carol"))).toEqual([]);
    expect(await names(CLIENT_KEY)).toEqual(["lab", "own"]);
    const share = { workspace: "lab", user: "carol", permission: "READ" } as const;
    await expect(as(gateway, keyOf("bob"), async (of) => of.createShare(share))).rejects.toThrow(/not yours/);
    await expect(as(gateway, keyOf("carol"), async (of) => of.createShare(share))).rejects.toThrow(
      NotFoundError,
    );
    await expect(asAlice(gateway, async (of) => of.createUser({ name: "eve" }))).rejects.toThrow(
      AccessDeniedError,
    );
    await expect(asAlice(gateway, async (of) => of.issueToken({ user: "bob" }))).rejects.toThrow(
      AccessDeniedError,
    );
    const made = await as(gateway, CLIENT_KEY, async (of) => of.createUser({ name: "eve" }));
    expect(await as(gateway, made, async (of) => of.whoAmI({}))).toMatchObject({ user: { name: "eve" } });
  });

  it("names the address that it was told to name, else the one that it was asked at", async () => {
    const url = "https://s3.example.org";
    const told = { gateway: { controlBucket: "control", ring: RING, url: `${url}/` } };
    await using gateway = await runningGateway(seedLab, told);
    const order = { bucket: "data", key: "alice/lab/a" };
    const link = await asAlice(gateway, async (of) => of.createLink(order));
    expect(link.url).toBe(`${url}/.s3kit/share/${link.token}`);
    expect((await asAlice(gateway, async (of) => of.issueToken({}))).endpoint).toBe(url);
    await using untold = await runningGateway();
    const byName = { endpoint: untold.endpoint.replace("127.0.0.1", "localhost") };
    const other = await as(byName, keyOf("alice"), async (of) => of.createLink(order));
    expect(other.url).toBe(`${byName.endpoint}/.s3kit/share/${other.token}`);
    await as(untold, CLIENT_KEY, async (of) => of.updateSettings({ gatewayEndpoint: url }));
    expect((await asAlice(untold, async (of) => of.issueToken({}))).endpoint).toBe(url);
  });

  it("brings errors over as they came up", async () => {
    await using gateway = await runningGateway();
    const failing = async (work: (of: Administration) => Promise<unknown>) =>
      as(gateway, CLIENT_KEY, work).then(
        () => undefined,
        (error: unknown) => error,
      );
    expect(await failing(async (of) => of.showUser({ name: "nobody" }))).toBeInstanceOf(NotFoundError);
    expect(await failing(async (of) => of.createUser({ name: "ALICE" }))).toBeInstanceOf(ConflictError);
    const usage = await failing(async (of) => of.createUser({ name: "../evil" }));
    expect(usage).toMatchObject({ name: "UsageError", code: "InvalidName", hints: [expect.any(String)] });
    const wrongType = await failing(async (of) => of.createUser({ name: 7 as unknown as string }));
    expect(wrongType).toMatchObject({ code: "InvalidInput", message: expect.stringContaining("name") });
    const extra = { name: "x", id: "u-alice" } as unknown as { name: string };
    expect(await failing(async (of) => of.createUser(extra))).toMatchObject({ code: "InvalidInput" });
    const unknown = (of: Administration) =>
      (of as unknown as { nothing: (input: object) => Promise<void> }).nothing({});
    expect(await failing(unknown)).toMatchObject({ name: "UsageError", code: "NoSuchOperation" });
  });

  it("answers only who may ask", async () => {
    await using gateway = await runningGateway();
    const whoAmI = async (credentials: Pair | undefined) =>
      as(gateway, credentials, async (of) => of.whoAmI({})).then(
        () => "ok",
        (error: Error) => error.name,
      );
    expect(await whoAmI(undefined)).toBe("AccessDeniedError");
    expect(await whoAmI({ ...keyOf("alice"), secretAccessKey: "wrong" })).toBe("AccessDeniedError");
    expect(await whoAmI({ accessKeyId: "NOBODY", secretAccessKey: "x" })).toBe("AccessDeniedError");
    const session = await mint("alice");
    expect(await whoAmI(session)).toBe("ok");
    const passing = as(gateway, session, async (of) => of.issueToken({}));
    await expect(passing).rejects.toThrow(/temporary/);
    await gateway.writer.commit({
      put: "user",
      record: { ...gateway.userRecord("alice"), isEnabled: false },
    });
    await gateway.writer.known();
    expect(await whoAmI(keyOf("alice"))).toBe("AccessDeniedError");
  });

  it("refuses what is not signed with its service, and what is no order", async () => {
    await using gateway = await runningGateway();
    const target = "/.s3kit/api/v1/whoAmI";
    const signedForS3 = await gateway.send({ method: "POST", target, body: "{}" });
    expect([signedForS3.status, JSON.parse(signedForS3.text)]).toMatchObject([
      400,
      { error: { kind: "denied" } },
    ]);
    const unsigned = await gateway.send({
      method: "POST",
      target: `${target}x`,
      body: "{}",
      anonymous: true,
    });
    expect(JSON.parse(unsigned.text)).toMatchObject({ error: { code: "NoSuchOperation" } });
    const reading = await gateway.send({ method: "GET", target: "/.s3kit/api/v1/register", anonymous: true });
    expect(reading.status).toBe(405);
    const noJson = await gateway.send({
      method: "POST",
      target: "/.s3kit/api/v1/register",
      body: "code=x",
      anonymous: true,
    });
    expect(JSON.parse(noJson.text)).toMatchObject({ error: { code: "InvalidJson" } });
    const tooMuch = await gateway.send({
      method: "POST",
      target: "/.s3kit/api/v1/register",
      body: "x".repeat(300_000),
      anonymous: true,
    });
    expect(tooMuch.status).toBe(400);
  });

  it("keeps an audit log of what was done, shared, revoked and refused, without secrets", async () => {
    await using gateway = await runningGateway();
    await asAlice(gateway, async (of) =>
      of.createLink({ bucket: "data", key: "alice/lab/a", password: "hunter2" }),
    );
    const { id } = await asAlice(gateway, async (of) =>
      of.createShare({ workspace: "lab", user: "carol", permission: "READ" }),
    );
    await asAlice(gateway, async (of) => of.revokeShare({ id }));
    await outcome(
      gateway.as("bob").send(new PutObjectCommand({ Bucket: "data", Key: "alice/lab/b", Body: "x" })),
    );
    await outcome(asAlice(gateway, async (of) => of.createUser({ name: "eve" })));
    const { records } = await as(gateway, CLIENT_KEY, async (of) => of.readAudit({}));
    expect(records.map(({ by, action, outcome: how, target }) => [by, action, how, target])).toEqual([
      ["alice", "share link", "done", "s3://data/alice/lab/a"],
      ["alice", "share create", "done", "lab"],
      ["alice", "share revoke", "done", id],
      ["bob", "PutObject", "refused", "s3://data/alice/lab/b"],
      ["alice", "user create", "refused", "eve"],
    ]);
    expect(JSON.stringify(records)).not.toContain("hunter2");
    await expect(asAlice(gateway, async (of) => of.readAudit({}))).rejects.toThrow(AccessDeniedError);
  });

  it("is missed in words that help", async () => {
    await using store = await runningStore();
    const onStore = as(store, keyOf("alice"), async (of) => of.whoAmI({}));
    await expect(onStore).rejects.toThrow(ConfigurationError);
    const onNothing = as({ endpoint: "http://127.0.0.1:1" }, keyOf("alice"), async (of) => of.whoAmI({}));
    await expect(onNothing).rejects.toThrow(NetworkError);
    await expect(connect(undefined as unknown as string, undefined)).rejects.toThrow(
      /No gateway is configured/,
    );
  });
});
