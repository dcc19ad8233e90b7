import {
  CompleteMultipartUploadCommand,
  CreateMultipartUploadCommand,
  DeleteBucketCommand,
  DeleteObjectCommand,
  GetObjectCommand,
  ListObjectsV2Command,
  ListPartsCommand,
  PutObjectAclCommand,
  PutObjectCommand,
  UploadPartCommand,
  UploadPartCopyCommand,
  type S3Client,
} from "@aws-sdk/client-s3";
import { getSignedUrl } from "@aws-sdk/s3-request-presigner";
import { describe, expect, it } from "vitest";
import { signTextV2 } from "../../../src/lib/wire/auth/sign-text-v2.js";
import { requestsOn, type Key } from "../../integration/support/access-matrix.js";
import { keyOf, mint, outcome, runningGateway, seedLab, type GatewayFixture } from "./running-gateway.js";

const put = (client: S3Client, Key: string, more: object = {}) =>
  client.send(new PutObjectCommand({ Bucket: "data", Key, Body: Key, ...more }));
const get = (client: S3Client, Key: string) => client.send(new GetObjectCommand({ Bucket: "data", Key }));
const list = (client: S3Client, Prefix?: string) =>
  client.send(new ListObjectsV2Command({ Bucket: "data", Prefix }));

async function disable(gateway: GatewayFixture, name: string): Promise<void> {
  const record = { ...gateway.userRecord(name), isEnabled: false };
  await gateway.writer.commit({ put: "user", record });
  await gateway.writer.known();
}

describe("names that look alike", () => {
  it("give a user called `al` nothing of `alice`, and a workspace `lab/` nothing of `laboratory/`", async () => {
    await using gateway = await runningGateway(async (writer) => {
      await seedLab(writer);
      await writer.addUser("al");
      await writer.addWorkspace("lab-of-al", "al", { prefix: "al/lab/" });
    });
    await put(gateway.as("alice"), "alice/lab/a");
    await put(gateway.administrator, "al/laboratory/a");
    const al = gateway.as("al");
    expect(await outcome(put(al, "al/lab/a"))).toBe("ok");
    for (const key of ["alice/lab/a", "al/laboratory/a", "al/lab", "al", "alab/a", "al/la"])
      expect([key, await outcome(get(al, key))]).toEqual([key, "AccessDenied"]);
    for (const prefix of ["", "al", "al/", "al/la", "al/lab", "alice/", "alice/lab/"])
      expect([prefix, await outcome(list(al, prefix))]).toEqual([prefix, "AccessDenied"]);
  });

  it("mean themselves, whatever `*`, `?` and `%` mean elsewhere", async () => {
    await using gateway = await runningGateway(async (writer) => {
      await seedLab(writer);
      await writer.addWorkspace("stars", "carol", { prefix: "c*/?/%2F/" });
    });
    const carol = gateway.as("carol");
    expect(await outcome(put(carol, "c*/?/%2F/a"))).toBe("ok");
    expect(await outcome(list(carol, "c*/?/%2F/"))).toBe("ok");
    for (const key of ["carol/x/%2F/a", "cc/a/%2F/a", "c*/x/%2F/a", "c*/?///a", "c*/a"])
      expect([key, await outcome(put(carol, key))]).toEqual([key, "AccessDenied"]);
  });

  it.each(["..", ".", "%2e%2e", "..\\.."])("leave no way out by %j", async (segment) => {
    await using gateway = await runningGateway();
    const alice = gateway.as("alice");
    await put(gateway.administrator, "alice/secret");
    const targets = [`/data/alice/lab/${segment}/secret`, `/data/alice/lab%2F${segment}%2Fsecret`];
    for (const target of targets) {
      const { status } = await gateway.sendAs("alice", { method: "GET", target });
      expect([target, status]).toEqual([target, 403]);
    }
    expect(await outcome(list(alice, `alice/lab/${decodeURIComponent(segment)}/`))).toBe("AccessDenied");
  });
});

