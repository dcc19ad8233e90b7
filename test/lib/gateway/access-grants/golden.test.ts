import { readFileSync } from "node:fs";
import { afterAll, beforeAll, expect, test } from "vitest";
import { keyOf } from "../running-gateway.js";
import { gatewayWithGrants } from "./control-clients.js";

type Gateway = Awaited<ReturnType<typeof gatewayWithGrants>>;
let gateway: Gateway;

beforeAll(async () => {
  gateway = await gatewayWithGrants();
});
afterAll(async () => {
  await gateway[Symbol.asyncDispose]();
});

const NAMESPACE = 'xmlns="http://awss3control.amazonaws.com/doc/2018-08-20/"';
const ALICE =
  "<Grantee><GranteeType>IAM</GranteeType><GranteeIdentifier>arn:aws:iam::111122223333:user/alice</GranteeIdentifier></Grantee>";

/** The recorded answer, and ours with what differs from call to call put in its place. */
function golden(name: string): string {
  return readFileSync(new URL(`../../grants/golden/${name}.xml`, import.meta.url), "utf8").trim();
}

function fixed(text: string): string {
  return text
    .replaceAll(/\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z/g, (time) => (time === "" ? time : "TIME"))
    .replaceAll(/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/g, "ID")
    .replace(/<NextToken>[^<]+/, "<NextToken>TOKEN")
    .replace(/<AccessKeyId>[^<]+/, "<AccessKeyId>KEY")
    .replace(/<SecretAccessKey>[^<]+/, "<SecretAccessKey>SECRET")
    .replace(/<SessionToken>[^<]+/, "<SessionToken>TOKEN")
    .replace(/<RequestId>[^<]+/, "<RequestId>REQUEST")
    .replace(/<HostId>[^<]+/, "<HostId>HOST");
}

/** The calls depend on one another, as in a client's day. */
test("answers are, byte for byte, those of S3 Access Grants", async () => {
  const say = async (name: string, ...call: Parameters<Gateway["raw"]>) => {
    const { status, text } = await gateway.raw(...call);
    return { name, status, text: fixed(text) };
  };
  const expected = (name: string, change: (text: string) => string = (text) => text, status = 200) => ({
    name,
    status,
    text: fixed(change(golden(name))),
  });

  expect(await say("error-ErrorResponse", "GET", "/accessgrantsinstance")).toEqual({
    name: "error-ErrorResponse",
    status: 404,
    text: fixed(golden("error-ErrorResponse"))
      .replace("AccessDenied", "AccessGrantsInstanceNotExistsError")
      .replace(/<Message>[^<]*/, `<Message>${/<Message>([^<]*)/.exec(golden("error-Error"))?.[1] ?? ""}`),
  });
  expect(await say("create_access_grants_instance", "POST", "/accessgrantsinstance")).toEqual(
    expected("create_access_grants_instance"),
  );
  const location = `<CreateAccessGrantsLocationRequest ${NAMESPACE}><LocationScope>s3://</LocationScope><IAMRoleArn>arn:aws:iam::111122223333:role/s3ag</IAMRoleArn></CreateAccessGrantsLocationRequest>`;
  expect(
    await say("create_access_grants_location", "POST", "/accessgrantsinstance/location", location),
  ).toEqual(expected("create_access_grants_location"));
  const grant = (prefix: string, permission: string) =>
    `<CreateAccessGrantRequest ${NAMESPACE}><AccessGrantsLocationId>default</AccessGrantsLocationId><AccessGrantsLocationConfiguration><S3SubPrefix>${prefix}</S3SubPrefix></AccessGrantsLocationConfiguration>${ALICE}<Permission>${permission}</Permission></CreateAccessGrantRequest>`;
  expect(
    await say(
      "create_access_grant",
      "POST",
      "/accessgrantsinstance/grant",
      grant("bucket/bob/*", "READWRITE"),
    ),
  ).toEqual(expected("create_access_grant"));
  expect(await say("get_access_grants_instance", "GET", "/accessgrantsinstance")).toEqual(
    expected("get_access_grants_instance"),
  );
  expect(await say("list_access_grants_instances", "GET", "/accessgrantsinstances")).toEqual(
    expected("list_access_grants_instances"),
  );
  expect(
    await say(
      "get_access_grants_instance_for_prefix",
      "GET",
      "/accessgrantsinstance/prefix?s3prefix=s3%3A%2F%2Fbucket%2F",
    ),
  ).toEqual(expected("get_access_grants_instance_for_prefix"));
  const policy = `<PutAccessGrantsInstanceResourcePolicyRequest ${NAMESPACE}><Policy>{"Version":"2012-10-17"}</Policy><Organization>o-abcdefghij</Organization></PutAccessGrantsInstanceResourcePolicyRequest>`;
  await gateway.raw("PUT", "/accessgrantsinstance/resourcepolicy", policy);
  expect(
    await say("get_access_grants_instance_resource_policy", "GET", "/accessgrantsinstance/resourcepolicy"),
  ).toEqual(expected("get_access_grants_instance_resource_policy"));

  // Lists that go on, as the recorded ones do.
  await gateway.raw("POST", "/accessgrantsinstance/grant", grant("bucket/second/*", "READ"));
  await gateway.raw("POST", "/accessgrantsinstance/location", location.replace("s3://<", "s3://bucket<"));
  expect(await say("list_access_grants", "GET", "/accessgrantsinstance/grants?maxResults=1")).toEqual(
    expected("list_access_grants"),
  );
  expect(
    await say("list_access_grants_locations", "GET", "/accessgrantsinstance/locations?maxResults=1"),
  ).toEqual(expected("list_access_grants_locations"));

  const key = keyOf("alice");
  expect(
    await say(
      "list_caller_access_grants",
      "GET",
      "/accessgrantsinstance/caller/grants?grantscope=s3%3A%2F%2Fbucket%2Fbob",
      "",
      { key },
    ),
  ).toEqual(expected("list_caller_access_grants", (text) => text.replace("READ<", "READWRITE<")));
  expect(
    await say(
      "get_data_access",
      "GET",
      "/accessgrantsinstance/dataaccess?permission=READ&target=s3%3A%2F%2Fbucket%2Fbob%2Fx",
      "",
      { key },
    ),
  ).toEqual(expected("get_data_access"));
  expect(
    await say(
      "error-ErrorResponse",
      "GET",
      "/accessgrantsinstance/dataaccess?permission=READ&target=s3%3A%2F%2Fbucket%2Fx",
      "",
      { key },
    ),
  ).toEqual(expected("error-ErrorResponse", undefined, 403));
});
