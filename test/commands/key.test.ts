import { chmod, mkdtemp, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { spawn } from "@lydell/node-pty";
import { execa } from "execa";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { readVectors } from "../lib/crypto/vectors.js";
import { PROGRAM } from "./store-process.js";

const HEX = "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f";
let home = "";

beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), "s3kit-keys-"));
});
afterEach(() => rm(home, { recursive: true, force: true }));

async function s3kit(words: readonly string[], input = "", env: Readonly<Record<string, string>> = {}) {
  const { exitCode, stdout, stderr } = await execa(process.execPath, [PROGRAM, ...words], {
    input,
    reject: false,
    extendEnv: false,
    env: { HOME: home, PATH: process.env["PATH"] ?? "", NO_COLOR: "1", ...env },
  });
  return { exitCode, stdout, stderr };
}

describe("the key ring", () => {
  test("is made with its first key, which says what losing it means; later ones do not", async () => {
    const first = await s3kit(["key", "generate", "--id", "one"]);
    expect(first).toMatchObject({ exitCode: 0, stderr: expect.stringContaining("loses all data") });
    const path = join(home, ".config", "s3kit", "ring.json");
    expect((await stat(path)).mode & 0o777).toBe(0o600);
    const second = await s3kit(["key", "generate", "--id", "two"]);
    expect(second.stderr).not.toContain("loses");
    const { stdout } = await s3kit(["key", "list"]);
    expect(stdout.split("\n").map((line) => line.split(/\s+/, 2))).toEqual([
      ["one", "primary"],
      ["two", "active"],
    ]);
    const ring = JSON.parse(await readFile(path, "utf8")) as { keys: Record<string, { key: string }> };
    for (const words of [["list"], ["list", "--json"], ["check"], ["primary", "two"], ["retire", "one"]]) {
      const { exitCode, stdout: shown, stderr } = await s3kit(["key", ...words]);
      expect(exitCode).toBe(0);
      for (const { key } of Object.values(ring.keys)) expect(shown + stderr).not.toContain(key);
    }
  });

  test("takes and gives single keys as 64 hexadecimal digits", async () => {
    const ring = join(home, "ring");
    expect((await s3kit(["key", "import", "--ring", ring, "--id", "k1", "-"], `${HEX}\n`)).exitCode).toBe(0);
    expect(await s3kit(["key", "export", "--ring", ring, "--id", "k1", "--raw"])).toMatchObject({
      exitCode: 0,
      stdout: HEX,
    });
    const refused = await s3kit(["key", "import", "--ring", ring, "--id", "k1", "-"], "ff".repeat(32));
    expect(refused).toMatchObject({ exitCode: 6, stderr: expect.stringContaining("KeyExists") });
    const short = await s3kit(["key", "import", "--ring", ring, "--id", "k2", "-"], HEX.slice(2));
    expect(short.exitCode).toBe(2);
    expect(short.stderr).not.toContain(HEX.slice(2, 20));
    expect((await s3kit(["key", "import", "--ring", ring, "-"], HEX)).exitCode).toBe(2);
    expect((await s3kit(["key", "export", "--ring", ring, "--id", "absent", "--raw"])).exitCode).toBe(4);
    expect((await s3kit(["key", "generate", "--ring", `env:RING`], "", { RING: `k1:${HEX}` })).exitCode).toBe(
      2,
    );
  });

  test("that others may read is refused, and says how to close it", async () => {
    const ring = join(home, "ring");
    await s3kit(["key", "generate", "--ring", ring]);
    await chmod(ring, 0o640);
    const refused = await s3kit(["key", "list", "--ring", ring]);
    expect(refused).toMatchObject({ exitCode: 8, stderr: expect.stringContaining(`chmod 600 ${ring}`) });
  });

  test("goes through a backup, which opens with its passphrase alone", async () => {
    const [ring, other, backup] = ["ring", "other", "backup.json"].map((name) => join(home, name));
    await s3kit(["key", "import", "--ring", ring ?? "", "--id", "k1", "-"], HEX);
    await writeFile(join(home, "passphrase"), "several words of it\n");
    const passphrase = ["--passphrase-file", join(home, "passphrase")];
    expect((await s3kit(["key", "export", "--ring", ring ?? "", backup ?? "", ...passphrase])).exitCode).toBe(
      0,
    );
    expect(await readFile(backup ?? "", "utf8")).not.toContain(HEX);
    const again = await s3kit(["key", "export", "--ring", ring ?? "", backup ?? "", ...passphrase]);
    expect(again).toMatchObject({ exitCode: 6, stderr: expect.stringContaining("exists") });
    const wrong = await s3kit(["key", "import", "--ring", other ?? "", backup ?? ""], "", {
      S3KIT_PASSPHRASE: "other words of it",
    });
    expect(wrong).toMatchObject({ exitCode: 11, stderr: expect.stringContaining("passphrase is wrong") });
    await expect(stat(other ?? "")).rejects.toMatchObject({ code: "ENOENT" });
    const right = { S3KIT_PASSPHRASE: "several words of it" };
    expect((await s3kit(["key", "import", "--ring", other ?? "", backup ?? ""], "", right)).exitCode).toBe(0);
    expect((await s3kit(["key", "export", "--ring", other ?? "", "--id", "k1", "--raw"])).stdout).toBe(HEX);
    expect((await s3kit(["key", "export", "--ring", ring ?? "", join(home, "b2")])).exitCode).toBe(2);
    const weak = await s3kit(["key", "export", "--ring", ring ?? "", join(home, "b2")], "", {
      S3KIT_PASSPHRASE: "short",
    });
    expect(weak).toMatchObject({ exitCode: 2, stderr: expect.stringContaining("less than 8 characters") });
  });

  test("asks on a terminal for a new passphrase twice, and shows neither", async () => {
    const ring = join(home, "ring");
    await s3kit(["key", "import", "--ring", ring, "--id", "k1", "-"], HEX);
    const screen = await typed(
      ["key", "export", "--ring", ring, join(home, "b")],
      ["one long secret", "one long secret"],
    );
    expect(screen).toContain("The same again");
    expect(screen).not.toContain("one long secret");
    expect((await stat(join(home, "b"))).mode & 0o777).toBe(0o600);
    const differing = await typed(
      ["key", "export", "--ring", ring, join(home, "c")],
      ["one long secret", "another secret"],
    );
    expect(differing).toContain("differ");
    await expect(stat(join(home, "c"))).rejects.toMatchObject({ code: "ENOENT" });
  });
});

