import { beforeEach, expect, test } from "vitest";
import {
  DeleteObjectTaggingCommand,
  GetBucketAclCommand,
  GetObjectAclCommand,
  GetObjectTaggingCommand,
  PutObjectAclCommand,
  PutObjectCommand,
  PutObjectTaggingCommand,
} from "@aws-sdk/client-s3";
import { element, elements, runningStore } from "../running-store.js";

let store: Awaited<ReturnType<typeof runningStore>>;
const Bucket = "bucket";

beforeEach(async () => {
  store = await runningStore();
  await store.createBucket(Bucket);
  return () => store[Symbol.asyncDispose]();
});

const NAMESPACE = `xmlns="http://s3.amazonaws.com/doc/2006-03-01/"`;

const DOCUMENTS = {
  cors: `<CORSConfiguration ${NAMESPACE}><CORSRule><AllowedOrigin>*</AllowedOrigin><AllowedMethod>GET</AllowedMethod></CORSRule></CORSConfiguration>`,
  lifecycle: `<LifecycleConfiguration ${NAMESPACE}><Rule><ID>old</ID><Filter><Prefix>tmp/</Prefix></Filter><Status>Enabled</Status><Expiration><Days>3</Days></Expiration></Rule></LifecycleConfiguration>`,
  encryption: `<ServerSideEncryptionConfiguration ${NAMESPACE}><Rule><ApplyServerSideEncryptionByDefault><SSEAlgorithm>AES256</SSEAlgorithm></ApplyServerSideEncryptionByDefault></Rule></ServerSideEncryptionConfiguration>`,
  website: `<WebsiteConfiguration ${NAMESPACE}><IndexDocument><Suffix>index.html</Suffix></IndexDocument></WebsiteConfiguration>`,
  tagging: `<Tagging ${NAMESPACE}><TagSet><Tag><Key>team</Key><Value>red</Value></Tag></TagSet></Tagging>`,
  ownershipControls: `<OwnershipControls ${NAMESPACE}><Rule><ObjectOwnership>BucketOwnerEnforced</ObjectOwnership></Rule></OwnershipControls>`,
  publicAccessBlock: `<PublicAccessBlockConfiguration ${NAMESPACE}><BlockPublicAcls>true</BlockPublicAcls><IgnorePublicAcls>false</IgnorePublicAcls><BlockPublicPolicy>false</BlockPublicPolicy><RestrictPublicBuckets>false</RestrictPublicBuckets></PublicAccessBlockConfiguration>`,
};

const MISSING = {
  cors: "NoSuchCORSConfiguration",
  lifecycle: "NoSuchLifecycleConfiguration",
  encryption: "ServerSideEncryptionConfigurationNotFoundError",
  website: "NoSuchWebsiteConfiguration",
  tagging: "NoSuchTagSet",
  ownershipControls: "OwnershipControlsNotFoundError",
  publicAccessBlock: "NoSuchPublicAccessBlockConfiguration",
};

test.each(Object.keys(DOCUMENTS) as (keyof typeof DOCUMENTS)[])(
  "the bucket's %s document is set, given back and removed, and touches nothing else",
  async (name) => {
    const target = `/bucket?${name}`;
    await store.send({ method: "PUT", target: "/bucket/kept", body: "kept" });
    const missing = await store.send({ method: "GET", target });
    expect([missing.status, element(missing.text, "Code")]).toEqual([404, MISSING[name]]);
    const put = await store.send({ method: "PUT", target, body: DOCUMENTS[name] });
    expect([200, 204]).toContain(put.status);
    const got = await store.send({ method: "GET", target });
    expect([got.status, got.text]).toEqual([200, DOCUMENTS[name]]);
    expect((await store.send({ method: "DELETE", target })).status).toBe(204);
    expect((await store.send({ method: "GET", target })).status).toBe(404);
    expect((await store.send({ method: "GET", target: "/bucket/kept" })).text).toBe("kept");
  },
);

