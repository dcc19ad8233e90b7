import {
  AssociateAccessGrantsIdentityCenterCommand,
  CreateAccessGrantCommand,
  CreateAccessGrantsInstanceCommand,
  CreateAccessGrantsLocationCommand,
  DeleteAccessGrantCommand,
  DeleteAccessGrantsInstanceCommand,
  DeleteAccessGrantsInstanceResourcePolicyCommand,
  DeleteAccessGrantsLocationCommand,
  DissociateAccessGrantsIdentityCenterCommand,
  GetAccessGrantCommand,
  GetAccessGrantsInstanceCommand,
  GetAccessGrantsInstanceForPrefixCommand,
  GetAccessGrantsInstanceResourcePolicyCommand,
  GetAccessGrantsLocationCommand,
  GetDataAccessCommand,
  ListAccessGrantsCommand,
  ListAccessGrantsInstancesCommand,
  ListCallerAccessGrantsCommand,
  ListTagsForResourceCommand,
  PutAccessGrantsInstanceResourcePolicyCommand,
  TagResourceCommand,
  UntagResourceCommand,
  UpdateAccessGrantsLocationCommand,
  type CreateAccessGrantCommandInput,
  type S3ControlClient,
} from "@aws-sdk/client-s3-control";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { presignUrl } from "../../../../src/lib/wire/auth/presign-url.js";
import { keyOf } from "../running-gateway.js";
import type { PutEvent } from "../../../../src/lib/workspace/registry/records.js";
import { ACCOUNT, gatewayWithGrants } from "./control-clients.js";

const ROLE = `arn:aws:iam::${ACCOUNT}:role/data`;
const AccountId = ACCOUNT;
const BOB = { GranteeType: "IAM", GranteeIdentifier: `arn:aws:iam::${ACCOUNT}:user/bob` } as const;
const ALICE = { GranteeType: "IAM", GranteeIdentifier: `arn:aws:iam::${ACCOUNT}:user/alice` } as const;

let gateway: Awaited<ReturnType<typeof gatewayWithGrants>>;
let control: S3ControlClient;

beforeAll(async () => {
  gateway = await gatewayWithGrants(async (writer) => {
    await writer.addWorkspace("lab", "alice");
    await writer.share("lab", "bob");
  });
  control = gateway.control;
});
afterAll(async () => {
  await gateway[Symbol.asyncDispose]();
});

/** `CODE STATUS MESSAGE` of a refusal, else `ok`. */
async function outcome(call: Promise<unknown>): Promise<string> {
  try {
    await call;
    return "ok";
  } catch (error) {
    const { name, message, $metadata } = error as Error & { $metadata?: { httpStatusCode?: number } };
    return `${name} ${($metadata?.httpStatusCode ?? 0).toString()} ${message}`;
  }
}

const NO_INSTANCE = "AccessGrantsInstanceNotExistsError 404 Access Grants Instance does not exist";
const createLocation = async (LocationScope: string, IAMRoleArn = ROLE) =>
  control.send(new CreateAccessGrantsLocationCommand({ AccountId, LocationScope, IAMRoleArn }));
const createGrant = async (
  S3SubPrefix: string | undefined,
  more: Partial<CreateAccessGrantCommandInput> = {},
) =>
  control.send(
    new CreateAccessGrantCommand({
      AccountId,
      AccessGrantsLocationId: "default",
      Grantee: ALICE,
      Permission: "READ",
      ...(S3SubPrefix === undefined ? {} : { AccessGrantsLocationConfiguration: { S3SubPrefix } }),
      ...more,
    }),
  );
const dataAccess = async (client: S3ControlClient, Target: string, more: object = {}) =>
  client.send(new GetDataAccessCommand({ AccountId, Target, Permission: "READ", ...more }));

