import { randomBytes } from "node:crypto";
import { open, readdir, readlink } from "node:fs/promises";
import { tmpdir } from "node:os";
import { buffer } from "node:stream/consumers";
import { expect, test } from "vitest";
import { openSpool, spoolContent } from "../../../../src/lib/proxy/hooks/content-spool.js";

async function* inChunks(content: Buffer, sizeBytes: number): AsyncGenerator<Buffer> {
  for (let at = 0; at < content.length; at += sizeBytes) yield content.subarray(at, at + sizeBytes);
}

/** The file behind a spool that has no name any more, found among this process's open files. */
async function openSpoolFile(): Promise<string> {
  for (const descriptor of await readdir("/proc/self/fd")) {
    const path = `/proc/self/fd/${descriptor}`;
    const target = await readlink(path).catch(() => "");
    if (target.includes("s3kit-spool-")) return path;
  }
  throw new Error("No spool is open");
}

test.each([0, 1, 1000, 256 * 1024, 1024 * 1024 + 1])(
  "%i bytes come back, and more than once",
  async (sizeBytes) => {
    const content = randomBytes(sizeBytes);
    const spool = await spoolContent(inChunks(content, 100_000));
    expect(spool.sizeBytes).toBe(sizeBytes);
    expect((await buffer(spool.read())).equals(content)).toBe(true);
    expect((await buffer(spool.read())).equals(content)).toBe(true);
    await spool.close();
  },
);

test("The file has no name, and holds nothing readable", async () => {
  const content = Buffer.from("very secret ".repeat(10_000));
  const spool = await spoolContent(inChunks(content, 5000));
  expect((await readdir(tmpdir())).filter((name) => name.startsWith("s3kit-spool-"))).toEqual([]);
  const file = await open(await openSpoolFile(), "r");
  const stored = await buffer(file.createReadStream());
  expect(stored.length).toBe(content.length);
  expect(stored.includes("secret")).toBe(false);
  await spool.close();
});

test("A changed file fails before its last bytes are given", async () => {
  const content = randomBytes(600 * 1024);
  const spool = await spoolContent(inChunks(content, 100_000));
  const file = await open(await openSpoolFile(), "r+");
  await file.write(Buffer.of((content[0] ?? 0) ^ 0xff), 0, 1, 5);
  await file.close();
  let givenBytes = 0;
  const reading = (async () => {
    for await (const chunk of spool.read() as AsyncIterable<Buffer>) givenBytes += chunk.length;
  })();
  await expect(reading).rejects.toThrow();
  expect(givenBytes).toBeLessThan(content.length);
  await spool.close();
});

test("Nothing stays open when the content breaks off", async () => {
  const broken = async function* (): AsyncGenerator<Buffer> {
    yield Buffer.alloc(1000);
    throw new Error("broken off");
  };
  await expect(spoolContent(broken())).rejects.toThrow("broken off");
  await expect(openSpoolFile()).rejects.toThrow("No spool is open");
});

test("A spool that was written to in part can be closed", async () => {
  const writer = await openSpool();
  await writer.write(Buffer.alloc(10));
  await writer.close();
  await expect(openSpoolFile()).rejects.toThrow("No spool is open");
});

test("Content that never ends is given up when it is not needed any more, and nothing stays open", async () => {
  const endless = async function* (): AsyncGenerator<Buffer> {
    yield Buffer.alloc(1000);
    await new Promise(() => undefined);
  };
  const abort = new AbortController();
  const spooling = spoolContent(endless(), abort.signal);
  abort.abort(new Error("given up"));
  await expect(spooling).rejects.toThrow("given up");
  await expect(openSpoolFile()).rejects.toThrow("No spool is open");
});