test.each([
  ["cors", "<CORSConfiguration></CORSConfiguration>", "MalformedXML"],
  ["cors", DOCUMENTS.cors.replace("GET", "BREW"), "InvalidRequest"],
  ["lifecycle", DOCUMENTS.lifecycle.replace("Enabled", "Sometimes"), "MalformedXML"],
  ["lifecycle", DOCUMENTS.lifecycle.replace("<Days>3", "<Days>0"), "InvalidArgument"],
  ["encryption", DOCUMENTS.encryption.replace("AES256", "ROT13"), "MalformedXML"],
  ["website", DOCUMENTS.website.replace("index.html", "a/b"), "InvalidArgument"],
  ["tagging", DOCUMENTS.tagging.replace("team", ""), "InvalidTag"],
  ["ownershipControls", DOCUMENTS.ownershipControls.replace("Enforced", ""), "MalformedXML"],
  ["publicAccessBlock", DOCUMENTS.publicAccessBlock.replace("true", "maybe"), "MalformedXML"],
  ["versioning", "<VersioningConfiguration><Status>On</Status></VersioningConfiguration>", "MalformedXML"],
  ["policy", "{}", "MalformedPolicy"],
  ["cors", "<!DOCTYPE a [<!ENTITY b 'c'>]><CORSConfiguration>&b;</CORSConfiguration>", "MalformedXML"],
])("a bad %s document is refused", async (name, body, code) => {
  const answer = await store.send({ method: "PUT", target: `/bucket?${name}`, body });
  expect([answer.status, element(answer.text, "Code")]).toEqual([400, code]);
});

test("objects have tags, counted in their headers", async () => {
  const at = { Bucket, Key: "a" };
  await store.client.send(new PutObjectCommand({ ...at, Body: "x" }));
  const TagSet = [
    { Key: "team", Value: "red one" },
    { Key: "empty", Value: "" },
  ];
  await store.client.send(new PutObjectTaggingCommand({ ...at, Tagging: { TagSet } }));
  expect((await store.client.send(new GetObjectTaggingCommand(at))).TagSet).toEqual(TagSet);
  const head = await store.send({ method: "HEAD", target: "/bucket/a" });
  expect([head.headers["x-amz-tagging-count"], head.headers["content-length"]]).toEqual(["2", "1"]);
  await store.client.send(new DeleteObjectTaggingCommand(at));
  expect((await store.client.send(new GetObjectTaggingCommand(at))).TagSet).toEqual([]);
  expect((await store.send({ method: "GET", target: "/bucket/a" })).text).toBe("x");
  await expect(store.client.send(new GetObjectTaggingCommand({ Bucket, Key: "none" }))).rejects.toMatchObject(
    { name: "NoSuchKey" },
  );
});

test.each([
  [Array.from({ length: 11 }, (_, index) => ({ Key: `k${index.toString()}`, Value: "" })), "BadRequest"],
  [[{ Key: "aws:reserved", Value: "" }], "InvalidTag"],
  [[{ Key: "k".repeat(129), Value: "" }], "InvalidTag"],
  [[{ Key: "k", Value: "v".repeat(257) }], "InvalidTag"],
  [
    [
      { Key: "same", Value: "" },
      { Key: "same", Value: "" },
    ],
    "InvalidTag",
  ],
])("bad tags are refused", async (TagSet, name) => {
  await store.client.send(new PutObjectCommand({ Bucket, Key: "a", Body: "x" }));
  await expect(
    store.client.send(new PutObjectTaggingCommand({ Bucket, Key: "a", Tagging: { TagSet } })),
  ).rejects.toMatchObject({ name });
});

test("ACLs are stored as canned ones or as grants", async () => {
  const at = { Bucket, Key: "a" };
  await store.client.send(new PutObjectCommand({ ...at, Body: "x", ACL: "public-read" }));
  const canned = await store.client.send(new GetObjectAclCommand(at));
  expect(canned.Grants?.map(({ Permission, Grantee }) => [Grantee?.Type, Permission])).toEqual([
    ["Group", "READ"],
    ["CanonicalUser", "FULL_CONTROL"],
  ]);
  const AccessControlPolicy = { Owner: canned.Owner, Grants: canned.Grants?.slice(1) };
  await store.client.send(new PutObjectAclCommand({ ...at, AccessControlPolicy }));
  expect((await store.client.send(new GetObjectAclCommand(at))).Grants).toHaveLength(1);
  await store.client.send(
    new PutObjectAclCommand({ ...at, GrantRead: 'uri="http://acs.amazonaws.com/groups/global/AllUsers"' }),
  );
  expect((await store.client.send(new GetObjectAclCommand(at))).Grants).toMatchObject([
    { Permission: "READ" },
  ]);
  expect((await store.client.send(new GetBucketAclCommand({ Bucket }))).Grants).toHaveLength(1);
});

test.each(["bucket", "bucket/a"])("nobody is known by an e-mail address: %s", async (path) => {
  await store.client.send(new PutObjectCommand({ Bucket, Key: "a", Body: "x" }));
  const grantee = `<Grantee xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:type="AmazonCustomerByEmail"><EmailAddress>a@example.org</EmailAddress></Grantee>`;
  const body = `<AccessControlPolicy><AccessControlList><Grant>${grantee}<Permission>READ</Permission></Grant></AccessControlList></AccessControlPolicy>`;
  const headers = { "x-amz-grant-read": `emailAddress="a@example.org"` };
  for (const way of [{ body }, { headers }]) {
    const refused = await store.send({ method: "PUT", target: `/${path}?acl`, ...way });
    expect([refused.status, element(refused.text, "Code")]).toEqual([400, "UnresolvableGrantByEmailAddress"]);
  }
});