describe("before there is an instance", () => {
  test.each([
    ["GetAccessGrantsInstance", async () => control.send(new GetAccessGrantsInstanceCommand({ AccountId }))],
    [
      "DeleteAccessGrantsInstance",
      async () => control.send(new DeleteAccessGrantsInstanceCommand({ AccountId })),
    ],
    [
      "GetAccessGrantsInstanceForPrefix",
      async () =>
        control.send(new GetAccessGrantsInstanceForPrefixCommand({ AccountId, S3Prefix: "s3://b" })),
    ],
    ["CreateAccessGrantsLocation", async () => createLocation("s3://")],
    ["CreateAccessGrant", async () => createGrant("b/*")],
    ["ListAccessGrants", async () => control.send(new ListAccessGrantsCommand({ AccountId }))],
    ["GetDataAccess", async () => dataAccess(gateway.alice, "s3://b/x")],
    [
      "ListCallerAccessGrants",
      async () => gateway.alice.send(new ListCallerAccessGrantsCommand({ AccountId })),
    ],
  ])("%s says that there is none", async (_name, call) => {
    expect(await outcome(call())).toBe(NO_INSTANCE);
  });

  test("the list of instances is empty", async () => {
    expect(
      (await control.send(new ListAccessGrantsInstancesCommand({ AccountId }))).AccessGrantsInstancesList,
    ).toEqual([]);
  });
});

describe("an instance", () => {
  beforeAll(async () => {
    await control.send(new CreateAccessGrantsInstanceCommand({ AccountId }));
  });

  test("is made once", async () => {
    expect(await outcome(control.send(new CreateAccessGrantsInstanceCommand({ AccountId })))).toBe(
      "AccessGrantsInstanceAlreadyExists 409 Access Grants Instance already exists",
    );
  });

  test("belongs to its account; who asks for a prefix is told which", async () => {
    const other = { AccountId: "999988887777" };
    expect(await outcome(control.send(new GetAccessGrantsInstanceCommand(other)))).toBe(NO_INSTANCE);
    const found = await gateway.alice.send(
      new GetAccessGrantsInstanceForPrefixCommand({ ...other, S3Prefix: "s3://b/x" }),
    );
    expect(found.AccessGrantsInstanceArn).toBe(`arn:aws:s3:eu-west-1:${ACCOUNT}:access-grants/default`);
  });

  test("has nothing to do with IAM Identity Center", async () => {
    const IdentityCenterArn = "arn:aws:sso:::instance/ssoins-1234567890abcdef";
    const refused = /^NotImplemented 501 /;
    expect(
      await outcome(
        control.send(new AssociateAccessGrantsIdentityCenterCommand({ AccountId, IdentityCenterArn })),
      ),
    ).toMatch(refused);
    expect(
      await outcome(control.send(new DissociateAccessGrantsIdentityCenterCommand({ AccountId }))),
    ).toMatch(refused);
    expect(
      await outcome(control.send(new CreateAccessGrantsInstanceCommand({ AccountId, IdentityCenterArn }))),
    ).toBe("InvalidIdentityCenterInstance 400 The specified identity center instance is invalid");
  });

  test("keeps a resource policy", async () => {
    const none =
      "AccessGrantsInstanceResourcePolicyNotExists 404 Access Grants Instance Resource Policy does not exist";
    const get = async () => control.send(new GetAccessGrantsInstanceResourcePolicyCommand({ AccountId }));
    const put = async (Policy: string) =>
      control.send(new PutAccessGrantsInstanceResourcePolicyCommand({ AccountId, Policy }));
    expect(await outcome(get())).toBe(none);
    for (const bad of ["", "{", "[]", '{"Statements":[]}', "x".repeat(350_001)])
      expect(await outcome(put(bad))).toMatch(
        /^InvalidResourcePolicy 400 The specified Resource Policy is invalid$/,
      );
    const policy = '{"Version":"2012-10-17","Statement":[{"Sid":"a & <b>","Effect":"Allow"}]}';
    await put(policy);
    expect((await get()).Policy).toBe(policy);
    await control.send(new DeleteAccessGrantsInstanceResourcePolicyCommand({ AccountId }));
    expect(await outcome(get())).toBe(none);
  });

  test("is administered by administrators", async () => {
    expect(await outcome(gateway.alice.send(new ListAccessGrantsCommand({ AccountId })))).toMatch(
      /^AccessDenied 403 User: arn:aws:iam::111122223333:user\/alice is not authorized to perform: s3:ListAccessGrants /,
    );
    expect(await outcome(gateway.alice.send(new CreateAccessGrantsInstanceCommand({ AccountId })))).toMatch(
      /^AccessDenied 403/,
    );
  });

  test("answers for twelve digits alone", async () => {
    for (const id of ["1", "abcdefghijkl", "1111222233334"])
      expect(
        (await gateway.raw("GET", "/accessgrantsinstance", "", { headers: { "x-amz-account-id": id } })).text,
      ).toContain("<Code>InvalidRequest</Code>");
  });

  test("takes no unsigned, foreign or unknown requests", async () => {
    const unsigned = await fetch(`${gateway.endpoint}/v20180820/accessgrantsinstance`);
    expect(unsigned.status).toBe(403);
    expect(await unsigned.text()).toContain("<ErrorResponse><Error><Code>AccessDenied</Code>");
    const presigned = presignUrl(
      {
        method: "GET",
        origin: gateway.endpoint,
        rawPath: "/v20180820/accessgrantsinstance/dataaccess",
        query: "target=s3%3A%2F%2Fdata%2Fx&permission=READ",
        headers: { "x-amz-account-id": ACCOUNT },
        expiresInSeconds: 60,
      },
      keyOf("alice"),
      "us-east-1",
      "s3",
      new Date(),
    );
    const handedOn = await fetch(presigned, { headers: { "x-amz-account-id": ACCOUNT } });
    expect(await handedOn.text()).toContain("Sign the request in its Authorization header");
    const key = { accessKeyId: "AKnobody", secretAccessKey: "x" };
    expect((await gateway.raw("GET", "/accessgrantsinstance", "", { key })).text).toContain(
      "<Code>InvalidAccessKeyId</Code>",
    );
    expect((await gateway.raw("PATCH", "/accessgrantsinstance")).status).toBe(405);
    expect((await gateway.raw("GET", "/accessgrantsinstance/nothing")).status).toBe(405);
    expect((await gateway.raw("POST", "/accessgrantsinstance/location", "<oops")).text).toContain(
      "<Code>MalformedXML</Code>",
    );
  });
});