describe("uploads in parts", () => {
  it("cannot be begun inside and completed outside, nor copy parts from outside", async () => {
    await using gateway = await runningGateway();
    const alice = gateway.as("alice");
    const Bucket = "data";
    const begun = await alice.send(new CreateMultipartUploadCommand({ Bucket, Key: "alice/lab/big" }));
    const { UploadId } = begun;
    const part = await alice.send(
      new UploadPartCommand({ Bucket, Key: "alice/lab/big", UploadId, PartNumber: 1, Body: "part" }),
    );
    const MultipartUpload = { Parts: [{ ETag: part.ETag, PartNumber: 1 }] };
    for (const Key of ["alice/big", "alice/laboratory/big", "big"]) {
      const complete = new CompleteMultipartUploadCommand({ Bucket, Key, UploadId, MultipartUpload });
      expect(await outcome(alice.send(complete))).toBe("AccessDenied");
      const another = new UploadPartCommand({ Bucket, Key, UploadId, PartNumber: 2, Body: "x" });
      expect(await outcome(alice.send(another))).toBe("AccessDenied");
    }
    const own = new CompleteMultipartUploadCommand({
      Bucket,
      Key: "alice/own/big",
      UploadId,
      MultipartUpload,
    });
    expect(await outcome(alice.send(own))).toBe("NoSuchUpload");
    await put(gateway.administrator, "secret");
    const copy = { Bucket, Key: "alice/lab/big", UploadId, PartNumber: 2, CopySource: "data/secret" };
    expect(await outcome(alice.send(new UploadPartCopyCommand(copy)))).toBe("AccessDenied");
    const bob = new ListPartsCommand({ Bucket, Key: "alice/lab/big", UploadId });
    expect(await outcome(gateway.as("bob").send(bob))).toBe("ok");
    expect(await outcome(gateway.as("carol").send(bob))).toBe("AccessDenied");
    const complete = { Bucket, Key: "alice/lab/big", UploadId, MultipartUpload };
    expect(await outcome(alice.send(new CompleteMultipartUploadCommand(complete)))).toBe("ok");
  });

  it("go no further once the share is gone", async () => {
    await using gateway = await runningGateway(async (writer) => {
      await seedLab(writer);
      await writer.share("lab", "carol", { permission: "READWRITE" });
    });
    const carol = gateway.as("carol");
    const place = { Bucket: "data", Key: "alice/lab/big" };
    const { UploadId } = await carol.send(new CreateMultipartUploadCommand(place));
    await gateway.writer.commit({ remove: "share", id: "s-lab-carol" });
    await gateway.writer.known();
    const part = new UploadPartCommand({ ...place, UploadId, PartNumber: 1, Body: "x" });
    expect(await outcome(carol.send(part))).toBe("AccessDenied");
    const complete = new CompleteMultipartUploadCommand({ ...place, UploadId });
    expect(await outcome(carol.send(complete))).toBe("AccessDenied");
  });
});

