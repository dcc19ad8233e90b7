import { chmod, mkdtemp, readdir, readFile, rm, stat, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { inspect } from "node:util";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { newLocalEntry, withKey } from "../../../src/lib/key-ring/change-ring.js";
import { loadKeyRing } from "../../../src/lib/key-ring/load-key-ring.js";
import { isBackup, openBackup, sealBackup } from "../../../src/lib/key-ring/ring-backup.js";
import { changeRingFile, createPrivateFile } from "../../../src/lib/key-ring/ring-file.js";
import { parseRing } from "../../../src/lib/key-ring/ring-document.js";
import { parseRingSource } from "../../../src/lib/key-ring/ring-source.js";

const NOW = new Date("2026-03-04T05:06:07Z");
const HEX = "ab".repeat(32);
let folder: string;
let path: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "s3kit-ring-"));
});
beforeEach(() => {
  path = join(folder, `${Math.random().toString(36).slice(2)}.json`);
});
afterAll(async () => {
  await rm(folder, { recursive: true });
});

describe("a ring's file", () => {
  it("is made readable by its owner alone, whole, with nothing beside it", async () => {
    await changeRingFile(path, (before) => withKey(before, "one", newLocalEntry(NOW)));
    expect((await stat(path)).mode & 0o777).toBe(0o600);
    expect((await loadKeyRing({ kind: "file", path })).primaryId).toBe("one");
    expect((await readdir(folder)).filter((name) => name.includes(path) || name.endsWith(".lock"))).toEqual(
      [],
    );
  });

  it.each([0o640, 0o604, 0o660, 0o644])(
    "of mode %o is refused, for reading and for changing",
    async (mode) => {
      await changeRingFile(path, (before) => withKey(before, "one", newLocalEntry(NOW)));
      await chmod(path, mode);
      await expect(loadKeyRing({ kind: "file", path })).rejects.toMatchObject({
        code: "KeyRingTooOpen",
        exitCode: 8,
      });
      const change = changeRingFile(path, (before) => withKey(before, "two", newLocalEntry(NOW)));
      await expect(change).rejects.toMatchObject({ code: "KeyRingTooOpen" });
    },
  );

  it("reached by a link must be closed itself", async () => {
    await changeRingFile(path, (before) => withKey(before, "one", newLocalEntry(NOW)));
    await symlink(path, `${path}.link`);
    expect((await loadKeyRing({ kind: "file", path: `${path}.link` })).ids).toEqual(["one"]);
    await chmod(path, 0o644);
    await expect(loadKeyRing({ kind: "file", path: `${path}.link` })).rejects.toMatchObject({
      code: "KeyRingTooOpen",
    });
  });

  it("keeps every key of writers at the same time", async () => {
    const ids = Array.from({ length: 12 }, (_, index) => `k${index.toString()}`);
    await Promise.all(
      ids.map((id) => changeRingFile(path, (before) => withKey(before, id, newLocalEntry(NOW)))),
    );
    expect([...(await loadKeyRing({ kind: "file", path })).ids].sort()).toEqual([...ids].sort());
  });

  it("stays as it was when a change fails, and can be changed again", async () => {
    await changeRingFile(path, (before) => withKey(before, "one", newLocalEntry(NOW)));
    const before = await readFile(path, "utf8");
    const failing = changeRingFile(path, (ring) => withKey(ring, "one", newLocalEntry(NOW)));
    await expect(failing).rejects.toMatchObject({ code: "KeyExists" });
    expect(await readFile(path, "utf8")).toBe(before);
    await changeRingFile(path, (ring) => withKey(ring, "two", newLocalEntry(NOW)));
    expect((await loadKeyRing({ kind: "file", path })).ids).toEqual(["one", "two"]);
  });

  it("that is missing, or no ring, is told apart", async () => {
    await expect(loadKeyRing({ kind: "file", path })).rejects.toMatchObject({
      code: "NoKeyRing",
      exitCode: 4,
    });
    await writeFile(path, "nothing", { mode: 0o600 });
    await expect(loadKeyRing({ kind: "file", path })).rejects.toMatchObject({
      code: "DamagedKeyRing",
      exitCode: 8,
    });
  });

  it("is never made over another file where a new one is meant", async () => {
    await createPrivateFile(path, "first");
    await expect(createPrivateFile(path, "second")).rejects.toMatchObject({ code: "FileExists" });
    expect(await readFile(path, "utf8")).toBe("first");
  });
});