describe("locations", () => {
  test.each([
    "",
    "s3:/",
    "https://b",
    "s3://b",
    "s3://B_",
    "s3://bucket/prefix",
    "s3://bucket/.s3kit/*",
    `s3://bucket/${"x".repeat(2000)}*`,
  ])("are not at %j", async (scope) => {
    expect(await outcome(createLocation(scope))).toBe(
      "InvalidAccessGrantsLocation 400 The specified Access Grants Location is invalid",
    );
  });

  test.each([
    "",
    "role/x",
    "arn:aws:iam::1:role/x",
    `arn:aws:iam::${ACCOUNT}:user/x`,
    `arn:aws:iam::${ACCOUNT}:role/`,
  ])("have no role %j", async (role) => {
    expect(await outcome(createLocation("s3://other", role))).toBe(
      "InvalidIamRole 400 The specified IAM Role is invalid",
    );
  });

  test("are made once, get another role, and are removed when no grant is left", async () => {
    const { AccessGrantsLocationId: id = "" } = await createLocation("s3://team/a*");
    expect(await outcome(createLocation("s3://team/a*"))).toBe(
      "AccessGrantsLocationAlreadyExistsError 409 The specified access grants location already exists",
    );
    const other = `arn:aws:iam::${ACCOUNT}:role/other`;
    await control.send(
      new UpdateAccessGrantsLocationCommand({ AccountId, AccessGrantsLocationId: id, IAMRoleArn: other }),
    );
    const found = await control.send(
      new GetAccessGrantsLocationCommand({ AccountId, AccessGrantsLocationId: id }),
    );
    expect(found).toMatchObject({ LocationScope: "s3://team/a*", IAMRoleArn: other });
    const { AccessGrantId } = await createGrant("*", { AccessGrantsLocationId: id });
    const remove = async () =>
      control.send(new DeleteAccessGrantsLocationCommand({ AccountId, AccessGrantsLocationId: id }));
    expect(await outcome(remove())).toBe(
      "AccessGrantsLocationNotEmptyError 400 Please clean up access grants before deleting access grants location",
    );
    await control.send(new DeleteAccessGrantCommand({ AccountId, AccessGrantId }));
    await remove();
    const gone = "NoSuchAccessGrantsLocationError 404 The specified access grants location does not exist";
    expect(await outcome(remove())).toBe(gone);
    expect(await outcome(createGrant("x*", { AccessGrantsLocationId: id }))).toBe(gone);
    expect(
      await outcome(
        control.send(
          new UpdateAccessGrantsLocationCommand({ AccountId, AccessGrantsLocationId: id, IAMRoleArn: other }),
        ),
      ),
    ).toBe(gone);
  });
});

