import { randomBytes } from "node:crypto";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { execa } from "execa";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { KEY } from "../lib/store/running-store.js";
import { SERVERS, type Served } from "./servers.js";

const found = await execa("curl", ["--version"], { reject: false });
const reason = found.failed ? " (skipped: curl is not installed)" : "";

describe.skipIf(found.failed).each(SERVERS)(`curl as a client of %s${reason}`, (_, serve) => {
  let server: Served;
  let dir = "";
  const content = randomBytes(9 * 1024 * 1024);

  beforeAll(async () => {
    server = await serve();
    dir = await mkdtemp(join(tmpdir(), "s3kit-curl-"));
    await writeFile(join(dir, "up"), content);
    await curl("--request", "PUT", `${server.endpoint}/bucket`);
  });

  afterAll(async () => {
    await server[Symbol.asyncDispose]();
    await rm(dir, { recursive: true });
  });

  /** What was answered, and after it the status. Older curls do not send the hash that S3 asks for. */
  async function curl(...words: readonly string[]): Promise<string> {
    const key = ["--user", `${KEY.accessKeyId}:${KEY.secretAccessKey}`];
    const hash = ["--header", "x-amz-content-sha256: UNSIGNED-PAYLOAD"];
    return bare("--aws-sigv4", "aws:amz:us-east-1:s3", ...key, ...hash, ...words);
  }

  async function bare(...words: readonly string[]): Promise<string> {
    const trusted = server.caFile === undefined ? [] : ["--cacert", server.caFile];
    const { stdout } = await execa("curl", ["--silent", "--write-out", "%{http_code}", ...trusted, ...words]);
    return stdout;
  }

  test("a file goes up with Expect: 100-continue, and down, whole and in part", async () => {
    const url = `${server.endpoint}/bucket/some/key`;
    const patient = ["--header", "Expect: 100-continue"];
    expect(await curl(...patient, "--upload-file", join(dir, "up"), url)).toBe("200");
    expect(await curl("--output", join(dir, "down"), url)).toBe("200");
    expect((await readFile(join(dir, "down"))).equals(content)).toBe(true);
    expect(await curl("--range", "5-9", "--output", join(dir, "part"), url)).toBe("206");
    expect((await readFile(join(dir, "part"))).equals(content.subarray(5, 10))).toBe(true);
    expect(await curl("--head", url)).toMatch(
      new RegExp(`content-length: ${content.length.toString()}\r`, "i"),
    );
  });

  test("a download that broke off is continued", async () => {
    const url = `${server.endpoint}/bucket/continued`;
    await curl("--upload-file", join(dir, "up"), url);
    await writeFile(join(dir, "begun"), content.subarray(0, 1_000_000));
    expect(await curl("--continue-at", "-", "--output", join(dir, "begun"), url)).toBe("206");
    expect((await readFile(join(dir, "begun"))).equals(content)).toBe(true);
  });

  test("without a key nothing is given away", async () => {
    await curl("--request", "PUT", "--data", "secret", `${server.endpoint}/bucket/private`);
    expect(await bare(`${server.endpoint}/bucket/private`)).toMatch(/AccessDenied[^]*403$/);
  });

  test("dots and doubled slashes in a path are part of the key", async () => {
    const url = `${server.endpoint}/bucket/a//b/../c`;
    expect(await bare("--path-as-is", url)).toMatch(/403$/);
    expect(await curl("--path-as-is", "--request", "PUT", "--data", "odd", url)).toBe("200");
    expect(await curl("--path-as-is", url)).toBe("odd200");
    expect(await curl(`${server.endpoint}/bucket?list-type=2&prefix=a`)).toContain("<Key>a//b/../c</Key>");
  });
});
