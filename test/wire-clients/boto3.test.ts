import { fileURLToPath } from "node:url";
import { execa } from "execa";
import { beforeAll, describe, expect, test } from "vitest";
import { KEY } from "../lib/store/running-store.js";
import { SERVERS } from "./servers.js";

const SCRIPT = fileURLToPath(new URL("boto3_checks.py", import.meta.url));
const CHECKS = [
  "small empty and streamed objects",
  "every odd key is listed and read",
  "files go up and down in parts",
  "presigned urls of both signature versions",
  "forms of both signature versions",
  "buckets in the host name",
  "versions and delete markers",
  "conditions checksums and refusals",
  "tags settings and identity",
];

const found = await execa("python3", ["-c", "import boto3"], { reject: false });
const reason = found.failed ? " (skipped: python3 with boto3 is not installed)" : "";

describe.skipIf(found.failed).each(SERVERS)(`boto3 as a client of %s${reason}`, (_, serve) => {
  let outcomes: Readonly<Record<string, string | null>> = {};

  beforeAll(async () => {
    await using store = await serve();
    const args = [SCRIPT, store.endpoint, KEY.accessKeyId, KEY.secretAccessKey];
    const { stdout } = await execa("python3", args, { env: environment(store.caFile), extendEnv: false });
    outcomes = JSON.parse(stdout) as typeof outcomes;
  }, 60_000);

  test.each(CHECKS)("%s", (name) => {
    expect(outcomes[name]).toBeNull();
  });

  test("no check of the script is left out here", () => {
    expect(Object.keys(outcomes)).toEqual(CHECKS);
  });
});

/** The environment without what would make boto3 behave otherwise than it does by itself. */
function environment(caFile: string | undefined): Record<string, string | undefined> {
  const kept = Object.entries(process.env).filter(([name]) => !name.startsWith("AWS_"));
  const trusted = caFile === undefined ? {} : { AWS_CA_BUNDLE: caFile, SSL_CERT_FILE: caFile };
  return { ...Object.fromEntries(kept), ...trusted };
}