describe("grants", () => {
  beforeAll(async () => {
    await createLocation("s3://");
    await createLocation("s3://data");
  });

  const INVALID = "InvalidAccessGrant 400 The specified Access Grant is invalid";

  test.each<[string, string | undefined, Partial<CreateAccessGrantCommandInput>]>([
    ["all buckets", undefined, {}],
    ["all buckets by a star", "*", {}],
    ["no bucket", "/x*", {}],
    ["buckets that begin alike", "Data-*", {}],
    ["an object that is not said to be one", "data/x", {}],
    ["a prefix said to be an object", "data/", { S3PrefixType: "Object" }],
    ["s3kit's own objects", "data/.s3kit/*", {}],
    [
      "an unknown user",
      "data/*",
      { Grantee: { GranteeType: "IAM", GranteeIdentifier: `arn:aws:iam::${ACCOUNT}:user/zoe` } },
    ],
    [
      "a role",
      "data/*",
      { Grantee: { GranteeType: "IAM", GranteeIdentifier: `arn:aws:iam::${ACCOUNT}:role/alice` } },
    ],
    ["what is no ARN", "data/*", { Grantee: { GranteeType: "IAM", GranteeIdentifier: "alice" } }],
    [
      "an unknown group",
      "data/*",
      { Grantee: { GranteeType: "DIRECTORY_GROUP", GranteeIdentifier: "nobody" } },
    ],
    ["an application", "data/*", { ApplicationArn: "arn:aws:sso::1:application/x" }],
    ["a workspace to its owner", "x/*", { AccessGrantsLocationId: "workspace-w-lab" }],
    ["a half of a folder's name", "x*", { AccessGrantsLocationId: "workspace-w-lab", Grantee: BOB }],
    [
      "an object of a workspace",
      "x",
      { AccessGrantsLocationId: "workspace-w-lab", Grantee: BOB, S3PrefixType: "Object" },
    ],
    ["what is above a workspace", "../x/*", { AccessGrantsLocationId: "workspace-w-lab", Grantee: BOB }],
  ])("are not given on or to %s", async (_name, subPrefix, more) => {
    expect(await outcome(createGrant(subPrefix, more))).toBe(INVALID);
  });

  test("are made once for a grantee, a scope and a permission", async () => {
    const { AccessGrantId } = await createGrant("data/once/*");
    const exists = "AccessGrantAlreadyExists 409 The specified access grant already exists";
    expect(await outcome(createGrant("data/once/*"))).toBe(exists);
    expect(await outcome(createGrant("data/once/**"))).toBe(exists);
    expect(await outcome(createGrant("data/once/*", { Permission: "WRITE" }))).toBe("ok");
    expect(await outcome(createGrant("data/once/", { S3PrefixType: "Object" }))).toBe("ok");
    await control.send(new DeleteAccessGrantCommand({ AccountId, AccessGrantId }));
    const gone = "NoSuchAccessGrantError 404 The specified access grant does not exist";
    expect(await outcome(control.send(new DeleteAccessGrantCommand({ AccountId, AccessGrantId })))).toBe(
      gone,
    );
    expect(await outcome(control.send(new GetAccessGrantCommand({ AccountId, AccessGrantId })))).toBe(gone);
    expect(await outcome(createGrant("data/once/*"))).toBe("ok");
  });

  test("keep an instance from being deleted", async () => {
    expect(await outcome(control.send(new DeleteAccessGrantsInstanceCommand({ AccountId })))).toBe(
      "AccessGrantsInstanceNotEmptyError 400 Please clean up locations before deleting the access grants instance",
    );
  });

  test("are listed by pages that miss and repeat none, also when some go meanwhile", async () => {
    const ids: string[] = [];
    for (let index = 0; index < 7; index += 1)
      ids.push((await createGrant(`data/page-${index.toString()}/*`)).AccessGrantId ?? "");
    const page = async (NextToken?: string) =>
      control.send(new ListAccessGrantsCommand({ AccountId, MaxResults: 2, Permission: "READ", NextToken }));
    const seen: string[] = [];
    let token: string | undefined;
    do {
      const found = await page(token);
      for (const { AccessGrantId = "", GrantScope = "" } of found.AccessGrantsList ?? []) {
        if (!GrantScope.includes("/page-")) continue;
        seen.push(AccessGrantId);
        if (seen.length % 2 === 0)
          await control.send(new DeleteAccessGrantCommand({ AccountId, AccessGrantId }));
      }
      token = found.NextToken;
    } while (token !== undefined);
    expect(seen).toEqual(ids);
    expect(await outcome(page("rubbish"))).toMatch(/^InvalidRequest 400/);
    expect((await gateway.raw("GET", "/accessgrantsinstance/grants?maxResults=1001")).text).toContain(
      "InvalidRequest",
    );
    expect((await gateway.raw("GET", "/accessgrantsinstance/grants?maxResults=0")).status).toBe(200);
  });

  test("of workspaces and shares are listed with the others, and deleting a share's revokes it", async () => {
    const { AccessGrantsList = [] } = await control.send(
      new ListAccessGrantsCommand({ AccountId, GrantScope: "s3://data/alice/lab/*" }),
    );
    expect(
      AccessGrantsList.map(({ AccessGrantId, Permission, Grantee }) => [
        AccessGrantId,
        Permission,
        Grantee?.GranteeIdentifier,
      ]),
    ).toEqual([
      ["owner-w-lab", "READWRITE", `arn:aws:iam::${ACCOUNT}:user/alice`],
      ["share-s-lab-bob", "READ", `arn:aws:iam::${ACCOUNT}:user/bob`],
    ]);
    expect((await dataAccess(gateway.bob, "s3://data/alice/lab/x")).MatchedGrantTarget).toBe(
      "s3://data/alice/lab/*",
    );
    expect(
      await outcome(control.send(new DeleteAccessGrantCommand({ AccountId, AccessGrantId: "owner-w-lab" }))),
    ).toBe(INVALID);
    await control.send(new DeleteAccessGrantCommand({ AccountId, AccessGrantId: "share-s-lab-bob" }));
    expect(await outcome(dataAccess(gateway.bob, "s3://data/alice/lab/x"))).toBe(
      "AccessDenied 403 You do not have READ permissions to the requested S3 Prefix: s3://data/alice/lab/x",
    );
    expect(
      await outcome(
        control.send(
          new DeleteAccessGrantsLocationCommand({ AccountId, AccessGrantsLocationId: "workspace-w-lab" }),
        ),
      ),
    ).toBe("InvalidAccessGrantsLocation 400 The specified Access Grants Location is invalid");
  });
});

