import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it, onTestFinished, vi } from "vitest";
import { execHooks } from "../../../../../src/lib/proxy/hooks/built-in/exec.js";
import { judge, zeros } from "./hook-call.js";

const shell = (script: string) => execHooks({ command: ["sh", "-c", script] });

describe("a program", () => {
  it("is given the content on its standard input, and passes with exit status 0", async () => {
    expect(await judge(shell('test "$(cat)" = hello'), "hello")).toEqual({ pass: true });
  });

  it("is given all of a large content", async () => {
    const hooks = shell('test "$(wc -c)" -eq 8000000');
    expect(await judge(hooks, zeros(8_000_000))).toEqual({ pass: true });
  });

  it("refuses with exit status 1, and says why in its first line", async () => {
    const reason = "cats are not allowed";
    expect(await judge(shell(`echo; echo "  ${reason} "; echo more; exit 1`))).toEqual({
      pass: false,
      reason,
    });
    expect(await judge(shell(`echo ${reason} >&2; exit 1`))).toEqual({ pass: false, reason });
    expect(await judge(shell("exit 1"))).toEqual({ pass: false, reason: "sh refused it" });
  });

  it.each([
    ["ends with another status", "echo out of memory >&2; exit 2", /exit code 2/],
    ["is killed", "kill -9 $$", /SIGKILL/],
  ])("fails when it %s", async (_, script, message) => {
    await expect(judge(shell(script))).rejects.toThrow(message);
  });

  it("fails when it cannot be started, or prints without end", async () => {
    await expect(judge(execHooks({ command: ["/nonexistent/program"] }))).rejects.toThrow(/ENOENT/);
    await expect(judge(shell("yes"))).rejects.toThrow(/maxBuffer/);
  });

  it("need not read what it is given", async () => {
    expect(await judge(shell("exit 0"), zeros(8_000_000))).toEqual({ pass: true });
    expect(await judge(shell("exec <&-; sleep 0.1; exit 1"), zeros(8_000_000))).toMatchObject({
      pass: false,
    });
  });

  it("is ended when its verdict is not needed any more", async () => {
    const file = join(await folder(), "pid");
    const abort = new AbortController();
    const verdict = judge(shell(`echo $$ > ${file}; exec sleep 60`), "", { signal: abort.signal });
    await expect.poll(async () => readFile(file, "utf8").catch(() => "")).toMatch(/\d/);
    abort.abort();
    await expect(verdict).rejects.toThrow();
    const pid = Number(await readFile(file, "utf8"));
    expect(() => process.kill(pid, 0)).toThrow("ESRCH");
  });

  it("knows what the request is about, from its environment alone", async () => {
    vi.stubEnv("AWS_SECRET_ACCESS_KEY", "of-the-store");
    onTestFinished(() => {
      vi.unstubAllEnvs();
    });
    const file = join(await folder(), "environment");
    const hooks = execHooks({ command: ["sh", "-c", `env > ${file}`], environment: { MODE: "strict" } });
    const key = "$(touch pwned)`id`;'\"\n\0é.jpg";
    await judge(hooks, "", { key, sizeBytes: 5, metadata: { a: "b" } });
    const environment = await readFile(file, "utf8");
    expect(environment).toContain("S3KIT_KEY=$(touch pwned)`id`;'\"\n\ufffdé.jpg\n");
    for (const line of [
      "MODE=strict",
      "S3KIT_BUCKET=photos",
      "S3KIT_SIZE_BYTES=5",
      'S3KIT_METADATA={"a":"b"}',
    ])
      expect(environment.split("\n")).toContain(line);
    expect(environment).not.toContain("of-the-store");
  });

  it("runs without content for events that have none", async () => {
    const hooks = execHooks({ command: ["sh", "-c", 'test -z "$(cat)"'], event: "postUpload" });
    expect(hooks).toMatchObject([{ event: "postUpload", name: "exec" }]);
    expect(await judge(hooks, "", { event: "postUpload" })).toEqual({ pass: true });
  });
});

async function folder(): Promise<string> {
  const path = await mkdtemp(join(tmpdir(), "s3kit-exec-"));
  onTestFinished(async () => rm(path, { recursive: true }));
  return path;
}
