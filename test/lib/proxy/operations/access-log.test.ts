import { mkdtemp, readFile, rename, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { PassThrough } from "node:stream";
import { setTimeout as delay } from "node:timers/promises";
import { describe, expect, it, onTestFinished } from "vitest";
import { ConfigurationError } from "../../../../src/lib/errors/s3kit-error.js";
import { openAccessLog } from "../../../../src/lib/proxy/operations/access-log.js";
import type { AnswerRecord } from "../../../../src/lib/wire/http/server-options.js";

describe("an access log in a file", () => {
  it("is for its owner's eyes alone, goes on where it ended, and is whole when it is closed", async () => {
    const file = join(await folder(), "access.log");
    for (const key of ["a", "b"]) {
      const log = await openAccessLog({ file });
      log.writeAnswer(answer(key), []);
      await log.close();
    }
    expect(await keysIn(file)).toEqual(["a", "b"]);
    expect((await stat(file)).mode & 0o777).toBe(0o600);
  });

  it("goes on in a new file once it was rotated and reopened", async () => {
    const file = join(await folder(), "access.log");
    const log = await openAccessLog({ file });
    log.writeAnswer(answer("before"), []);
    await expect.poll(async () => keysIn(file)).toEqual(["before"]);
    await rename(file, `${file}.1`);
    log.reopen();
    await expect.poll(async () => keysIn(file).catch(() => "no file yet")).toEqual([]);
    log.writeAnswer(answer("after"), []);
    await log.close();
    expect([await keysIn(`${file}.1`), await keysIn(file)]).toEqual([["before"], ["after"]]);
  });

  it("that cannot be opened is a configuration error that names it", async () => {
    const file = join(await folder(), "not-there", "access.log");
    const opened = openAccessLog({ file });
    await expect(opened).rejects.toThrow(ConfigurationError);
    await expect(opened).rejects.toThrow(file);
  });
});

it("An access log that nobody reads is cut off instead of filling memory", async () => {
  const stream = new PassThrough();
  const log = await openAccessLog({ stream });
  for (let round = 0; round < 4; round += 1) {
    for (let lines = 0; lines < 5000; lines += 1) log.writeAnswer(answer("k".repeat(1000)), []);
    await delay(50);
  }
  await log.close();
  expect(stream.readableLength).toBeGreaterThan(100_000);
  expect(stream.writableLength + stream.readableLength).toBeLessThan(2.2 * 1024 * 1024);
});

it("An access log whose reader has gone does not end the proxy", async () => {
  const stream = new PassThrough();
  const log = await openAccessLog({ stream });
  stream.destroy(new Error("EPIPE"));
  await new Promise((resolve) => stream.once("close", resolve));
  log.writeAnswer(answer("a"), []);
  await delay(50);
  await log.close();
  expect(stream.destroyed).toBe(true);
});

async function folder(): Promise<string> {
  const path = await mkdtemp(join(tmpdir(), "s3kit-log-"));
  onTestFinished(async () => rm(path, { recursive: true }));
  return path;
}

async function keysIn(file: string): Promise<unknown[]> {
  const lines = (await readFile(file, "utf8")).split("\n").filter((line) => line !== "");
  return lines.map((line) => (JSON.parse(line) as { key: unknown }).key);
}

function answer(key: string): AnswerRecord {
  return {
    requestId: "0123456789ABCDEF",
    method: "GET",
    rawTarget: `/b/${key}`,
    remoteAddress: "127.0.0.1",
    headers: {},
    operation: "GetObject",
    bucket: "b",
    key,
    caller: undefined,
    status: 200,
    errorCode: undefined,
    receivedBytes: 1,
    sentBytes: 2,
    durationMs: 3,
    aborted: false,
  };
}
