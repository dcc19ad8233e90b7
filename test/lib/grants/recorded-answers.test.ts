import { readFileSync } from "node:fs";
import { Readable } from "node:stream";
import { HttpResponse } from "@smithy/core/protocols";
import { describe, expect, test } from "vitest";
import {
  AccessDeniedError,
  NotFoundError,
  UnsupportedByStoreError,
} from "../../../src/lib/errors/s3kit-error.js";
import { getDataAccess, listOwnGrants } from "../../../src/lib/grants/caller-access.js";
import { createControlClient } from "../../../src/lib/grants/control-client.js";
import { createGrant, listGrants } from "../../../src/lib/grants/grants.js";
import {
  createInstance,
  findInstance,
  getInstance,
  listInstances,
} from "../../../src/lib/grants/instances.js";
import { createLocation, listLocations } from "../../../src/lib/grants/locations.js";
import type { GrantsConnection } from "../../../src/lib/grants/open-grants.js";
import { getResourcePolicy } from "../../../src/lib/grants/resource-policy.js";

interface Sent {
  readonly method: string;
  readonly hostname: string;
  readonly path: string;
  readonly query: Readonly<Record<string, string>>;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
}

/** A connection to AWS whose requests are answered with what AWS once answered. */
async function answering(name: string, status = 200, change = (text: string): string => text) {
  const sent: Sent[] = [];
  const body = change(readFileSync(new URL(`golden/${name}.xml`, import.meta.url), "utf8"));
  const handle = async (request: Sent) => {
    sent.push(request);
    // Lists that were recorded go on; the next page is the last.
    const text = sent.length === 1 ? body : body.replace(/<NextToken>.*<\/NextToken>/, "");
    const answer = {
      statusCode: status,
      headers: { "content-type": "application/xml" },
      body: Readable.from([Buffer.from(text)]),
    };
    return Promise.resolve({ response: new HttpResponse(answer) });
  };
  const client = await createControlClient({
    endpoint: undefined,
    region: "eu-west-1",
    credentials: { accessKeyId: "AKIA", secretAccessKey: "secret" },
    maxAttempts: 1,
    requestHandler: { handle, destroy: () => undefined } as never,
  });
  return { sent, connection: { client, accountId: "111122223333" } satisfies GrantsConnection };
}

async function all<Item>(items: AsyncIterable<Item>): Promise<readonly Item[]> {
  return Array.fromAsync(items);
}

const INSTANCE = {
  id: "default",
  arn: "arn:aws:s3:eu-west-1:111122223333:access-grants/default",
  createdAt: "2026-11-21T22:00:00.000Z",
  identityCenterArn: null,
};
const LOCATION = {
  id: "default",
  arn: "arn:aws:s3:eu-west-1:111122223333:access-grants/location/default",
  scope: "s3://",
  iamRoleArn: "arn:aws:iam::111122223333:role/s3ag",
  createdAt: "2026-11-21T22:00:00.000Z",
};
const GRANT = {
  id: "a1b2c3d4-5678-90ab-cdef-111111111111",
  arn: "arn:aws:s3:eu-west-1:111122223333:access-grants/grant/a1b2c3d4-5678-90ab-cdef-111111111111",
  granteeType: "IAM",
  grantee: "arn:aws:iam::111122223333:user/alice",
  permission: "READWRITE",
  scope: "s3://bucket/bob/*",
  locationId: "default",
  subPrefix: "bucket/bob/*",
  applicationArn: null,
  createdAt: "2026-11-21T22:00:00.000Z",
};
const NEW_GRANT = { locationId: "default", granteeType: "IAM", grantee: "a", permission: "READ" } as const;