test("a grant in a workspace is a share of it", async () => {
  const inLab = { AccessGrantsLocationId: "workspace-w-lab", Grantee: BOB };
  const { AccessGrantId, GrantScope } = await createGrant("papers/*", inLab);
  expect({ AccessGrantId, GrantScope }).toEqual({
    AccessGrantId: expect.stringMatching(/^share-/) as string,
    GrantScope: "s3://data/alice/lab/papers/*",
  });
  const [share] = gateway.registry.state.shares
    .by("workspace", "w-lab")
    .filter(({ prefix }) => prefix === "papers/");
  await gateway.registry.refresh();
  const [known] = gateway.registry.state.shares
    .by("workspace", "w-lab")
    .filter(({ prefix }) => prefix === "papers/");
  expect([share, known]).toMatchObject([
    undefined,
    { grantee: "user:u-bob", permission: "READ", createdBy: "administrator" },
  ]);
  expect(await outcome(createGrant("papers/*", inLab))).toMatch(/^AccessGrantAlreadyExists 409/);
  expect(await outcome(dataAccess(gateway.bob, "s3://data/alice/lab/papers/1"))).toBe("ok");
  await control.send(new DeleteAccessGrantCommand({ AccountId, AccessGrantId }));
  expect(await outcome(dataAccess(gateway.bob, "s3://data/alice/lab/papers/1"))).toMatch(/^AccessDenied 403/);
  expect(await outcome(createGrant("*", { ...inLab, AccessGrantsLocationId: "workspace-none" }))).toMatch(
    /^NoSuchAccessGrantsLocationError 404/,
  );
});

