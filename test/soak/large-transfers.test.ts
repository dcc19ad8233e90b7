import { spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { createReadStream } from "node:fs";
import { mkdtemp, open, readFile, rm } from "node:fs/promises";
import { once } from "node:events";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { PROGRAM } from "../integration/support/program.js";
import { useWorkbench } from "../integration/support/workbench.js";

const MIB = 1024 * 1024;
const SIZE_BYTES = 5 * 1024 * MIB + 12_345;
const BUDGET_KIB = 200 * 1024;

const bench = useWorkbench();
let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), "s3kit-soak-"));
  const handle = await open(path.join(folder, "large"), "w");
  await handle.truncate(SIZE_BYTES);
  for (let offset = 0; offset < SIZE_BYTES; offset += 97 * MIB)
    await handle.write(randomBytes(4096), 0, 4096, offset);
  await handle.close();
});
afterAll(() => rm(folder, { recursive: true }));

/** Run the program; returns its exit status and the most memory it had. */
async function measure(words: readonly string[]): Promise<{ exitCode: number | null; peakKib: number }> {
  const child = spawn(process.execPath, [PROGRAM, ...words], {
    env: bench.environment(),
    stdio: ["ignore", "ignore", "inherit"],
  });
  let peakKib = 0;
  const timer = setInterval(() => {
    readFile(`/proc/${String(child.pid)}/status`, "utf8").then(
      (status) => {
        peakKib = Math.max(peakKib, Number(/VmHWM:\s+(\d+)/.exec(status)?.[1] ?? 0));
      },
      () => undefined,
    );
  }, 100);
  await once(child, "exit");
  clearInterval(timer);
  return { exitCode: child.exitCode, peakKib };
}

async function sameFiles(one: string, other: string): Promise<boolean> {
  const others = createReadStream(other, { highWaterMark: MIB })[Symbol.asyncIterator]();
  for await (const chunk of createReadStream(one, { highWaterMark: MIB }) as AsyncIterable<Buffer>) {
    const next = await others.next();
    if (next.done === true || !chunk.equals(next.value as Buffer)) return false;
  }
  return (await others.next()).done === true;
}

test.each([
  ["as usual", []],
  ["in parts too large to be held", ["--part-size", "700MiB"]],
])("5 GiB go up, are copied and come down %s, in 200 MiB", async (_name, flags) => {
  const bucket = await bench.bucket();
  const large = path.join(folder, "large");
  const back = path.join(folder, "back");
  for (const words of [
    [large, `s3://${bucket}/k`],
    [`s3://${bucket}/k`, `s3://${bucket}/copy`],
    [`s3://${bucket}/copy`, back],
  ]) {
    const { exitCode, peakKib } = await measure(["cp", ...words, ...flags]);
    expect(exitCode).toBe(0);
    expect(peakKib).toBeLessThan(BUDGET_KIB);
  }
  expect(await sameFiles(large, back)).toBe(true);
  await rm(back);
});
