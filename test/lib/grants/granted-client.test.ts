import { HeadObjectCommand, PutObjectCommand, type S3Client } from "@aws-sdk/client-s3";
import {
  CreateAccessGrantCommand,
  CreateAccessGrantsInstanceCommand,
  CreateAccessGrantsLocationCommand,
} from "@aws-sdk/client-s3-control";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createGrantedClient } from "../../../src/lib/grants/granted-client.js";
import { presignObject } from "../../../src/lib/presign/presign-object.js";
import { deleteObjects } from "../../../src/lib/s3/delete-objects.js";
import { directRequest } from "../../../src/lib/s3/direct/direct-request.js";
import { listEntryPages } from "../../../src/lib/s3/list-entries.js";
import { keyOf } from "../gateway/running-gateway.js";
import { ACCOUNT, gatewayWithGrants } from "../gateway/access-grants/control-clients.js";

let gateway: Awaited<ReturnType<typeof gatewayWithGrants>>;
let client: S3Client;
/** Whose signature each request carried that reached S3. */
const signers: string[] = [];

beforeAll(async () => {
  gateway = await gatewayWithGrants(undefined, {
    observers: () => ({
      onRequest: ({ operation, caller }) => {
        if (operation !== "GetCallerIdentity")
          signers.push(caller.kind === "signed" ? caller.accessKeyId : "");
      },
    }),
  });
  const AccountId = ACCOUNT;
  const IAMRoleArn = `arn:aws:iam::${ACCOUNT}:role/data`;
  await gateway.control.send(new CreateAccessGrantsInstanceCommand({ AccountId }));
  await gateway.control.send(
    new CreateAccessGrantsLocationCommand({ AccountId, LocationScope: "s3://", IAMRoleArn }),
  );
  for (const [S3SubPrefix, Permission] of [
    ["data/in/*", "READ"],
    ["data/out/*", "READWRITE"],
    ["data/too/*", "WRITE"],
  ] as const)
    await gateway.control.send(
      new CreateAccessGrantCommand({
        AccountId,
        AccessGrantsLocationId: "default",
        AccessGrantsLocationConfiguration: { S3SubPrefix },
        Grantee: { GranteeType: "IAM", GranteeIdentifier: `arn:aws:iam::${ACCOUNT}:user/alice` },
        Permission,
      }),
    );
  for (const Key of ["in/a", "in/b", "out/1", "out/2", "too/1"])
    await gateway.store.client.send(new PutObjectCommand({ Bucket: "data", Key, Body: Key }));
  client = createGrantedClient({
    profile: undefined,
    endpoint: gateway.endpoint,
    region: "us-east-1",
    pathStyle: true,
    credentials: keyOf("alice"),
    checksums: "when_required",
  });
  signers.length = 0;
});
afterAll(async () => {
  client.destroy();
  await gateway[Symbol.asyncDispose]();
});

describe("a client of s3kit's services with S3 Access Grants", () => {
  test("lists, reads and writes past the SDK, and through it, with what it was given", async () => {
    const listed: string[] = [];
    for await (const page of listEntryPages(client, { bucket: "data", prefix: "in/" }))
      listed.push(...page.flatMap((entry) => ("key" in entry ? [entry.key] : [])));
    expect(listed).toEqual(["in/a", "in/b"]);
    const { body } = await directRequest(client, { method: "GET", bucket: "data", key: "in/a" });
    expect(body.toString()).toBe("in/a");
    await directRequest(client, { method: "PUT", bucket: "data", key: "out/new", body: Buffer.from("new") });
    expect((await client.send(new HeadObjectCommand({ Bucket: "data", Key: "out/new" }))).ContentLength).toBe(
      3,
    );
    expect(signers.filter((id) => !id.startsWith("S3KS"))).toEqual([]);
    // Reading in, writing out and reading out were asked for once each.
    expect(new Set(signers).size).toBe(3);
  });

  test("is refused in the store's own way where nothing is granted", async () => {
    await expect(
      directRequest(client, { method: "PUT", bucket: "data", key: "in/a", body: Buffer.from("x") }),
    ).rejects.toMatchObject({
      name: "AccessDenied",
      message: "You do not have WRITE permissions to the requested S3 Prefix: s3://data/in/a",
      $metadata: { httpStatusCode: 403 },
    });
  });

  test("deletes under several grants, and says what it may not", async () => {
    const objects = ["out/1", "in/a", "too/1", "out/2"].map((key) => ({ key }));
    const deleted: string[] = [];
    const failed: string[] = [];
    for await (const batch of deleteObjects(client, { bucket: "data", objects })) {
      deleted.push(...batch.deleted.map(({ key }) => key));
      failed.push(...batch.failed.map(({ key }) => key));
    }
    expect(deleted.toSorted()).toEqual(["out/1", "out/2", "too/1"]);
    expect(failed).toEqual(["in/a"]);
  });

  test("presigns with granted credentials", async () => {
    const { url } = await presignObject(client, {
      method: "GET",
      bucket: "data",
      key: "in/b",
      expiresInSeconds: 60,
    });
    expect(new URL(url).searchParams.get("X-Amz-Credential")).toMatch(/^S3KS/);
    expect(await (await fetch(url)).text()).toBe("in/b");
  });

  test("uses its own credentials for what no grant is for", async () => {
    signers.length = 0;
    await directRequest(client, { method: "GET" });
    expect(signers).toEqual([keyOf("alice").accessKeyId]);
  });
});