describe("decrypting a file", () => {
  test.each(readVectors().filter(({ body }) => body !== undefined))(
    "opens the golden object $name",
    async (vector) => {
      const ring = join(home, "ring");
      const sealed = new URL(`../vectors/enc-v1/${vector.name}.sealed`, import.meta.url).pathname;
      await s3kit(["key", "import", "--ring", ring, "--id", vector.kid, "-"], vector.kek.toString("hex"));
      const name = `${vector.namespace}/${vector.key}`;
      const words = [
        "decrypt",
        "--ring",
        ring,
        "--name",
        name,
        "--meta",
        vector.header,
        sealed,
        join(home, "out"),
      ];
      expect((await s3kit(words)).exitCode).toBe(0);
      expect((await readFile(join(home, "out"))).equals(vector.plaintext)).toBe(true);
    },
  );
});

/** Run on a terminal, and answer each question with a line; what the screen showed. */
async function typed(words: readonly string[], answers: readonly string[]): Promise<string> {
  const terminal = spawn(process.execPath, [PROGRAM, ...words], {
    env: { HOME: home, PATH: process.env["PATH"] ?? "", TERM: "xterm" },
  });
  let screen = "";
  let asked = 0;
  const { promise, resolve } = Promise.withResolvers<string>();
  terminal.onData((data) => {
    screen += data;
    const questions = screen.match(/(not shown\)|again): /g)?.length ?? 0;
    for (; asked < questions; asked += 1) terminal.write(`${answers[asked] ?? ""}\r`);
  });
  terminal.onExit(() => resolve(screen));
  return promise;
}
