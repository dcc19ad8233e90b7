import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { PutObjectCommand } from "@aws-sdk/client-s3";
import { execa } from "execa";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { ACCOUNT, gatewayWithGrants } from "../lib/gateway/access-grants/control-clients.js";
import { keyOf } from "../lib/gateway/running-gateway.js";
import { CLIENT_KEY } from "../lib/proxy/running-proxy.js";
import { accountHostProxy } from "./account-host-proxy.js";

const SCRIPT = fileURLToPath(new URL("access_grants_checks.py", import.meta.url));
const python = await execa("python3", ["-c", "import boto3"], { reject: false });
const aws = await execa("aws", ["--version"], { reject: false });

let gateway: Awaited<ReturnType<typeof gatewayWithGrants>>;
let proxy: Awaited<ReturnType<typeof accountHostProxy>>;
let dir = "";

beforeEach(async () => {
  gateway = await gatewayWithGrants();
  await gateway.store.client.send(new PutObjectCommand({ Bucket: "data", Key: "bob/x", Body: "content" }));
  proxy = await accountHostProxy(gateway.endpoint);
  dir = await mkdtemp(join(tmpdir(), "s3kit-grants-"));
});
afterEach(async () => {
  await proxy[Symbol.asyncDispose]();
  await gateway[Symbol.asyncDispose]();
  await rm(dir, { recursive: true, force: true });
});

const noSettings = () => ({
  AWS_CONFIG_FILE: join(dir, "none"),
  AWS_SHARED_CREDENTIALS_FILE: join(dir, "none"),
});

describe.skipIf(python.failed)(
  `boto3 and S3 Access Grants${python.failed ? " (skipped: boto3 is not installed)" : ""}`,
  () => {
    test("administer and use the gateway's, with the account id in front of its name", async () => {
      const user = keyOf("alice");
      const keys = [
        CLIENT_KEY.accessKeyId,
        CLIENT_KEY.secretAccessKey,
        user.accessKeyId,
        user.secretAccessKey,
      ];
      const endpoint = gateway.endpoint.replace("127.0.0.1", "localhost");
      const { stdout } = await execa("python3", [SCRIPT, endpoint, proxy.url, ...keys], {
        env: noSettings(),
      });
      const arn = `arn:aws:s3:eu-west-1:${ACCOUNT}:access-grants/default`;
      expect(JSON.parse(stdout)).toEqual({
        before: "AccessGrantsInstanceNotExistsError",
        instance: arn,
        tags: [{ Key: "team", Value: "lab" }],
        "tags left": [{ Key: "b", Value: "2" }],
        scope: "s3://data/bob/*",
        grants: ["s3://data/bob/*"],
        mine: ["s3://data/bob/*"],
        "for prefix": arn,
        matched: "s3://data/bob/*",
        grantee: `arn:aws:iam::${ACCOUNT}:user/alice`,
        read: "content",
        "write with reading credentials": "AccessDenied",
        outside: "AccessDenied",
        "no grant": "AccessDenied",
        "not an administrator": "AccessDenied",
        "identity center": "NotImplemented",
        "after the grant is gone": "AccessDenied",
        after: "AccessGrantsInstanceNotExistsError",
      });
      expect([...proxy.hosts].some((host) => host.startsWith(`${ACCOUNT}.localhost:`))).toBe(true);
    });
  },
);

describe.skipIf(aws.failed)(
  `the AWS CLI and S3 Access Grants${aws.failed ? " (skipped: the aws command is not installed)" : ""}`,
  () => {
    const control = async (
      key: typeof CLIENT_KEY,
      ...words: readonly string[]
    ): Promise<Record<string, unknown>> => {
      const endpoint = gateway.endpoint.replace("127.0.0.1", "localhost");
      const args = [
        "s3control",
        ...words,
        "--account-id",
        ACCOUNT,
        "--endpoint-url",
        endpoint,
        "--output",
        "json",
      ];
      const { stdout } = await execa("aws", args, {
        env: {
          ...noSettings(),
          AWS_ACCESS_KEY_ID: key.accessKeyId,
          AWS_SECRET_ACCESS_KEY: key.secretAccessKey,
          AWS_DEFAULT_REGION: "eu-west-1",
          AWS_MAX_ATTEMPTS: "1",
          HTTP_PROXY: proxy.url,
          http_proxy: proxy.url,
          NO_PROXY: "",
          no_proxy: "",
        },
      });
      return stdout === "" ? {} : (JSON.parse(stdout) as Record<string, unknown>);
    };

    test("administer and use the gateway's", { timeout: 60_000 }, async () => {
      await control(CLIENT_KEY, "create-access-grants-instance");
      const role = `arn:aws:iam::${ACCOUNT}:role/s3ag`;
      await control(
        CLIENT_KEY,
        "create-access-grants-location",
        "--location-scope",
        "s3://data",
        "--iam-role-arn",
        role,
      );
      const { AccessGrantsLocationsList } = await control(CLIENT_KEY, "list-access-grants-locations");
      const [location] = AccessGrantsLocationsList as { AccessGrantsLocationId: string }[];
      const grant = await control(
        CLIENT_KEY,
        "create-access-grant",
        "--access-grants-location-id",
        location?.AccessGrantsLocationId ?? "",
        "--access-grants-location-configuration",
        "S3SubPrefix=bob/*",
        "--permission",
        "READ",
        "--grantee",
        `GranteeType=IAM,GranteeIdentifier=arn:aws:iam::${ACCOUNT}:user/alice`,
      );
      expect(grant["GrantScope"]).toBe("s3://data/bob/*");
      const access = await control(
        keyOf("alice"),
        "get-data-access",
        "--target",
        "s3://data/bob/*",
        "--permission",
        "READ",
      );
      expect(access).toMatchObject({
        MatchedGrantTarget: "s3://data/bob/*",
        Credentials: { SessionToken: expect.any(String) as string },
      });
      await expect(
        control(keyOf("alice"), "get-data-access", "--target", "s3://data/bob/*", "--permission", "WRITE"),
      ).rejects.toThrow(
        /\(AccessDenied\).*You do not have WRITE permissions to the requested S3 Prefix: s3:\/\/data\/bob\/\*/s,
      );
    });
  },
);