describe("asking for access", () => {
  test.each([
    [{ DurationSeconds: 899 }, /^StsValidationError 400 .*greater than or equal to 900$/],
    [{ DurationSeconds: 43_201 }, /^StsValidationError 400 .*less than or equal to 43200$/],
    [{ Permission: "ALL" }, /^InvalidRequest 400/],
    [{ Privilege: "Most" }, /^InvalidRequest 400/],
    [{ Target: "bucket/x" }, /^InvalidRequest 400/],
    [{ Target: "s3://" }, /^InvalidRequest 400/],
    [{ Target: "s3://b", TargetType: "Object" }, /^InvalidRequest 400/],
    [{ AuditContext: "x".repeat(2049) }, /^InvalidRequest 400/],
  ])("with %j is refused", async (more, expected) => {
    expect(await outcome(dataAccess(gateway.alice, "s3://data/x", more))).toMatch(expected);
  });

  test("as nobody in particular is refused", async () => {
    expect(await outcome(dataAccess(control, "s3://data/x"))).toMatch(
      /^AccessDenied 403 The gateway's own keys are nobody's/,
    );
  });

  test("for the caller's grants wants an S3 URI", async () => {
    expect(
      await outcome(gateway.alice.send(new ListCallerAccessGrantsCommand({ AccountId, GrantScope: "data" }))),
    ).toMatch(/^InvalidRequest 400/);
  });
});

describe("tags", () => {
  const instanceArn = `arn:aws:s3:eu-west-1:${ACCOUNT}:access-grants/default`;
  const tagsOf = async (ResourceArn: string) =>
    (await control.send(new ListTagsForResourceCommand({ AccountId, ResourceArn }))).Tags?.map(
      ({ Key, Value }) => `${Key ?? ""}=${Value ?? ""}`,
    );
  const tag = async (ResourceArn: string, tags: Record<string, string>) =>
    control.send(
      new TagResourceCommand({
        AccountId,
        ResourceArn,
        Tags: Object.entries(tags).map(([Key, Value]) => ({ Key, Value })),
      }),
    );

  test("of instance, location and grant are added, replaced and removed", async () => {
    const { AccessGrantsLocationArn = "" } = await createLocation("s3://tagged");
    const { AccessGrantArn = "" } = await createGrant("data/tagged/*", {
      Tags: [{ Key: "team", Value: "a b" }],
    });
    expect(await tagsOf(AccessGrantArn)).toEqual(["team=a b"]);
    for (const arn of [instanceArn, AccessGrantsLocationArn, AccessGrantArn]) {
      await tag(arn, { team: "lab", cost: "1" });
      expect(await tagsOf(arn)).toEqual(["team=lab", "cost=1"]);
      await control.send(
        new UntagResourceCommand({ AccountId, ResourceArn: arn, TagKeys: ["team", "cost", "other"] }),
      );
      expect(await tagsOf(arn)).toEqual([]);
    }
  });

  test.each([
    [
      "too many",
      Object.fromEntries(Array.from({ length: 51 }, (_, index) => [`k${index.toString()}`, ""])),
      /^TooManyTags 400 The number of tags exceeds the limit of 50 tags/,
    ],
    ["AWS's own", { "aws:x": "1" }, /^InvalidTags 400 Tag keys cannot start with AWS reserved prefix/],
    [
      "odd characters",
      { "a*b": "1" },
      /^InvalidTag 400 This request contains a tag key or value that isn't valid/,
    ],
    ["a long key", { ["k".repeat(129)]: "1" }, /^InvalidTag 400/],
    ["a long value", { k: "v".repeat(257) }, /^InvalidTag 400/],
  ])("that are %s are refused", async (_name, tags, expected) => {
    expect(await outcome(tag(instanceArn, tags))).toMatch(expected);
  });

  test("given twice, or on what is not there, are refused", async () => {
    const Tags = [
      { Key: "a", Value: "1" },
      { Key: "a", Value: "2" },
    ];
    expect(
      await outcome(control.send(new TagResourceCommand({ AccountId, ResourceArn: instanceArn, Tags }))),
    ).toMatch(/^InvalidTag 400 There are duplicate tag keys/);
    const base = instanceArn.replace("/default", "");
    expect(await outcome(tag(`${base}/grant/none`, { a: "1" }))).toMatch(/^NoSuchAccessGrantError 404/);
    expect(await outcome(tag(`${base}/location/none`, { a: "1" }))).toMatch(
      /^NoSuchAccessGrantsLocationError 404/,
    );
    expect(await outcome(tag(`arn:aws:s3:eu-west-1:${ACCOUNT}:accesspoint/x`, { a: "1" }))).toMatch(
      /^InvalidRequest 400/,
    );
  });
});

