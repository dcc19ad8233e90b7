import { once } from "node:events";
import { createServer, type Server } from "node:http";
import { mkdir, readdir, symlink } from "node:fs/promises";
import type { AddressInfo } from "node:net";
import path from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { execa } from "execa";
import { afterEach, describe, expect, test } from "vitest";
import { expected } from "./store-differences.js";
import { PROGRAM } from "./support/program.js";
import { useWorkbench, type RunOptions } from "./support/workbench.js";

const bench = useWorkbench();

/** Run words with and without `--json`, and expect the same failure told in both ways. */
async function expectFailure(
  words: readonly string[],
  failure: { readonly exitCode: number; readonly code: string | RegExp; readonly says?: string | RegExp },
  options: RunOptions = {},
): Promise<void> {
  const [human, machine] = await Promise.all([
    bench.run(words, options),
    bench.run([...words, "--json"], options),
  ]);
  const code = expect.stringMatching(failure.code) as string;
  expect({ exitCode: machine.exitCode, stdout: machine.stdout, error: machine.error }).toEqual({
    exitCode: failure.exitCode,
    stdout: "",
    error: {
      type: "error",
      code,
      message: expect.stringMatching(failure.says ?? /./) as string,
      exitCode: failure.exitCode,
      hints: expect.any(Array) as string[],
    },
  });
  expect(human).toMatchObject({ exitCode: failure.exitCode, stdout: "" });
  expect(human.stderr).toMatch(new RegExp(`^Error \\(${String(machine.error?.["code"])}\\): `));
  expect(human.stderr).toContain(String(machine.error?.["message"]));
  const hints = machine.error?.["hints"] as readonly string[];
  for (const hint of hints) expect(human.stderr).toContain(`• ${hint}`);
  expect(human.stderr).not.toMatch(/\n\s+at /);
}

describe("what is not there", () => {
  test.each([
    [["ls", "s3://it-no-such-bucket"], "NoSuchBucket"],
    [["ls", "s3://it-no-such-bucket/**"], "NoSuchBucket"],
    [["cat", "s3://it-no-such-bucket/key"], "NoSuchBucket"],
    [["rm", "--recursive", "--yes", "s3://it-no-such-bucket/x"], "NoSuchBucket"],
    [["du", "s3://it-no-such-bucket"], "NoSuchBucket"],
    [["tree", "s3://it-no-such-bucket"], "NoSuchBucket"],
    [["find", "s3://it-no-such-bucket"], "NoSuchBucket"],
    [["bucket", "delete", "it-no-such-bucket"], "NoSuchBucket"],
    [["diff", "s3://it-no-such-bucket", "."], "NoSuchBucket"],
    [["stat", "/no/such/file"], "ENOENT"],
    [["diff", "/no/such/folder", "/"], "ENOENT"],
  ])("%j", async (words, code) => {
    await expectFailure(words, { exitCode: 4, code });
  });

  test("an unknown object", async () => {
    const bucket = await bench.bucket();
    await expectFailure(["cat", `s3://${bucket}/key`], { exitCode: 4, code: "NoSuchKey", says: "/key" });
    await expectFailure(["stat", `s3://${bucket}/key`], {
      exitCode: 4,
      code: /NotFound|NoSuchKey/,
      says: "/key",
    });
  });
});

describe("words that make no sense", () => {
  test.each([
    [["ls", "bucket/key"], "InvalidUri"],
    [["cat", "s3://"], "InvalidUri"],
    [["cat", "s3://bucket"], "InvalidUri"],
    [["cat", "s3://b/k", "--range", "5-1"], "InvalidRange"],
    [["head", "s3://b/k", "--bytes", "many"], "InvalidSize"],
    [["find", "s3://b", "--larger", "big"], "InvalidSize"],
    [["find", "s3://b", "--newer", "yesterday-ish"], "InvalidTime"],
    [["find", "s3://b", "--regex", "("], "InvalidRegex"],
    [["ls", "--no-such-flag"], "Usage"],
    [["no-such-command"], "UnknownCommand"],
    [["cat"], "Usage"],
    [["ls", "s3://b", "--sort", "colour"], "Usage"],
    [["ls", "s3://b", "--endpoint", "not a url"], /Invalid/],
  ])("%j", async (words, code) => {
    await expectFailure(words, { exitCode: 2, code });
  });
});