describe("what AWS answers is understood", () => {
  test.each<[golden: string, ask: (connection: GrantsConnection) => Promise<unknown>, expected: unknown]>([
    ["create_access_grants_instance", async (to) => createInstance(to), INSTANCE],
    ["get_access_grants_instance", async (to) => getInstance(to), INSTANCE],
    ["list_access_grants_instances", async (to) => all(listInstances(to)), [INSTANCE]],
    [
      "get_access_grants_instance_for_prefix",
      async (to) => findInstance(to, "s3://bucket"),
      { ...INSTANCE, createdAt: null },
    ],
    [
      "create_access_grants_location",
      async (to) => createLocation(to, { scope: "s3://", iamRoleArn: "r" }),
      LOCATION,
    ],
    ["list_access_grants_locations", async (to) => all(listLocations(to)), [LOCATION, LOCATION]],
    ["create_access_grant", async (to) => createGrant(to, NEW_GRANT), GRANT],
    ["list_access_grants", async (to) => all(listGrants(to)), [GRANT, GRANT]],
    [
      "list_caller_access_grants",
      async (to) => all(listOwnGrants(to)),
      [{ permission: "READ", scope: "s3://bucket/bob/*", applicationArn: "ALL" }],
    ],
    [
      "get_access_grants_instance_resource_policy",
      async (to) => getResourcePolicy(to),
      {
        policy: '{"Version":"2012-10-17"}',
        organization: "o-abcdefghij",
        createdAt: "2026-11-21T22:00:00.000Z",
      },
    ],
    [
      "get_data_access",
      async (to) => getDataAccess(to, { target: "s3://bucket/bob/x", permission: "READ" }),
      {
        accessKeyId: "ASIAEXAMPLE",
        secretAccessKey: "secret",
        sessionToken: "token",
        expiration: new Date("2026-11-21T23:00:00.000Z"),
        matchedTarget: "s3://bucket/bob/*",
        granteeType: "IAM",
        grantee: "arn:aws:iam::111122223333:user/alice",
      },
    ],
  ])("%s", async (golden, ask, expected) => {
    const { connection } = await answering(golden);
    expect(await ask(connection)).toEqual(expected);
  });
});

describe("refusals", () => {
  test.each([
    [
      "of both forms",
      "error-Error",
      404,
      NotFoundError,
      "AccessGrantsInstanceNotExistsError",
      "Access Grants Instance does not exist",
    ],
    [
      "with a reason",
      "error-ErrorResponse",
      403,
      AccessDeniedError,
      "AccessDenied",
      "You do not have READ permissions to the requested S3 Prefix: s3://bucket/x",
    ],
  ])("%s say what to do", async (_name, golden, status, Kind, code, message) => {
    const { connection } = await answering(golden, status);
    const error: unknown = await getInstance(connection).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(Kind);
    expect(error).toMatchObject({ code, message });
  });

  test("of stores without S3 Access Grants say so", async () => {
    const { connection } = await answering("error-Error", 404, (text) =>
      text.replace("AccessGrantsInstanceNotExistsError", "NoSuchBucket"),
    );
    await expect(getInstance(connection)).rejects.toThrow(UnsupportedByStoreError);
  });
});

describe("requests", () => {
  test("to AWS go to the account's own host", async () => {
    const { connection, sent } = await answering("get_data_access");
    await getDataAccess(connection, {
      target: "s3://bucket/key",
      permission: "READ",
      privilege: "Minimal",
      durationSeconds: 900,
    });
    expect(sent[0]).toMatchObject({
      method: "GET",
      hostname: "111122223333.s3-control.eu-west-1.amazonaws.com",
      path: "/v20180820/accessgrantsinstance/dataaccess",
      query: {
        target: "s3://bucket/key",
        permission: "READ",
        privilege: "Minimal",
        durationSeconds: "900",
        targetType: "Object",
      },
      headers: { "x-amz-account-id": "111122223333" },
    });
  });

  test("for least privilege on a prefix name no object", async () => {
    const { connection, sent } = await answering("get_data_access");
    await getDataAccess(connection, { target: "s3://bucket/key*", permission: "READ", privilege: "Minimal" });
    expect(sent[0]?.query["targetType"]).toBeUndefined();
  });
});