describe("a ring from elsewhere", () => {
  it("is read from a variable", async () => {
    const ring = await loadKeyRing(parseRingSource("env:RING"), { env: { RING: `k1:${HEX}` } });
    expect(ring.primaryId).toBe("k1");
    const absent = loadKeyRing(parseRingSource("env:RING"), { env: {} });
    await expect(absent).rejects.toMatchObject({ code: "NoKeyRing" });
  });

  it("is what a command prints", async () => {
    const ring = await loadKeyRing(parseRingSource(`command:printf %s k1:${HEX}`));
    expect(ring.primaryId).toBe("k1");
  });

  it.each(["command:false", "command:/no/such/program"])(
    "is refused when the command fails: %s",
    async (text) => {
      await expect(loadKeyRing(parseRingSource(text))).rejects.toMatchObject({
        code: "KeyRingCommand",
        exitCode: 8,
      });
    },
  );

  it("is refused when the command prints it and fails, and what it printed is not repeated", async () => {
    await writeFile(path, `echo k1:${HEX}; exit 3`);
    const loading = loadKeyRing(parseRingSource(`command:sh ${path}`));
    const error = await loading.catch((failure: unknown) => failure as Error);
    expect(error).toMatchObject({ code: "KeyRingCommand" });
    expect(inspect(error)).toContain("status 3");
    expect(inspect(error)).not.toContain(HEX);
  });

  it.each(["env:", "command: "])("has to be named: %j", (text) => {
    expect(() => parseRingSource(text)).toThrow("names nothing");
  });
});

describe("a backup", () => {
  const ring = withKey(withKey(undefined, "one", newLocalEntry(NOW)), "two", newLocalEntry(NOW));

  it("opens with its passphrase, however that is composed, and holds no key in clear", async () => {
    const backup = await sealBackup(ring, "Äpfel und Birnen");
    expect(isBackup(backup)).toBe(true);
    expect(await openBackup(backup, "A\u0308pfel und Birnen")).toEqual(ring);
    const { key } = ring.keys["one"] as { key: string };
    expect(backup).not.toContain(key);
    await expect(openBackup(backup, "Apfel und Birnen")).rejects.toMatchObject({
      code: "WrongPassphrase",
      exitCode: 11,
    });
  });

  it.each([
    ["sealed bytes", (text: string) => text.replace(/"sealed": "..../, '"sealed": "AAAA')],
    ["cost", (text: string) => text.replace(/"N": 131072/, '"N": 65536')],
    ["salt", (text: string) => text.replace(/"salt": "../, '"salt": "AA')],
  ])("with changed %s does not open", async (_, change) => {
    const backup = change(await sealBackup(ring, "passphrase"));
    await expect(openBackup(backup, "passphrase")).rejects.toMatchObject({ code: "WrongPassphrase" });
  });

  it("that would take all memory is refused", async () => {
    const backup = (await sealBackup(ring, "passphrase")).replace('"N": 131072', '"N": 1073741824');
    await expect(openBackup(backup, "passphrase")).rejects.toMatchObject({ code: "DamagedBackup" });
  });

  it.each(["", "{}", '{"format":"s3kit.ring-backup.v2"}', '{"format":"s3kit.ring-backup.v1"}'])(
    "is not %j",
    async (text) => {
      await expect(openBackup(text, "passphrase")).rejects.toMatchObject({ code: "DamagedBackup" });
    },
  );

  it("is told from a ring", () => {
    expect(isBackup(JSON.stringify(ring))).toBe(false);
    expect(isBackup(HEX)).toBe(false);
    expect(parseRing(JSON.stringify(ring), "here")).toEqual(ring);
  });
});