describe("credentials", () => {
  test("that are missing", async () => {
    const env = { AWS_ACCESS_KEY_ID: "", AWS_SECRET_ACCESS_KEY: "" };
    await expectFailure(["ls"], { exitCode: 5, code: "NoCredentials" }, { env });
  });

  test("with an unknown key", async () => {
    const env = { AWS_ACCESS_KEY_ID: "AKIANOBODY" };
    await expectFailure(["ls"], { exitCode: 5, code: "InvalidAccessKeyId" }, { env });
  });

  test("with a wrong secret", async () => {
    const env = { AWS_SECRET_ACCESS_KEY: "wrong" };
    await expectFailure(["ls"], { exitCode: 5, code: "SignatureDoesNotMatch" }, { env });
  });

  test("of a session that is over", async () => {
    const env = { AWS_SESSION_TOKEN: "long gone" };
    const code = expected("refuses-unknown-session-token");
    if (code === undefined) expect((await bench.run(["ls"], { env })).exitCode).toBe(0);
    else await expectFailure(["ls"], { exitCode: 5, code }, { env });
  });

  test("that lack the right", async () => {
    const bucket = await bench.bucket({ secret: "secret" });
    for (const words of [
      ["ls", `s3://${bucket}`],
      ["cat", `s3://${bucket}/secret`],
    ]) {
      await expectFailure([...words, "--no-sign-request"], {
        exitCode: 5,
        code: "AccessDenied",
        says: bucket,
      });
    }
  });

  test("signed by a clock two hours ahead are taken once the clocks are compared", async () => {
    const bucket = await bench.bucket({ k: "content" });
    const clock =
      "const ahead=()=>real.now()+72e5,real=Date;" +
      "globalThis.Date=class extends real{constructor(...a){if(a.length)super(...a);else super(ahead())}static now(){return ahead()}}";
    const ahead = `data:text/javascript,${encodeURIComponent(clock)}`;
    const env = { NODE_OPTIONS: `--import=${ahead}` };
    expect(await bench.run(["cat", `s3://${bucket}/k`], { env })).toMatchObject({
      exitCode: 0,
      stdout: "content",
    });
    expect((await bench.run(["cp", "-", `s3://${bucket}/late`], { env, input: "late" })).exitCode).toBe(0);
    expect(await bench.text(bucket, "late")).toBe("late");
  });
});

