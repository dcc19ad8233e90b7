import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { gzipSync } from "node:zlib";
import * as tar from "tar";
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from "vitest";
import { getObjectTags } from "../../src/lib/object/object-tags.js";
import { getPolicy } from "../../src/lib/policy/bucket-policy.js";
import { createClient } from "../../src/lib/s3/create-client.js";
import { startStore, type RunningStore } from "../../src/lib/store/start-store.js";
import type { Client } from "../../src/hooks/explorer-services.js";
import { startExplorer } from "../../src/ui/start-explorer.js";
import type { S3Uri } from "../../src/lib/s3/uri.js";
import { Screen } from "./support/screen.js";

const KEY = { accessKeyId: "SETTINGSTESTS", secretAccessKey: "only-for-tests-of-the-explorer" };
const DOWN = "\u001b[B";
const CTRL_O = "\u000f";
const CTRL_S = "\u0013";
const ESCAPE = "\u001b";

let dir: string;
let store: RunningStore;
let client: Client;
let running: { screen: Screen; ended: Promise<void>; abort: AbortController } | undefined;

beforeAll(async () => {
  dir = await mkdtemp(path.join(tmpdir(), "s3kit-settings-"));
  store = await startStore({ dir, host: "127.0.0.1", port: 0, keys: [KEY] });
  const connection = { profile: undefined, endpoint: store.endpoint, region: "us-east-1", pathStyle: true };
  client = await createClient({ ...connection, credentials: KEY, checksums: "when_supported" });
  await fill();
});

afterAll(async () => {
  client.destroy();
  await store.close();
  await rm(dir, { recursive: true, force: true });
});

afterEach(async () => {
  running?.abort.abort();
  await running?.ended.catch(() => undefined);
  running = undefined;
});

async function fill(): Promise<void> {
  const { CreateBucketCommand, PutBucketVersioningCommand, PutObjectCommand, DeleteObjectCommand } =
    await import("@aws-sdk/client-s3");
  for (const Bucket of ["contents", "history", "settings"])
    await client.send(new CreateBucketCommand({ Bucket }));
  const put = (Bucket: string, Key: string, Body: string | Buffer) =>
    client.send(new PutObjectCommand({ Bucket, Key, Body }));
  const VersioningConfiguration = { Status: "Enabled" } as const;
  await client.send(new PutBucketVersioningCommand({ Bucket: "history", VersioningConfiguration }));
  await put("history", "notes.txt", "one\ntwo\n");
  await put("history", "notes.txt", "one\nTWO\n");
  await put("history", "gone.txt", "still here\n");
  await client.send(new DeleteObjectCommand({ Bucket: "history", Key: "gone.txt" }));
  await put("settings", "tagged.txt", "x");
  await put("contents", "a.py", 'def f(x):\n    """says"""\n    return x\n');
  await put("contents", "escape.txt", "\u001b]0;owned\u0007red \u001b[31mtext\u009b31m\u202e end\n");
  await put("contents", "packed.csv.gz", gzipSync("id,name\n1,日本語\n2,b\n"));
  await put(
    "contents",
    "files.tar",
    await tarOf({ "in/data.csv": "id,name\n1,inside\n", "in/note.txt": "a note\n" }),
  );
  await put("contents", "table.csv", "id,name,city\n1,a,Oslo\n2,b,Berlin\n");
}

async function tarOf(files: Readonly<Record<string, string>>): Promise<Buffer> {
  const root = path.join(dir, "files");
  for (const [name, content] of Object.entries(files)) {
    await mkdir(path.dirname(path.join(root, name)), { recursive: true });
    await writeFile(path.join(root, name), content);
  }
  await tar.create({ file: path.join(dir, "files.tar"), cwd: root }, Object.keys(files));
  return readFile(path.join(dir, "files.tar"));
}

function open(
  uri: S3Uri,
  options: { readonly readOnly?: boolean; readonly size?: readonly [number, number] } = {},
) {
  const screen = new Screen(...(options.size ?? [120, 30]));
  const abort = new AbortController();
  const ended = startExplorer({
    client: Promise.resolve(client),
    storeLabel: "test store",
    storeFlags: [],
    readOnly: options.readOnly ?? false,
    mouse: false,
    uri,
    theme: "dark",
    signal: abort.signal,
    stdin: screen.stdin,
    stdout: screen.stdout,
  });
  running = { screen, ended, abort };
  return screen;
}

