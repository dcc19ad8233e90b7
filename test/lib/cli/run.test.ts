import { spawn } from "node:child_process";
import { once } from "node:events";
import { readFile } from "node:fs/promises";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { execa } from "execa";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { fixtureProgram } from "./fixture-program.js";

type Fixture = Awaited<ReturnType<typeof fixtureProgram>>;
let fixture: Fixture;

beforeAll(async () => {
  fixture = await fixtureProgram({
    hello: `await this.output.result({ answer: 0 }, "hello");`,
    falsy: `await this.output.result({}, ""); return 0;`,
    bug: `undefined.missing;`,
    later: `setTimeout(() => { throw new TypeError("too late"); }, 10); await new Promise(() => {});`,
    known: `throw new errors.NotFoundError("There is no x", { code: "NoSuchX", hints: ["Look"] });`,
    many: `for (let i = 0; i < 1e6; i += 1) await this.output.item({ i }, () => "line " + i);`,
    wait: `
      process.stderr.write("waiting\\n");
      const held = setInterval(() => {}, 1000);
      await new Promise((resolve, reject) => {
        this.signal.addEventListener("abort", () => reject(this.signal.reason));
      }).finally(() => { clearInterval(held); process.stderr.write("undone\\n"); });`,
    stuck: `
      process.stderr.write("waiting\\n");
      setInterval(() => {}, 1000);
      await new Promise(() => {});`,
    server: `
      process.stderr.write("waiting\\n");
      const held = setInterval(() => {}, 1000);
      await new Promise((resolve) => this.signal.addEventListener("abort", resolve));
      clearInterval(held);`,
    lingering: `setInterval(() => {}, 1000); await this.output.result({}, "done");`,
    sure: `await this.confirm({ action: "Delete all" }, flags); await this.output.result({}, "deleted");`,
    warned: `this.output.warn("careful"); await this.output.result({ done: true }, "done");`,
    colored: `await this.output.result({}, this.output.style("red", "x"));`,
    closed: `process.stdin.destroy(); const { createWriteStream } = await import("node:fs"); createWriteStream("/dev/full").write("x"); await new Promise(() => setInterval(() => {}, 1000));`,
    listed: `
      const { listBuckets } = await import("../dist/lib/s3/list-buckets.js");
      for await (const b of listBuckets(await this.connect(flags))) await this.output.item(b, b.name);`,
  });
});
afterAll(() => fixture[Symbol.asyncDispose]());

/** Nothing of this machine's settings reaches the program. */
const env = { PATH: process.env["PATH"] ?? "", HOME: "/nonexistent" };

async function run(...words: string[]) {
  const { exitCode, stdout, stderr } = await execa(process.execPath, [fixture.program, ...words], {
    reject: false,
    env,
    extendEnv: false,
  });
  return { exitCode, stdout, stderr };
}

describe("the version", () => {
  test.each(["--version", "-v"])("%s is answered in oclif's form", async (flag) => {
    const manifest = fileURLToPath(new URL("../../../package.json", import.meta.url));
    const { version } = JSON.parse(await readFile(manifest, "utf8")) as { version: string };
    expect(await run(flag)).toEqual({
      exitCode: 0,
      stdout: `s3kit/${version} ${process.platform}-${process.arch} node-${process.version}`,
      stderr: "",
    });
  });
});

describe("results", () => {
  test("people and programs get theirs", async () => {
    expect(await run("hello")).toEqual({ exitCode: 0, stdout: "hello", stderr: "" });
    expect(await run("hello", "--json")).toEqual({ exitCode: 0, stdout: '{"answer":0}', stderr: "" });
  });

  test("a result that is nothing is still said", async () => {
    expect(await run("falsy", "--json")).toEqual({ exitCode: 0, stdout: "{}", stderr: "" });
  });

  test("warnings do not get lost with --json", async () => {
    const { stdout, stderr } = await run("warned", "--json");
    expect([JSON.parse(stdout), JSON.parse(stderr)]).toEqual([
      { done: true },
      { type: "warning", message: "careful" },
    ]);
  });

  test("no colour without a terminal", async () => {
    expect((await run("colored")).stdout).toBe("x");
  });

  test("the program ends when its command does, whatever is still open", async () => {
    expect(await run("lingering")).toEqual({ exitCode: 0, stdout: "done", stderr: "" });
  });
});

