import { execFileSync } from "node:child_process";
import { chmod, mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { PutObjectCommand } from "@aws-sdk/client-s3";
import { spawn } from "@lydell/node-pty";
import { execa } from "execa";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { COMPLETION_SHELLS, completionScript } from "../../../../src/lib/cli/complete/completion-script.js";
import { KEY, runningStore } from "../../store/running-store.js";

const PROGRAM = fileURLToPath(new URL("../../../../bin/run.js", import.meta.url));
let store: Awaited<ReturnType<typeof runningStore>>;
let home = "";
let env: Record<string, string> = {};

beforeAll(async () => {
  store = await runningStore();
  home = await mkdtemp(join(tmpdir(), "s3kit-shells-"));
  await store.createBucket("photos");
  for (const Key of ["spaced name.txt", "sub/one.txt", "sub/two.txt"]) {
    await store.client.send(new PutObjectCommand({ Bucket: "photos", Key, Body: "x" }));
  }
  await mkdir(join(home, "bin"));
  await writeFile(join(home, "bin", "s3kit"), `#!/bin/sh\nexec "${process.execPath}" "${PROGRAM}" "$@"\n`);
  await chmod(join(home, "bin", "s3kit"), 0o755);
  env = {
    HOME: home,
    PATH: `${join(home, "bin")}:${process.env["PATH"] ?? ""}`,
    TERM: "xterm",
    AWS_ENDPOINT_URL: store.endpoint,
    AWS_ACCESS_KEY_ID: KEY.accessKeyId,
    AWS_SECRET_ACCESS_KEY: KEY.secretAccessKey,
  };
});
afterAll(async () => {
  await store[Symbol.asyncDispose]();
  await rm(home, { recursive: true, force: true });
});

async function complete(...words: string[]) {
  const started = performance.now();
  const { exitCode, stdout, stderr } = await execa(
    process.execPath,
    [PROGRAM, "__complete", "--", ...words],
    {
      env,
      extendEnv: false,
      reject: false,
    },
  );
  return { exitCode, stdout, stderr, elapsedMs: performance.now() - started };
}

describe("the hidden command", () => {
  test("offers keys and folders of one level", async () => {
    const { stdout } = await complete("ls", "s3://photos/s");
    expect(stdout.split("\n")).toEqual(["s3://photos/spaced name.txt", "s3://photos/sub/", ":nospace"]);
  });

  test("keeps names for a few seconds in files that only the owner can read", async () => {
    await complete("ls", "s3://photos/s");
    const folder = join(home, ".cache", "s3kit", "completion");
    const [file = ""] = await readdir(folder);
    expect((await stat(join(folder, file))).mode & 0o777).toBe(0o600);
    expect(await readFile(join(folder, file), "utf8")).not.toContain(KEY.secretAccessKey);
  });

  test.each([
    ["a store that does not answer", { AWS_ENDPOINT_URL: "http://127.0.0.1:1" }],
    ["a store that hangs", { AWS_ENDPOINT_URL: "http://192.0.2.1:9" }],
    ["no credentials", { AWS_ACCESS_KEY_ID: "", AWS_SECRET_ACCESS_KEY: "" }],
    ["a bad endpoint", { AWS_ENDPOINT_URL: "nonsense" }],
  ])("is silent and quick with %s", async (_what, change) => {
    const before = env;
    env = { ...env, ...change };
    const { exitCode, stdout, stderr, elapsedMs } = await complete("ls", "s3://other");
    env = before;
    expect({ exitCode, stdout, stderr }).toEqual({ exitCode: 0, stdout: ":done", stderr: "" });
    expect(elapsedMs).toBeLessThan(4000);
  });

  test("is not in the help", async () => {
    const { stdout } = await execa(process.execPath, [PROGRAM, "--help"], { env, extendEnv: false });
    expect(stdout).not.toContain("__complete");
  });
});

test("every shell has a script", () => {
  for (const shell of COMPLETION_SHELLS) expect(completionScript(shell)).toContain("__complete --");
});

const SHELLS = {
  bash: { words: ["--norc", "-i"], setUp: 'eval "$(s3kit completion bash)"' },
  zsh: {
    words: ["-f", "-i"],
    setUp: 'autoload -Uz compinit; compinit -D -u; eval "$(s3kit completion zsh)"',
  },
  fish: { words: ["--no-config", "-i"], setUp: "s3kit completion fish | source" },
} as const;

describe.each(Object.keys(SHELLS) as (keyof typeof SHELLS)[])("in a real %s", (shell) => {
  // Not on every machine; where the shell is missing there is nothing to complete in.
  test.skipIf(!isInstalled(shell))(
    "commands, flags, buckets and keys are completed",
    { timeout: 60_000 },
    async () => {
      const terminal = await openShell(shell);
      try {
        await terminal.completes("s3kit profi", "s3kit profile ");
        await terminal.completes("s3kit ls --recur", "s3kit ls --recursive ");
        await terminal.completes("s3kit ls s3://pho", "s3kit ls s3://photos/");
        await terminal.completes("s3kit ls s3://photos/spa", "s3kit ls s3://photos/spaced\\ name.txt ");
        await terminal.completes("s3kit ls s3://photos/sub/o", "s3kit ls s3://photos/sub/one.txt ");
      } finally {
        terminal.close();
      }
    },
  );
});

async function openShell(shell: keyof typeof SHELLS) {
  const { words, setUp } = SHELLS[shell];
  const child = spawn(shell, [...words], { cols: 150, rows: 40, cwd: home, env: { ...env, PS1: "$ " } });
  let shown = "";
  child.onData((data) => {
    shown += data;
    // fish asks the terminal what it is and where its cursor stands, and waits for the answers.
    if (data.includes("\u001B[c") || data.includes("\u001B[0c")) child.write("\u001B[?1;2c");
    if (data.includes("\u001B[6n")) child.write("\u001B[1;1R");
  });
  const until = async (seen: () => boolean, what: string) => {
    const end = Date.now() + 15_000;
    while (!seen()) {
      if (Date.now() > end)
        throw new Error(`${shell} did not show ${what}: ${JSON.stringify(plain(shown).slice(-300))}`);
      await sleep(20);
    }
  };
  child.write("echo re''ady\r");
  await until(() => plain(shown).includes("\nready") || plain(shown).includes("\rready"), "that it is ready");
  shown = "";
  child.write(`${setUp}; echo set''up\r`);
  await until(() => /[\r\n]setup/.test(plain(shown)), "that it is set up");
  return {
    async completes(typed: string, expected: string) {
      shown = "";
      child.write(`${typed}\t`);
      await until(() => plain(shown).includes(expected), expected);
      child.write("\u0015");
      await sleep(100);
    },
    close: () => child.kill(),
  };
}

/** What a terminal would show, roughly: without the escape sequences. */
function plain(shown: string): string {
  // oxlint-disable-next-line no-control-regex
  return shown.replace(/\u001B\][^\u0007\u001B]*(?:\u0007|\u001B\\)|\u001B[[(][0-9;?=><]*[A-Za-z]/g, "");
}

function isInstalled(shell: string): boolean {
  try {
    execFileSync(shell, ["--version"], { stdio: "ignore" });
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return false;
    throw error;
  }
}
