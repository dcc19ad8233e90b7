import { execFileSync } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { makeFiles } from "./files.ts";
import { measure, type Command, type Sample } from "./measure.ts";
import { startBenchStore, type BenchStore } from "./store.ts";
import type { Row } from "./table.ts";

const program = path.join(import.meta.dirname, "..", "bin", "run.js");
/** A Python that has dtool-s3, to measure beside s3kit. */
const python = process.env["S3KIT_TEST_DTOOL_PYTHON"] ?? "python3";

const MAKE = "create and freeze a dataset, 1,000 × 10 KiB";
const VERIFY = "read every byte of it";
const MANY = "create and freeze a dataset, 100,000 × 64 B";

/** What making and verifying datasets takes beside dtool, and beside a plain download of the same objects. */
export async function ofDatasets(rounds: number): Promise<readonly Row[]> {
  const folder = await mkdtemp(path.join(tmpdir(), "s3kit-bench-datasets-"));
  const store = await startBenchStore();
  const s3kit = (...args: string[]): Command => ({
    command: process.execPath,
    args: [program, ...args],
    env: store.env,
  });
  try {
    const few = path.join(folder, "few");
    const many = path.join(folder, "many");
    await makeFiles(few, 1000, 10 * 1024);
    await makeFiles(many, 100_000, 64);
    await measure(s3kit("bucket", "create", "s3://datasets"));
    const own = await repeat(rounds, () =>
      measure(s3kit("dataset", "create", "bench", "s3://datasets", "--from", few)),
    );
    const uri = firstDataset(store, "s3://datasets");
    const verify = await repeat(rounds, () => measure(s3kit("dataset", "verify", uri, "--full")));
    const items = `s3://datasets/${path.posix.basename(uri)}/data/`;
    const download = await repeat(rounds, async () => {
      const target = await mkdtemp(path.join(folder, "down-"));
      return measure(s3kit("cp", "--recursive", items, target));
    });
    await measure(s3kit("bucket", "create", "s3://many"));
    const large = await measure(s3kit("dataset", "create", "many", "s3://many", "--from", many));
    const amount = { count: 1000, unit: "objects" } as const;
    return [
      { job: MAKE, tool: "s3kit", samples: own, amount },
      ...(await byDtool(store, folder, few, rounds)).map((samples) => ({
        job: MAKE,
        tool: "dtool",
        samples,
        amount,
      })),
      { job: VERIFY, tool: "s3kit", samples: verify, amount },
      { job: VERIFY, tool: "s3kit cp --recursive", samples: download, amount },
      { job: MANY, tool: "s3kit", samples: [large], amount: { count: 100_000, unit: "objects" } },
    ];
  } finally {
    await store.close();
    await rm(folder, { recursive: true, force: true });
  }
}

const SCRIPT = `
import os, sys, dtoolcore
with dtoolcore.DataSetCreator("bench", sys.argv[1]) as creator:
    for name in os.listdir(sys.argv[2]):
        creator.put_item(os.path.join(sys.argv[2], name), name)
`;

/** None where dtool is not installed. */
async function byDtool(
  store: BenchStore,
  folder: string,
  files: string,
  rounds: number,
): Promise<readonly Sample[][]> {
  try {
    execFileSync(python, ["-W", "ignore", "-c", "import dtoolcore, dtool_s3"], { stdio: "ignore" });
  } catch (error) {
    if (
      (error as { readonly status?: unknown }).status === undefined &&
      (error as NodeJS.ErrnoException).code !== "ENOENT"
    )
      throw error;
    return [];
  }
  const script = path.join(folder, "make.py");
  await writeFile(script, SCRIPT);
  const env = { ...store.env, AWS_REQUEST_CHECKSUM_CALCULATION: "when_required" };
  const command = { command: python, args: ["-W", "ignore", script, "s3://datasets", files], env };
  return [await repeat(rounds, () => measure(command))];
}

function firstDataset(store: BenchStore, base: string): string {
  const words = [program, "dataset", "ls", base, "--quiet"];
  const listed = execFileSync(process.execPath, words, {
    env: { ...process.env, ...store.env },
    encoding: "utf8",
  });
  const [uri] = listed.split("\n");
  if (uri === undefined || uri === "") throw new Error("The dataset is not listed");
  return uri;
}

async function repeat(rounds: number, take: () => Promise<Sample>): Promise<Sample[]> {
  const samples: Sample[] = [];
  for (let round = 0; round < rounds; round += 1) samples.push(await take());
  return samples;
}