describe("presigned URLs and forms", () => {
  it("do what their user may do at that moment, and nothing once he is disabled", async () => {
    await using gateway = await runningGateway();
    const alice = gateway.as("alice");
    await put(alice, "alice/lab/a");
    const url = async (command: GetObjectCommand | PutObjectCommand) =>
      getSignedUrl(alice, command, { expiresIn: 600 });
    const reading = await url(new GetObjectCommand({ Bucket: "data", Key: "alice/lab/a" }));
    const writing = await url(new PutObjectCommand({ Bucket: "data", Key: "alice/lab/b" }));
    const outside = await url(new GetObjectCommand({ Bucket: "data", Key: "alice/secret" }));
    expect((await fetch(reading)).status).toBe(200);
    expect((await fetch(writing, { method: "PUT", body: "x" })).status).toBe(200);
    expect((await fetch(outside)).status).toBe(403);
    expect((await fetch(reading.replace("/alice/lab/a?", "/alice/secret?"))).status).toBe(403);
    expect((await fetch(presignedV2(gateway, "alice", "/data/alice/lab/a"))).status).toBe(200);
    expect((await fetch(presignedV2(gateway, "alice", "/data/alice/secret"))).status).toBe(403);
    await disable(gateway, "alice");
    expect((await fetch(reading)).status).toBe(403);
    expect((await fetch(writing, { method: "PUT", body: "x" })).status).toBe(403);
    expect((await fetch(presignedV2(gateway, "alice", "/data/alice/lab/a"))).status).toBe(403);
  });

  it("carry the session token of minted credentials, and end with what stands behind them", async () => {
    await using gateway = await runningGateway();
    const token = {
      id: "t1",
      userId: "u-alice",
      accessKeyId: "",
      mode: "gateway",
      workspaces: [],
      issuedAt: "2026-01-01T00:00:00.000Z",
      expiresAt: "2999-01-01T00:00:00.000Z",
    } as const;
    await gateway.writer.commit({ put: "token", record: token });
    await gateway.writer.known();
    const client = gateway.withCredentials(await mint("alice", { tokenId: "t1" }));
    await put(client, "alice/lab/a");
    const command = new GetObjectCommand({ Bucket: "data", Key: "alice/lab/a" });
    const url = await getSignedUrl(client, command, { expiresIn: 600 });
    expect((await fetch(url)).status).toBe(200);
    await gateway.writer.commit({ remove: "token", id: "t1" });
    await gateway.writer.known();
    expect((await fetch(url)).status).toBe(403);
    expect(await outcome(get(client, "alice/lab/a"))).toBe("AccessDenied");
  });

  it("of browsers reach what their signer may write, whatever the form asks for", async () => {
    await using gateway = await runningGateway();
    const post = async (signer: Key, key: string): Promise<number> => {
      const form = requestsOn("data", key, "", signer).find(({ operation }) => operation === "PostObject");
      if (form === undefined) throw new Error("There is no form");
      const body = new Uint8Array(form.body);
      const { headers, target } = form;
      return (await fetch(`${gateway.endpoint}${target}`, { method: "POST", headers, body })).status;
    };
    expect(await post(keyOf("alice"), "alice/lab/form")).toBe(204);
    expect(await post(keyOf("alice"), "alice/form")).toBe(403);
    expect(await post(keyOf("bob"), "alice/lab/form")).toBe(403);
    expect(await post(keyOf("carol"), "alice/lab/form")).toBe(403);
    expect(await post(await mint("alice"), "alice/lab/form")).toBe(204);
    expect(await post(await mint("alice"), "alice/form")).toBe(403);
    expect(await post(await mint("bob"), "alice/lab/form")).toBe(403);
    const stolen = { ...(await mint("carol")), sessionToken: (await mint("alice")).sessionToken };
    expect(await post(stolen, "alice/lab/form")).toBe(403);
  });
});

