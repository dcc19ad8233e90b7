import { mkdtemp, mkdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import {
  rememberCapabilities,
  type CheckedCapabilities,
} from "../../../src/lib/config/known-capabilities.js";
import { saveProfile, useProfile } from "../../../src/lib/config/profiles.js";
import { resolveConnection, type ConnectionRequest } from "../../../src/lib/config/resolve-connection.js";

let home = "";
const AWS_CONFIG = `
[default]
region = eu-north-1
[profile dev]
region = eu-west-1
endpoint_url = http://general:1
services = devs
max_attempts = 7
ca_bundle = /dev.pem
request_checksum_calculation = WHEN_REQUIRED
s3 =
  addressing_style = virtual
[services devs]
s3 =
  endpoint_url = http://dev:1
`;
const AWS_CREDENTIALS = `
[dev]
aws_access_key_id = DEVKEY
aws_secret_access_key = devsecret
`;

beforeAll(async () => {
  home = await mkdtemp(join(tmpdir(), "s3kit-resolve-"));
  await mkdir(join(home, ".aws"));
  await writeFile(join(home, ".aws", "config"), AWS_CONFIG);
  await writeFile(join(home, ".aws", "credentials"), AWS_CREDENTIALS);
  const env = { HOME: home };
  const keys = { accessKeyId: "OWNKEY", secretAccessKey: "ownsecret" };
  await saveProfile("own", { endpoint: "http://own:1", region: "own-region", ...keys }, env);
  await saveProfile("cloud", { region: "us-west-2", awsProfile: "dev" }, env);
  await saveProfile("granted", { endpoint: "http://own:1", accessGrants: true, ...keys }, env);
  await saveProfile("open", { endpoint: "http://open:1", anonymous: true, pathStyle: false }, env);
});
afterAll(() => rm(home, { recursive: true, force: true }));

interface Case {
  readonly flags?: ConnectionRequest;
  readonly env?: Record<string, string>;
}

async function resolve({ flags = {}, env = {} }: Case) {
  const settings = await resolveConnection(flags, { HOME: home, ...env });
  const { credentials } = settings;
  const key =
    typeof credentials === "object" ? credentials.accessKeyId : credentials === undefined ? "none" : "chain";
  return { ...settings, credentials: key };
}

const KEYS = { AWS_ACCESS_KEY_ID: "ENVKEY", AWS_SECRET_ACCESS_KEY: "envsecret" };

describe("where each setting comes from", () => {
  const cases: readonly (readonly [string, Case, object])[] = [
    [
      "nothing: the default of ~/.aws",
      {},
      { endpoint: undefined, region: "eu-north-1", credentials: "chain", pathStyle: false },
    ],
    [
      "a flag over a variable",
      { flags: { endpoint: "http://flag:1" }, env: { AWS_ENDPOINT_URL: "http://env:1" } },
      { endpoint: "http://flag:1" },
    ],
    [
      "the S3 variable over the general one",
      { env: { AWS_ENDPOINT_URL_S3: "http://s3:1", AWS_ENDPOINT_URL: "http://all:1" } },
      { endpoint: "http://s3:1", pathStyle: true },
    ],
    [
      "an empty variable as not set",
      { env: { AWS_ENDPOINT_URL_S3: "", AWS_ENDPOINT_URL: "http://all:1" } },
      { endpoint: "http://all:1" },
    ],
    [
      "AWS_REGION over AWS_DEFAULT_REGION",
      { env: { AWS_REGION: "r1", AWS_DEFAULT_REGION: "r2" } },
      { region: "r1" },
    ],
    ["AWS_DEFAULT_REGION over ~/.aws", { env: { AWS_DEFAULT_REGION: "r2" } }, { region: "r2" }],
    ["keys of the environment", { env: KEYS }, { credentials: "ENVKEY" }],
    ["--no-sign-request over keys", { flags: { sign: false }, env: KEYS }, { credentials: "none" }],
    [
      "--profile over variables",
      { flags: { profile: "own" }, env: { ...KEYS, AWS_REGION: "r1", AWS_ENDPOINT_URL: "http://env:1" } },
      { profile: "own", endpoint: "http://own:1", region: "own-region", credentials: "OWNKEY" },
    ],
    [
      "flags over --profile",
      { flags: { profile: "own", region: "r", endpoint: "http://f:1", pathStyle: false } },
      { region: "r", endpoint: "http://f:1", pathStyle: false, credentials: "OWNKEY" },
    ],
    [
      "S3KIT_PROFILE as --profile",
      { env: { S3KIT_PROFILE: "own", ...KEYS } },
      { profile: "own", credentials: "OWNKEY" },
    ],
    [
      "--profile over S3KIT_PROFILE",
      { flags: { profile: "open" }, env: { S3KIT_PROFILE: "own" } },
      { profile: "open", credentials: "none", pathStyle: false },
    ],
    [
      "a profile without an endpoint as AWS, whatever AWS_ENDPOINT_URL says",
      { flags: { profile: "cloud" }, env: { AWS_ENDPOINT_URL: "http://env:1" } },
      { endpoint: undefined, region: "us-west-2", credentials: "chain" },
    ],
    [
      "--profile of ~/.aws, its S3 endpoint over its general one",
      { flags: { profile: "dev" }, env: { AWS_REGION: "r1" } },
      {
        profile: "dev",
        endpoint: "http://dev:1",
        region: "eu-west-1",
        pathStyle: false,
        credentials: "chain",
        maxAttempts: 7,
        caFile: "/dev.pem",
        checksums: "when_required",
      },
    ],
    ["AWS_PROFILE", { env: { AWS_PROFILE: "dev" } }, { profile: "dev", endpoint: "http://dev:1" }],
    [
      "variables over AWS_PROFILE",
      { env: { AWS_PROFILE: "dev", AWS_REGION: "r1", ...KEYS } },
      { region: "r1", credentials: "ENVKEY", endpoint: "http://dev:1" },
    ],
    [
      "no configured endpoints when they are to be ignored",
      { env: { AWS_PROFILE: "dev", AWS_IGNORE_CONFIGURED_ENDPOINT_URLS: "true" } },
      { endpoint: undefined },
    ],
    [
      "us-east-1 where nothing names a region",
      { flags: { profile: "open" }, env: { AWS_CONFIG_FILE: "/nonexistent" } },
      { region: "us-east-1" },
    ],
    [
      "the region in an endpoint of AWS",
      {
        flags: { endpoint: "https://s3.ap-south-1.amazonaws.com" },
        env: { AWS_CONFIG_FILE: "/nonexistent" },
      },
      { region: "ap-south-1", pathStyle: false, checksums: "when_supported" },
    ],
    [
      "AWS_CA_BUNDLE and AWS_MAX_ATTEMPTS",
      { env: { AWS_CA_BUNDLE: "/ca.pem", AWS_MAX_ATTEMPTS: "9" } },
      { caFile: "/ca.pem", maxAttempts: 9 },
    ],
    ["checksums for AWS", {}, { checksums: "when_supported" }],
    [
      "no new checksums for other stores",
      { env: { AWS_ENDPOINT_URL: "http://env:1" } },
      { checksums: "when_required" },
    ],
    [
      "checksums when asked for",
      { env: { AWS_ENDPOINT_URL: "http://env:1", AWS_REQUEST_CHECKSUM_CALCULATION: "WHEN_SUPPORTED" } },
      { checksums: "when_supported" },
    ],
    [
      "an endpoint without its last slash",
      { flags: { endpoint: "http://flag:1/" } },
      { endpoint: "http://flag:1" },
    ],
  ];
  test.each(cases)("%s", async (_what, given, expected) => {
    expect(await resolve(given)).toMatchObject(expected);
  });

  test("the profile in use, below variables and above ~/.aws", async () => {
    const env = { HOME: home };
    await useProfile("own", env);
    try {
      expect(await resolve({})).toMatchObject({
        profile: "own",
        endpoint: "http://own:1",
        credentials: "OWNKEY",
      });
      expect(await resolve({ env: KEYS })).toMatchObject({ endpoint: "http://own:1", credentials: "ENVKEY" });
      expect(await resolve({ env: { AWS_PROFILE: "dev" } })).toMatchObject({
        profile: "dev",
        endpoint: "http://dev:1",
      });
      expect(await resolve({ flags: { profile: "open" } })).toMatchObject({ profile: "open" });
    } finally {
      await useProfile(undefined, env);
    }
  });

  test("what a check found: checksums for a store that accepts trailers", async () => {
    const found = { checksumTrailer: "yes", checkedAt: "now" } as CheckedCapabilities;
    const env = { HOME: home };
    await rememberCapabilities("http://young:1", found, env);
    await rememberCapabilities("http://old:1", { ...found, checksumTrailer: "no" }, env);
    expect(await resolve({ flags: { endpoint: "http://young:1" } })).toMatchObject({
      checksums: "when_supported",
      capabilities: found,
    });
    expect(await resolve({ flags: { endpoint: "http://old:1" } })).toMatchObject({
      checksums: "when_required",
    });
  });
});

describe("what is refused", () => {
  test.each([
    ["an unknown profile", { flags: { profile: "nope" } }, "NoSuchProfile", 4],
    ["an endpoint without a scheme", { flags: { endpoint: "127.0.0.1:9000" } }, "InvalidEndpoint", 2],
    ["an endpoint that is no URL", { env: { AWS_ENDPOINT_URL: "nonsense" } }, "InvalidEndpoint", 2],
    ["a key without a secret", { env: { AWS_ACCESS_KEY_ID: "x" } }, "NoCredentials", 8],
    ["a secret without a key", { env: { AWS_SECRET_ACCESS_KEY: "x" } }, "NoCredentials", 8],
  ] as const)("%s", async (_what, given, code, exitCode) => {
    await expect(resolve(given)).rejects.toMatchObject({ code, exitCode });
  });
});

test("credential_process works as in the AWS CLI", async () => {
  const config = join(home, "process-config");
  const document = JSON.stringify({
    Version: 1,
    AccessKeyId: "FROMPROCESS",
    SecretAccessKey: "s",
    SessionToken: "t",
  });
  const script = join(home, "credentials.sh");
  await writeFile(script, `#!/bin/sh\ncat <<'END'\n${document}\nEND\n`, { mode: 0o755 });
  await writeFile(config, `[profile outside]\ncredential_process = ${script}\n`);
  const before = { ...process.env };
  process.env["AWS_CONFIG_FILE"] = config;
  try {
    const { credentials } = await resolveConnection(
      { profile: "outside" },
      { HOME: home, AWS_CONFIG_FILE: config },
    );
    expect(typeof credentials === "function" && (await credentials())).toMatchObject({
      accessKeyId: "FROMPROCESS",
      sessionToken: "t",
    });
  } finally {
    process.env = before;
  }
});

test("a profile of ~/.aws gives its credentials when they are needed", async () => {
  const before = { ...process.env };
  Object.assign(process.env, {
    AWS_CONFIG_FILE: join(home, ".aws", "config"),
    AWS_SHARED_CREDENTIALS_FILE: join(home, ".aws", "credentials"),
  });
  try {
    const { credentials } = await resolveConnection({ profile: "dev" }, { ...process.env, HOME: home });
    expect(typeof credentials === "function" && (await credentials())).toMatchObject({
      accessKeyId: "DEVKEY",
    });
  } finally {
    process.env = before;
  }
});

describe("S3 Access Grants", () => {
  test.each<[ConnectionRequest, boolean]>([
    [{ profile: "own" }, false],
    [{ profile: "own", accessGrants: true }, true],
    [{ profile: "granted" }, true],
    [{ profile: "granted", accessGrants: false }, false],
  ])("with %j are used: %s", async (request, used) => {
    const { accessGrants = false } = await resolveConnection(request, { HOME: home });
    expect(accessGrants).toBe(used);
  });
});