async function shows(screen: Screen, text: string | RegExp): Promise<string> {
  return vi.waitFor(async () => {
    const shown = await screen.text();
    expect(shown).toMatch(text);
    return shown;
  }, 5000);
}

describe("the content of an object", () => {
  it("never reaches the terminal raw", async () => {
    const screen = open({ bucket: "contents", key: "" });
    await shows(screen, "escape.txt");
    screen.type(`${DOWN}\r`);
    await shows(screen, "␛]0;owned␇red ␛[31mtext");
    expect(screen.written).not.toContain("\u001b]0;owned");
    expect(screen.written).not.toContain("\u009b");
    expect(screen.written).not.toContain("\u202e");
  });

  it("is a table where it is one, packed or not, and text when that is asked for", async () => {
    const screen = open({ bucket: "contents", key: "packed" });
    await shows(screen, "packed.csv.gz");
    screen.type("\r");
    await shows(screen, /id {2}name[^]*1 +1 +日本語[^]*csv · gzip · .*table/);
    screen.type("v");
    await shows(screen, "id,name");
    screen.type("v");
    await shows(screen, "00000000  1f 8b");
  });

  it("has the cells of a row shown below one another, and copied", async () => {
    const screen = open({ bucket: "contents", key: "table" });
    await shows(screen, "table.csv");
    screen.type("\r");
    await shows(screen, "row 1/2");
    screen.type("j\r");
    await shows(screen, /Row 2[^]*id +2[^]*city +Berlin/);
    screen.type("ber\r");
    await shows(screen, "Copied 6 characters");
    expect(screen.written).toContain(`\u001b]52;c;${Buffer.from("Berlin").toString("base64")}\u0007`);
  });

  it("is looked into where it is an archive, and left to the archive", async () => {
    const screen = open({ bucket: "contents", key: "files" });
    await shows(screen, "files.tar");
    screen.type("\r");
    await shows(screen, /in\/data\.csv[^]*in\/note\.txt/);
    screen.type("\r");
    await shows(screen, /files\.tar › in › data\.csv[^]*inside[^]*row 1\/1/);
    screen.type(ESCAPE);
    await shows(screen, "1/2");
    screen.type("j\r");
    await shows(screen, "a note");
  });

  it("is searched, and the search is ended before the screen is left", async () => {
    const screen = open({ bucket: "contents", key: "table" });
    await shows(screen, "table.csv");
    screen.type("\r");
    await shows(screen, "row 1/2");
    screen.type("v");
    await shows(screen, "1,a,Oslo");
    screen.type("/berlin\r");
    await shows(screen, "n next match");
    screen.type("n");
    await shows(screen, "No more berlin");
    screen.type(ESCAPE);
    await vi.waitFor(async () => expect(await screen.text()).not.toContain("next match"));
    screen.type(ESCAPE);
    await shows(screen, "1 object");
  });

  it("stands beside what is known of it on a wide terminal", async () => {
    const screen = open({ bucket: "contents", key: "a" }, { size: [160, 30] });
    await shows(screen, "a.py");
    screen.type("\r");
    await shows(screen, /def f.*Object\n.*Address +s3:\/\/contents\/a\.py/);
  });
});

describe("the versions of an object", () => {
  it("are compared line by line, and an old one is made the newest", async () => {
    const screen = open({ bucket: "history", key: "notes" });
    await shows(screen, "notes.txt");
    screen.type("\r3");
    await shows(screen, /newest[^]*older/);
    screen.type("d");
    await shows(screen, /- two[^]*\+ TWO[^]*1 line added · 1 line removed/);
    screen.type(ESCAPE);
    await shows(screen, /newest[^]*older/);
    screen.type("ju");
    await shows(screen, "Restored notes.txt");
    await shows(screen, "1/3");
    screen.type("1");
    await shows(screen, /one\s+two/);
  });

  it("bring a deleted object back", async () => {
    const screen = open({ bucket: "history", key: "" });
    await shows(screen, "1 object");
    screen.type(".");
    await shows(screen, "gone.txt");
    screen.type("gg\r");
    await shows(screen, "delete marker");
    screen.type("u");
    await shows(screen, /no longer hidden[^]*1\/1/);
    screen.type("1");
    await shows(screen, "still here");
    screen.type("@");
    await shows(screen, /s3kit version delete s3:\/\/history\/gone\.txt --version-id/);
  });
});