describe("session tokens", () => {
  it("work for the credentials alone that they came with", async () => {
    await using gateway = await runningGateway();
    const [alices, bobs] = [await mint("alice"), await mint("bob")];
    const seen = async (credentials: {
      accessKeyId: string;
      secretAccessKey: string;
      sessionToken?: string;
    }) => outcome(put(gateway.withCredentials(credentials), "alice/lab/a"));
    expect(await seen(alices)).toBe("ok");
    expect(await seen({ ...bobs, sessionToken: alices.sessionToken })).toBe("InvalidAccessKeyId");
    expect(await seen({ ...alices, secretAccessKey: bobs.secretAccessKey })).toBe("SignatureDoesNotMatch");
    const { sessionToken: _token, ...bare } = alices;
    expect(await seen(bare)).toBe("InvalidAccessKeyId");
    expect(await seen({ ...keyOf("bob"), sessionToken: alices.sessionToken })).toBe("InvalidToken");
    const at = alices.sessionToken.length - 10;
    const changed = `${alices.sessionToken.slice(0, at)}${alices.sessionToken[at] === "A" ? "B" : "A"}${alices.sessionToken.slice(at + 1)}`;
    expect(await seen({ ...alices, sessionToken: changed })).toBe("InvalidAccessKeyId");
  });

  it("end at their time, with their grants, and where their scopes end", async () => {
    await using gateway = await runningGateway();
    const over = await mint("alice", { expiresAt: Date.now() - 1 });
    expect(await outcome(put(gateway.withCredentials(over), "alice/lab/a"))).toBe("ExpiredToken");
    const scope = { bucket: "data", prefix: "alice/lab/in/" };
    const scoped = gateway.withCredentials(await mint("alice", { scopes: [{ scope, permission: "READ" }] }));
    expect(await outcome(list(scoped, "alice/lab/in/"))).toBe("ok");
    expect(await outcome(put(scoped, "alice/lab/in/a"))).toBe("AccessDenied");
    expect(await outcome(list(scoped, "alice/lab/"))).toBe("AccessDenied");
    const folders = async (client: S3Client, Prefix: string) =>
      (await client.send(new ListObjectsV2Command({ Bucket: "data", Prefix, Delimiter: "/" })))
        .CommonPrefixes;
    expect(await folders(scoped, "alice/")).toEqual([{ Prefix: "alice/lab/" }]);
    const dropping = gateway.withCredentials(
      await mint("alice", { scopes: [{ scope, permission: "WRITE" }] }),
    );
    expect(await outcome(put(dropping, "alice/lab/in/a"))).toBe("ok");
    expect(await outcome(folders(dropping, "alice/"))).toBe("AccessDenied");
    const shared = gateway.withCredentials(await mint("bob", { grantIds: ["share:s-lab-bob"] }));
    await put(gateway.as("alice"), "alice/lab/a");
    expect(await outcome(get(shared, "alice/lab/a"))).toBe("ok");
    await gateway.writer.commit({ remove: "share", id: "s-lab-bob" });
    await gateway.writer.share("lab", "bob", { id: "another" });
    await gateway.writer.known();
    expect(await outcome(get(gateway.as("bob"), "alice/lab/a"))).toBe("ok");
    expect(await outcome(get(shared, "alice/lab/a"))).toBe("AccessDenied");
  });

  it("made with another key ring, or for a user who is gone, are nothing", async () => {
    await using gateway = await runningGateway();
    const ghost = await mint("nobody");
    expect(await outcome(put(gateway.withCredentials(ghost), "alice/lab/a"))).toBe("AccessDenied");
    await disable(gateway, "alice");
    expect(await outcome(put(gateway.withCredentials(await mint("alice")), "alice/lab/a"))).toBe(
      "AccessDenied",
    );
  });
});

describe("what a grant does not give", () => {
  it.each([
    ["a public ACL", { ACL: "public-read" } as const],
    ["a grant by ACL", { GrantRead: 'uri="http://acs.amazonaws.com/groups/global/AllUsers"' }],
    ["a lock", { ObjectLockMode: "COMPLIANCE", ObjectLockRetainUntilDate: new Date("2999-01-01") } as const],
    ["a legal hold", { ObjectLockLegalHoldStatus: "ON" } as const],
  ])("is refused: %s", async (_what, more) => {
    await using gateway = await runningGateway();
    expect(await outcome(put(gateway.as("alice"), "alice/lab/a", more))).toBe("AccessDenied");
    expect(await outcome(get(gateway.administrator, "alice/lab/a"))).toBe("NoSuchKey");
  });

  it("is refused: ACLs afterwards, and passing over locks", async () => {
    await using gateway = await runningGateway();
    const alice = gateway.as("alice");
    await put(alice, "alice/lab/a", { ACL: "private" });
    const acl = new PutObjectAclCommand({ Bucket: "data", Key: "alice/lab/a", ACL: "public-read" });
    expect(await outcome(alice.send(acl))).toBe("AccessDenied");
    const removal = { Bucket: "data", Key: "alice/lab/a", BypassGovernanceRetention: true };
    expect(await outcome(alice.send(new DeleteObjectCommand(removal)))).toBe("AccessDenied");
  });
});

