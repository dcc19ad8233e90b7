import { randomBytes } from "node:crypto";
import { readdir, readlink } from "node:fs/promises";
import { Readable } from "node:stream";
import { buffer } from "node:stream/consumers";
import { setTimeout as sleep } from "node:timers/promises";
import { afterEach, expect, test } from "vitest";
import { RepeatableContent } from "../../../../src/lib/proxy/hooks/repeatable-content.js";

const CLOCK = { pause: () => undefined, resume: () => undefined };
const CONTENT = randomBytes(1_000_000);

/** A source that is as slow as a network. */
function slowSource(): Readable {
  return Readable.from(
    (async function* () {
      for (let at = 0; at < CONTENT.length; at += 100_000) {
        await sleep(1);
        yield CONTENT.subarray(at, at + 100_000);
      }
    })(),
    { objectMode: false },
  );
}

async function openSpools(): Promise<number> {
  const targets = (await readdir("/proc/self/fd")).map(async (name) =>
    readlink(`/proc/self/fd/${name}`).catch(() => ""),
  );
  return (await Promise.all(targets)).filter((target) => target.includes("s3kit-spool-")).length;
}

afterEach(async () => {
  await expect.poll(openSpools).toBe(0);
});

test.each([0, 1, 5, 10, 11])("After %i chunks were read, all of it can be had again", async (count) => {
  const content = new RepeatableContent(slowSource());
  const chunks = content.read(CLOCK)[Symbol.asyncIterator]();
  for (let read = 0; read < count; read += 1) await chunks.next();
  expect((await buffer(content.again())).equals(CONTENT)).toBe(true);
});

test("A chunk that the hook did not wait for is not lost", async () => {
  const content = new RepeatableContent(slowSource());
  const chunks = content.read(CLOCK)[Symbol.asyncIterator]();
  const unawaited = [chunks.next(), chunks.next(), chunks.next()];
  expect((await buffer(content.again())).equals(CONTENT)).toBe(true);
  await Promise.all(unawaited);
  expect(await chunks.next()).toMatchObject({ done: true });
});

test("Destroying what was to be had again closes the source, also when nobody has read it", async () => {
  const source = slowSource();
  const content = new RepeatableContent(source);
  await content.read(CLOCK)[Symbol.asyncIterator]().next();
  content.again().destroy();
  await expect.poll(() => source.destroyed).toBe(true);
});

test("A hook that keeps the content gets all of it, and nothing is put aside any more", async () => {
  const content = new RepeatableContent(slowSource());
  const read = content.read(CLOCK);
  await content.letGo();
  expect((await buffer(Readable.from(read))).equals(CONTENT)).toBe(true);
  expect(await openSpools()).toBe(0);
});
