import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { chooseAdministration } from "../../../src/lib/cli/choose-administration.js";
import { saveProfile, useProfile } from "../../../src/lib/config/profiles.js";

let folder = "";
let env: Record<string, string> = {};

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "s3kit-choose-"));
  env = { S3KIT_CONFIG_DIR: folder, HOME: folder, AWS_EC2_METADATA_DISABLED: "true" };
  const key = { accessKeyId: "S3KUKEY", secretAccessKey: "secret" };
  await saveProfile("gate", { endpoint: "http://gate:1", gateway: true, ...key }, env);
  await saveProfile("direct", { endpoint: "http://store:1", control: "s3://control", ...key }, env);
  await saveProfile("plain", { endpoint: "http://plain:1", ...key }, env);
});

afterEach(async () => rm(folder, { recursive: true }));

const AWS = {
  AWS_ENDPOINT_URL: "http://aws:1",
  AWS_ACCESS_KEY_ID: "AKID",
  AWS_SECRET_ACCESS_KEY: "other",
};

async function choose(flags: object, more: Readonly<Record<string, string>> = {}) {
  const { control, settings } = await chooseAdministration(flags, { ...env, ...more });
  const { credentials, endpoint } = settings;
  return { control, endpoint, key: typeof credentials === "object" ? credentials.accessKeyId : undefined };
}

describe("who is asked about users and workspaces", () => {
  it("is the registry that --control names, before everything else", async () => {
    await useProfile("gate", env);
    expect(await choose({ control: "s3://c", profile: "plain" }, { S3KIT_CONTROL: "s3://d" })).toEqual({
      control: "s3://c",
      endpoint: "http://plain:1",
      key: "S3KUKEY",
    });
  });

  it("is the gateway or registry of the profile named", async () => {
    expect(await choose({ profile: "gate" }, { ...AWS, S3KIT_CONTROL: "s3://d" })).toEqual({
      control: undefined,
      endpoint: "http://gate:1",
      key: "S3KUKEY",
    });
    expect(await choose({}, { S3KIT_PROFILE: "direct" })).toMatchObject({ control: "s3://control" });
  });

  it("is what S3KIT_CONTROL says, in the store of the connection", async () => {
    await useProfile("gate", env);
    expect(await choose({ profile: "plain" }, { S3KIT_CONTROL: "s3://d" })).toMatchObject({
      control: "s3://d",
      endpoint: "http://plain:1",
    });
    expect(await choose({}, { ...AWS, S3KIT_CONTROL: "s3://d" })).toEqual({
      control: "s3://d",
      endpoint: "http://aws:1",
      key: "AKID",
    });
  });

  it("is the gateway in use with its own key, whatever AWS_* says of other stores", async () => {
    await useProfile("gate", env);
    expect(await choose({}, AWS)).toEqual({ control: undefined, endpoint: "http://gate:1", key: "S3KUKEY" });
  });

  it("is a gateway at the connection's endpoint otherwise", async () => {
    await useProfile("plain", env);
    expect(await choose({})).toEqual({ control: undefined, endpoint: "http://plain:1", key: "S3KUKEY" });
    await useProfile("gate", env);
    expect(await choose({ endpoint: "http://other:1" }, AWS)).toEqual({
      control: undefined,
      endpoint: "http://other:1",
      key: "AKID",
    });
  });

  it("is nobody when nothing is configured", async () => {
    expect(await choose({})).toEqual({ control: undefined, endpoint: undefined, key: undefined });
  });
});