describe("errors", () => {
  test("known ones have their status, words and hints", async () => {
    expect(await run("known")).toEqual({
      exitCode: 4,
      stdout: "",
      stderr: "Error (NoSuchX): There is no x\n\nTry this:\n  • Look",
    });
  });

  test("with --json they are one line on stderr, and stdout stays empty", async () => {
    const { exitCode, stdout, stderr } = await run("known", "--json");
    expect({ exitCode, stdout }).toEqual({ exitCode: 4, stdout: "" });
    expect(JSON.parse(stderr)).toEqual({
      type: "error",
      code: "NoSuchX",
      message: "There is no x",
      hints: ["Look"],
      exitCode: 4,
    });
  });

  test.each([
    ["an unknown flag", ["hello", "--bad"], "Nonexistent flag: --bad"],
    ["a flag twice", ["hello", "--region", "a", "--region", "b"], "Flag --region can only be specified once"],
    ["an unknown flag with --json", ["hello", "--bad", "--json"], "Nonexistent flag: --bad"],
    ["too many arguments", ["hello", "a", "b"], "Unexpected argument: b"],
    ["an unknown command", ["helo"], "No command helo"],
    ["an unknown command with --json", ["helo", "--json"], "No command helo"],
    ["help on an unknown command", ["help", "helo"], "not found"],
  ])("%s exits with 2 in a few words", async (_what, words, message) => {
    const { exitCode, stdout, stderr } = await run(...words);
    expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: "" });
    expect(stderr).toContain(message);
    expect(stderr.length).toBeLessThan(400);
    if (words.includes("--json")) expect(JSON.parse(stderr)).toMatchObject({ type: "error", exitCode: 2 });
  });

  test("a near miss is suggested, not run", async () => {
    const { stdout, stderr } = await run("helo");
    expect(stderr).toContain("Did you mean: s3kit hello");
    expect(stdout).toBe("");
  });

  test("our own mistakes exit with 10 and ask to be reported", async () => {
    const { exitCode, stderr } = await run("bug");
    expect(exitCode).toBe(10);
    expect(stderr).toContain("please report it");
    expect(stderr).toContain("bug.js");
  });

  test("those that nobody awaited, too", async () => {
    const { exitCode, stderr } = await run("later", "--json");
    expect(exitCode).toBe(10);
    expect(JSON.parse(stderr)).toMatchObject({ code: "Bug", message: "TypeError: too late" });
  });

  test("a full disk is no mistake of ours", async () => {
    expect(await run("closed")).toMatchObject({
      exitCode: 8,
      stderr: expect.stringContaining("No space left"),
    });
  });

  test("a dead endpoint is named, with the network's status", async () => {
    const words = ["listed", "--endpoint", "http://127.0.0.1:1", "--no-sign-request"];
    expect(await run(...words)).toMatchObject({
      exitCode: 7,
      stderr: expect.stringContaining("Nothing answers at http://127.0.0.1:1"),
    });
  });

  test("no credentials anywhere says how to give some", async () => {
    const noMetadata = { ...env, AWS_EC2_METADATA_DISABLED: "true" };
    const { exitCode, stderr } = await execa(process.execPath, [fixture.program, "listed"], {
      reject: false,
      env: noMetadata,
      extendEnv: false,
    });
    expect(exitCode).toBe(5);
    expect(stderr).toContain("Error (NoCredentials)");
    expect(stderr).toContain("s3kit profile add");
  });

  test("--verbose shows each request and its end", async () => {
    const words = ["listed", "--endpoint", "http://127.0.0.1:1", "--no-sign-request", "--verbose"];
    const { stderr } = await run(...words);
    expect(stderr).toContain("> store http://127.0.0.1:1, region us-east-1, profile none, credentials none");
    expect(stderr).toMatch(/^> GET http:\/\/127\.0\.0\.1:1\/.* failed: .*ECONNREFUSED/m);
  });
});