describe("a location whose role is the store's", () => {
  const role = `arn:aws:iam::${ACCOUNT}:role/teams`;
  let store: Awaited<ReturnType<typeof gatewayWithGrants>>;

  beforeAll(async () => {
    const locations = Array.from({ length: 1000 }, (_, index): PutEvent => {
      const scope = index === 0 ? "s3://" : `s3://bucket-${index.toString()}`;
      const id = index === 0 ? "default" : `l-${index.toString()}`;
      return {
        put: "access-grants-location",
        record: { id, scope, iamRoleArn: role, createdAt: "2026-01-01T00:00:00.000Z", tags: {} },
      };
    });
    store = await gatewayWithGrants(async (writer) => {
      await writer.commit(
        { put: "settings", record: { id: "registry", stsRoleArn: "arn:aws:iam:::role/teams" } },
        ...locations,
      );
    });
    await store.control.send(new CreateAccessGrantsInstanceCommand({ AccountId }));
    for (const [S3SubPrefix, S3PrefixType] of [
      ["data/x/*", undefined],
      [`data/${"*".repeat(700)}`, "Object"],
    ] as const)
      await store.control.send(
        new CreateAccessGrantCommand({
          AccountId,
          AccessGrantsLocationId: "default",
          AccessGrantsLocationConfiguration: { S3SubPrefix },
          Grantee: ALICE,
          Permission: "READ",
          S3PrefixType,
        }),
      );
  });
  afterAll(async () => {
    await store[Symbol.asyncDispose]();
  });

  test("gives nothing where the store has no such role", async () => {
    expect(await outcome(dataAccess(store.alice, "s3://data/x/1"))).toBe(
      "StsNotAuthorizedError 403 User: access-grants.s3.amazonaws.com is not authorized to perform: sts:AssumeRole on resource: arn:aws:iam:::role/teams",
    );
  });

  test("gives nothing where its policy would be too long", async () => {
    expect(
      await outcome(dataAccess(store.alice, `s3://data/${"*".repeat(700)}`, { TargetType: "Object" })),
    ).toBe("StsPackedPolicyTooLargeError 400 Serialized token too large for session");
  });

  test("is one of a thousand", async () => {
    const command = new CreateAccessGrantsLocationCommand({
      AccountId,
      LocationScope: "s3://one-more",
      IAMRoleArn: role,
    });
    expect(await outcome(store.control.send(command))).toMatch(
      /^AccessGrantsLocationsQuotaExceededError 409 The access grants location quota has been exceeded. Access Grants Locations Quota: 1000\./,
    );
  });
});
