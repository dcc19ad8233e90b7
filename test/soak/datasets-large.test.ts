import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdir, readFile, writeFile } from "node:fs/promises";
import path from "node:path";
import { text } from "node:stream/consumers";
import { beforeAll, expect, test } from "vitest";
import { PROGRAM } from "../integration/support/program.js";
import { useWorkbench } from "../integration/support/workbench.js";

const FOLDERS = 100;
const FILES_PER_FOLDER = 1000;
const BUDGET_KIB = 200 * 1024;

const bench = useWorkbench();

beforeAll(async () => {
  for (let folder = 0; folder < FOLDERS; folder += 1) {
    const place = path.join(bench.folder, "in", `folder-${folder.toString()}`);
    await mkdir(place, { recursive: true });
    for (let file = 0; file < FILES_PER_FOLDER; file += 1)
      await writeFile(
        path.join(place, `file-${file.toString()}.txt`),
        `${folder.toString()} ${file.toString()}`,
      );
  }
}, 120_000);

/** Run the program; returns what it printed and the most memory it had. */
async function measure(words: readonly string[]) {
  const child = spawn(process.execPath, [PROGRAM, ...words], {
    env: bench.environment(),
    stdio: ["ignore", "pipe", "inherit"],
  });
  let peakKib = 0;
  const timer = setInterval(() => {
    readFile(`/proc/${String(child.pid)}/status`, "utf8").then(
      (status) => {
        peakKib = Math.max(peakKib, Number(/VmHWM:\s+(\d+)/.exec(status)?.[1] ?? 0));
      },
      () => undefined,
    );
  }, 50);
  const [stdout] = await Promise.all([text(child.stdout), once(child, "exit")]);
  clearInterval(timer);
  return { exitCode: child.exitCode, peakKib, stdout };
}

test(
  "100,000 items are made, verified, compared, copied and fetched in 200 MiB",
  { timeout: 900_000 },
  async () => {
    const bucket = await bench.bucket();
    const other = await bench.bucket();
    const from = path.join(bench.folder, "in");
    const created = await measure(["dataset", "create", "many", `s3://${bucket}`, "--from", from, "--json"]);
    const { uri, uuid } = JSON.parse(created.stdout) as { readonly uri: string; readonly uuid: string };
    expect(created.peakKib).toBeLessThan(BUDGET_KIB);
    for (const words of [
      ["verify", uri, "--quick"],
      ["verify", uri, "--full"],
      ["item", "list", uri, "--quiet"],
      ["cp", uri, `s3://${other}`],
      ["diff", uri, `s3://${other}/${uuid}`],
      ["fetch", uri, path.join(bench.folder, "out")],
    ]) {
      const { exitCode, peakKib } = await measure(["dataset", ...words]);
      expect([words[0], exitCode]).toEqual([words[0], 0]);
      expect(peakKib, words.join(" ")).toBeLessThan(BUDGET_KIB);
    }
  },
);