test("settings that a public access block leaves out are given back as false", async () => {
  const target = "/bucket?publicAccessBlock";
  const body = `<PublicAccessBlockConfiguration ${NAMESPACE}><BlockPublicPolicy>TRUE</BlockPublicPolicy></PublicAccessBlockConfiguration>`;
  await store.send({ method: "PUT", target, body });
  const { text } = await store.send({ method: "GET", target });
  const names = ["BlockPublicAcls", "IgnorePublicAcls", "BlockPublicPolicy", "RestrictPublicBuckets"];
  expect(names.map((name) => element(text, name))).toEqual(["false", "false", "true", "false"]);
});

test("lifecycle rules without an ID get one, and keep what else they say", async () => {
  const target = "/bucket?lifecycle";
  const rule = `<Filter><And><Prefix>a&amp;b/</Prefix><Tag><Key>k</Key><Value>1</Value></Tag><Tag><Key>l</Key><Value>2</Value></Tag></And></Filter><Status>Enabled</Status><Expiration><Days>3</Days></Expiration>`;
  const kept = `<Rule><Filter/><Status>Disabled</Status><Expiration><Days>9</Days></Expiration><ID>mine</ID></Rule>`;
  const body = `<LifecycleConfiguration ${NAMESPACE}><Rule>${rule}</Rule>${kept}</LifecycleConfiguration>`;
  expect((await store.send({ method: "PUT", target, body })).status).toBe(200);
  const { text } = await store.send({ method: "GET", target });
  expect(elements(text, "ID")).toEqual([expect.stringMatching(/^[0-9a-f-]{36}$/), "mine"]);
  expect(text).toContain(rule);
  expect(text).toContain("<Filter></Filter><Status>Disabled</Status><Expiration><Days>9</Days></Expiration>");
});

test("ACLs that others have a part in, and controls that disable ACLs, exclude each other", async () => {
  const target = "/bucket?ownershipControls";
  const setControls = async () => {
    const answer = await store.send({ method: "PUT", target, body: DOCUMENTS.ownershipControls });
    return [answer.status, element(answer.text, "Code")];
  };
  await store.send({ method: "PUT", target: "/bucket?acl", headers: { "x-amz-acl": "public-read" } });
  expect(await setControls()).toEqual([400, "InvalidBucketAclWithObjectOwnership"]);
  await store.send({ method: "PUT", target: "/bucket?acl", headers: { "x-amz-acl": "private" } });
  expect(await setControls()).toEqual([200, undefined]);

  const headers = { "x-amz-object-ownership": "BucketOwnerEnforced", "x-amz-acl": "public-read" };
  const made = await store.send({ method: "PUT", target: "/both", headers });
  expect([made.status, element(made.text, "Code")]).toEqual([400, "InvalidBucketAclWithObjectOwnership"]);
  expect((await store.send({ method: "HEAD", target: "/both" })).status).toBe(404);
});

test("where the bucket's owner is enforced, ACLs are refused", async () => {
  await store.send({ method: "PUT", target: "/bucket?ownershipControls", body: DOCUMENTS.ownershipControls });
  const headers = { "x-amz-acl": "public-read" };
  const refused = await store.send({ method: "PUT", target: "/bucket/a", headers, body: "x" });
  expect([refused.status, element(refused.text, "Code")]).toEqual([400, "AccessControlListNotSupported"]);
  const harmless = { "x-amz-acl": "bucket-owner-full-control" };
  expect(
    (await store.send({ method: "PUT", target: "/bucket/a", headers: harmless, body: "x" })).status,
  ).toBe(200);
});

test("who calls is the owner's account", async () => {
  const body = "Action=GetCallerIdentity&Version=2011-06-15";
  const { STSClient, GetCallerIdentityCommand } = await import("@aws-sdk/client-sts");
  const sts = new STSClient({
    endpoint: store.endpoint,
    region: "us-east-1",
    credentials: store.client.config.credentials,
  });
  const identity = await sts.send(new GetCallerIdentityCommand({}));
  sts.destroy();
  expect(identity).toMatchObject({ Account: "000000000000", Arn: "arn:aws:iam::000000000000:root" });
  const headers = { "content-type": "application/x-www-form-urlencoded" };
  const anonymous = await store.send({ method: "POST", target: "/", headers, body, anonymous: true });
  expect(anonymous.status).toBe(403);
});