describe("a bucket's settings", () => {
  it("has its policy written, explained as it is typed, and set after a look at what changes", async () => {
    const screen = open({ bucket: "settings", key: "" });
    await shows(screen, "1 object");
    screen.type("B");
    await shows(screen, /Public access +private/);
    screen.type("p");
    await shows(screen, "No policy");
    screen.type(CTRL_O);
    await shows(screen, "Begin with");
    screen.type("\r");
    await shows(screen, /everybody.*may read/);
    screen.type("x");
    await shows(screen, "not valid JSON");
    screen.type(CTRL_S);
    await shows(screen, "It cannot be set like this");
    screen.type("\u007f");
    await shows(screen, /everybody.*may read/);
    screen.type(CTRL_S);
    await shows(screen, "Set the policy of settings?");
    screen.type("y");
    await shows(screen, /Set the policy of settings[^?]/);
    await shows(screen, /open to the world[^]*1 statement/);
    expect(await getPolicy(client, "settings")).toContain("PublicRead");
  });

  it("has versioning switched on after a question", async () => {
    const screen = open({ bucket: "contents", key: "" });
    await shows(screen, "objects");
    screen.type("B");
    await shows(screen, /Versioning +off/);
    screen.type("v");
    await shows(screen, "Keep versions in contents?");
    screen.type("n");
    await vi.waitFor(async () => expect(await screen.text()).not.toContain("Keep versions in"));
    screen.type("vy");
    await shows(screen, /Versioning +on/);
  });

  it("asks before what was written is lost", async () => {
    const screen = open({ bucket: "settings", key: "" });
    await shows(screen, "1 object");
    screen.type("BC");
    await shows(screen, "No rules");
    screen.type("{");
    await shows(screen, "1 error");
    screen.type(ESCAPE);
    await shows(screen, "Leave it as it was?");
    screen.type("y");
    await shows(screen, "Public access");
  });

  it("can only be looked at with --read-only", async () => {
    const screen = open({ bucket: "settings", key: "" }, { readOnly: true });
    await shows(screen, "1 object");
    screen.type("B");
    await shows(screen, "Versioning");
    screen.type("v");
    screen.type("p");
    await shows(screen, "as it is set");
    screen.type(`zzz${CTRL_S}`);
    const shown = await shows(screen, "zzz");
    expect(shown).not.toContain("Set the policy");
    expect(shown).not.toContain("set it");
  });
});

describe("an object", () => {
  it("has its tags written", async () => {
    const screen = open({ bucket: "settings", key: "" });
    await shows(screen, "1 object");
    screen.type("t");
    await shows(screen, "No tags");
    screen.type("team=a b\rbroken");
    await shows(screen, "line 2: not NAME=VALUE");
    screen.type("=");
    await shows(screen, "2 of at most 10 tags");
    screen.type(CTRL_S);
    await shows(screen, "Set the tags of the object?");
    screen.type("y");
    await shows(screen, "Set the tags of tagged.txt");
    const place = { bucket: "settings", key: "tagged.txt" };
    expect(await getObjectTags(client, place)).toEqual({ team: "a b", broken: "" });
  });

  it("is locked only after all was asked, and says where the bucket has no locks", async () => {
    const screen = open({ bucket: "settings", key: "" });
    await shows(screen, "1 object");
    screen.type("\r");
    await shows(screen, "1 Content");
    screen.type("\u001bz");
    await shows(screen, /governance[^]*compliance/);
    screen.type("\r");
    await shows(screen, "Locked for how long, or until when?");
    screen.type("x\r");
    await shows(screen, "neither a length of time nor a date to come");
    screen.type("\u007f\r");
    await shows(screen, "Lock it until");
    screen.type("y");
    await shows(screen, "NoObjectLock");
  });

  it("has links made for it, which work, and are copied", async () => {
    const screen = open({ bucket: "contents", key: "a" }, { size: [200, 60] });
    await shows(screen, "a.py");
    screen.type("cl");
    await shows(screen, /reads the object[^]*X-Amz-Expires=3600[^]*█/);
    screen.type("k");
    await shows(screen, "X-Amz-Expires=43200");
    screen.type("\r");
    await shows(screen, "Copied the link");
    const copied = screen.written.split("\u001b]52;c;")[1]?.split("\u0007")[0] ?? "";
    const url = Buffer.from(copied, "base64").toString();
    expect(await (await fetch(url)).text()).toContain("def f(x)");
    screen.type("l");
    await shows(screen, "writes it, over what is there");
    screen.type("h".repeat(2));
    await shows(screen, "is a form that uploads to it");
    await shows(screen, "x-amz-signature=");
  });
});