describe("confirmation", () => {
  test("without a terminal needs --yes", async () => {
    expect(await run("sure")).toMatchObject({ exitCode: 13, stdout: "" });
    expect(await run("sure", "--yes")).toEqual({ exitCode: 0, stdout: "deleted", stderr: "" });
  });
});

describe("pipes", () => {
  test("the reader going away ends the program quietly and soon", async () => {
    const words = [process.execPath, fixture.program, "many"].map((word) => `'${word}'`).join(" ");
    const script = `${words} | head -2; echo "\${PIPESTATUS[0]}"`;
    const { stdout, stderr } = await execa("bash", ["-c", script], { env, extendEnv: false });
    expect(stdout).toBe("line 0\nline 1\n0");
    expect(stderr).toBe("");
  });

  test("help, too", async () => {
    const words = [process.execPath, fixture.program, "--help"].map((word) => `'${word}'`).join(" ");
    const { stderr } = await execa("bash", ["-c", `${words} | head -1`], { env, extendEnv: false });
    expect(stderr).toBe("");
  });

  test("a million lines arrive whole", async () => {
    const { stdout } = await run("many");
    expect(stdout.length).toBe(11_888_889);
  });

  test("a full disk behind stdout is an error", async () => {
    const words = [process.execPath, fixture.program, "many"].map((word) => `'${word}'`).join(" ");
    const { exitCode, stderr } = await execa("bash", ["-c", `${words} > /dev/full`], {
      env,
      extendEnv: false,
      reject: false,
    });
    expect(exitCode).toBe(8);
    expect(stderr).toContain("No space left");
  });
});

describe("signals", () => {
  async function interrupted(command: string, signals: readonly NodeJS.Signals[], ...flags: string[]) {
    const child = spawn(process.execPath, [fixture.program, command, ...flags], { env });
    let stderr = "";
    child.stderr.on("data", (chunk: Buffer) => {
      stderr += chunk.toString();
    });
    while (!stderr.includes("waiting")) await sleep(10);
    for (const signal of signals) {
      child.kill(signal);
      await sleep(100);
    }
    const [exitCode] = child.exitCode === null ? ((await once(child, "exit")) as [number]) : [child.exitCode];
    return { exitCode, stderr };
  }

  test.each(["SIGINT", "SIGTERM", "SIGHUP"] as const)(
    "%s undoes what is under way, then exits with 130",
    async (signal) => {
      const { exitCode, stderr } = await interrupted("wait", [signal]);
      expect(exitCode).toBe(130);
      expect(stderr).toBe("waiting\nundone\nError (Interrupted): Interrupted\n");
    },
  );

  test("with --json the interruption is one line", async () => {
    const { stderr } = await interrupted("wait", ["SIGINT"], "--json");
    expect(JSON.parse(stderr.trim().split("\n").at(-1) ?? "")).toMatchObject({
      code: "Interrupted",
      exitCode: 130,
    });
  });

  test("a second one ends what does not end by itself", async () => {
    expect((await interrupted("stuck", ["SIGINT", "SIGINT"])).exitCode).toBe(130);
  });

  test("a server that stops in order exits with 0", async () => {
    expect((await interrupted("server", ["SIGTERM"])).exitCode).toBe(0);
  });
});

describe("help", () => {
  test("of a command lists exit statuses, of the program environment variables, too", async () => {
    const command = await run("hello", "--help");
    expect(command.exitCode).toBe(0);
    expect(command.stdout).toMatch(/EXIT STATUS\n\s+0 done · 1 another failure/);
    const root = await run("--help");
    expect(root.stdout).toContain("ENVIRONMENT");
    expect(root.stdout).toContain("AWS_ENDPOINT_URL_S3");
    expect(root.stdout).toMatch(/130 +interrupted/);
  });
});