describe("a registry that cannot be trusted", () => {
  const REGISTRY_LOST_MS = 2500;

  it("lets nobody in once the control bucket is lost", { timeout: 20_000 }, async () => {
    await using gateway = await runningGateway();
    const alice = gateway.as("alice");
    expect(await outcome(put(alice, "alice/lab/a"))).toBe("ok");
    const { client } = gateway.store;
    const { Contents = [] } = await client.send(new ListObjectsV2Command({ Bucket: "control" }));
    for (const { Key } of Contents) await client.send(new DeleteObjectCommand({ Bucket: "control", Key }));
    await client.send(new DeleteBucketCommand({ Bucket: "control" }));
    await new Promise((resolve) => setTimeout(resolve, REGISTRY_LOST_MS));
    expect(await outcome(put(alice, "alice/lab/a"))).toBe("ServiceUnavailable");
    expect(await outcome(get(gateway.administrator, "alice/lab/a"))).toBe("ok");
  });

  it("lets nobody in once somebody wrote to it past s3kit", { timeout: 20_000 }, async () => {
    await using gateway = await runningGateway();
    const alice = gateway.as("alice");
    expect(await outcome(put(alice, "alice/lab/a"))).toBe("ok");
    const { sequence } = gateway.registry.state;
    const Key = `.s3kit/registry/log/${(sequence + 1).toString().padStart(12, "0")}.json`;
    const last = `.s3kit/registry/log/${sequence.toString().padStart(12, "0")}.json`;
    const entry = await gateway.store.client.send(new GetObjectCommand({ Bucket: "control", Key: last }));
    const text = (await entry.Body?.transformToString()) ?? "";
    const Body = text
      .replace(`"sequence":${sequence}`, `"sequence":${sequence + 1}`)
      .replace("READ", "READWRITE");
    await gateway.store.client.send(new PutObjectCommand({ Bucket: "control", Key, Body }));
    await new Promise((resolve) => setTimeout(resolve, REGISTRY_LOST_MS));
    expect(await outcome(put(alice, "alice/lab/a"))).toBe("ServiceUnavailable");
  });
});

describe("clocks", () => {
  it("that are far apart are refused, by the gateway's own", async () => {
    await using gateway = await runningGateway(seedLab, { clock: () => new Date(Date.now() + 20 * 60_000) });
    expect(await outcome(put(gateway.as("alice"), "alice/lab/a"))).toBe("RequestTimeTooSkewed");
  });

  it("decide when shares and tokens end: the gateway's", async () => {
    let aheadMs = 0;
    await using gateway = await runningGateway(
      async (writer) => {
        await seedLab(writer);
        const expiresAt = new Date(Date.now() + 300_000).toISOString();
        await writer.share("lab", "carol", { expiresAt });
      },
      { clock: () => new Date(Date.now() + aheadMs) },
    );
    const carol = gateway.as("carol");
    expect(await outcome(list(carol, "alice/lab/"))).toBe("ok");
    aheadMs = 301_000;
    await expect(list(carol, "alice/lab/")).rejects.toThrow(/has expired/);
  });
});

function presignedV2({ endpoint }: GatewayFixture, name: string, path: string): string {
  const { accessKeyId, secretAccessKey } = keyOf(name);
  const expires = Math.floor(Date.now() / 1000) + 600;
  const signature = signTextV2(secretAccessKey, `GET\n\n\n${expires}\n${path}`);
  return `${endpoint}${path}?AWSAccessKeyId=${accessKeyId}&Expires=${expires}&Signature=${encodeURIComponent(signature)}`;
}