describe("a store that", () => {
  let server: Server | undefined;
  afterEach(() => {
    server?.closeAllConnections();
    server?.close();
    server = undefined;
  });

  async function answering(status: number, headers: Record<string, string>, body: string): Promise<string> {
    server = createServer((request, response) => {
      request.resume();
      response.writeHead(status, headers).end(body);
    });
    server.listen(0, "127.0.0.1");
    await once(server, "listening");
    return `http://127.0.0.1:${(server.address() as AddressInfo).port.toString()}`;
  }

  test("nobody runs", async () => {
    const endpoint = "http://127.0.0.1:9";
    await expectFailure(["ls", "--endpoint", endpoint], {
      exitCode: 7,
      code: "ECONNREFUSED",
      says: endpoint,
    });
  });

  test("has no name", async () => {
    const endpoint = "http://no-such-host.invalid";
    await expectFailure(["ls", "--endpoint", endpoint], {
      exitCode: 7,
      code: /ENOTFOUND|EAI_AGAIN/,
      says: "no-such-host",
    });
  });

  test("is a web page", async () => {
    const endpoint = await answering(200, { "content-type": "text/html" }, "<!doctype html><p>Welcome");
    await expectFailure(["ls", "s3://bucket", "--endpoint", endpoint], {
      exitCode: 8,
      code: "NotS3",
      says: endpoint,
    });
  });

  test("lacks the operation", async () => {
    const xml = "<?xml version='1.0'?><Error><Code>NotImplemented</Code><Message>Not here</Message></Error>";
    const endpoint = await answering(501, { "content-type": "application/xml" }, xml);
    await expectFailure(["ls", "s3://bucket", "--versions", "--endpoint", endpoint], {
      exitCode: 12,
      code: "NotImplemented",
    });
  });

  test("is in another region", async () => {
    const xml =
      "<Error><Code>AuthorizationHeaderMalformed</Code><Message>The region 'us-east-1' is wrong; expecting " +
      "'eu-north-1'</Message><Region>eu-north-1</Region></Error>";
    const endpoint = await answering(400, { "content-type": "application/xml" }, xml);
    await expectFailure(["ls", "s3://bucket", "--endpoint", endpoint], {
      exitCode: 8,
      code: "AuthorizationHeaderMalformed",
      says: "eu-north-1",
    });
  });

  test("does not care for regions takes any", async () => {
    const bucket = await bench.bucket({ k: "k" });
    expect((await bench.run(["ls", `s3://${bucket}`, "--region", "eu-north-1"])).exitCode).toBe(0);
  });
});

describe("this machine", () => {
  test("cannot read the file", async () => {
    const bucket = await bench.bucket();
    const folder = await bench.files("unreadable", { good: "good" });
    await symlink("nowhere", path.join(folder, "dangling"));
    const single = await bench.run(["cp", path.join(folder, "dangling"), `s3://${bucket}/one`, "--json"]);
    expect(single).toMatchObject({ exitCode: 4, stdout: "" });
    const all = await bench.run(["cp", "--recursive", folder, `s3://${bucket}/`]);
    expect(all.exitCode).toBe(3);
    expect(all.stderr).toContain("dangling");
    expect(await bench.keys(bucket)).toEqual(["good"]);
  });

  test("has no room for what is printed", async () => {
    const bucket = await bench.bucket({ k: "content" });
    const { exitCode, stderr } = await execa({
      shell: true,
      env: bench.environment(),
      extendEnv: false,
      reject: false,
    })`${process.execPath} ${PROGRAM} cat s3://${bucket}/k > /dev/full`;
    expect(exitCode).toBe(8);
    expect(stderr).toContain("Error (ENOSPC)");
  });
});

describe("^C", () => {
  test("during a listing ends it with 130", async () => {
    const server = createServer(() => undefined).listen(0, "127.0.0.1");
    await once(server, "listening");
    const endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port.toString()}`;
    const waiting = execa(process.execPath, [PROGRAM, "ls", "--endpoint", endpoint], {
      env: bench.environment(),
      extendEnv: false,
      reject: false,
    });
    await once(server, "request");
    waiting.kill("SIGINT");
    const { exitCode, stdout, stderr } = await waiting;
    server.closeAllConnections();
    server.close();
    expect({ exitCode, stdout }).toEqual({ exitCode: 130, stdout: "" });
    expect(stderr).toContain("Error (Interrupted)");
  });

  test("during a download leaves no file of that name", async () => {
    const bucket = await bench.bucket({ big: Buffer.alloc(64 * 1024 * 1024, "x") });
    const folder = path.join(bench.folder, "interrupted");
    await mkdir(folder);
    const target = path.join(folder, "big");
    const copying = execa(process.execPath, [PROGRAM, "cp", `s3://${bucket}/big`, target], {
      env: bench.environment(),
      extendEnv: false,
      reject: false,
    });
    while ((await readdir(folder)).length === 0) await delay(1);
    copying.kill("SIGINT");
    const { exitCode } = await copying;
    expect(exitCode).toBe(130);
    expect(await readdir(folder)).not.toContain("big");
  });
});
