import { mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { ofDatasets } from "./datasets.ts";
import { makeFiles, makeRandomFile, sha256 } from "./files.ts";
import { measure, type Command, type Sample } from "./measure.ts";
import { measureServer } from "./server.ts";
import { throughEncryption } from "./encryption.ts";
import { throughProxy } from "./proxy.ts";
import { sealing } from "./sealing.ts";
import { startBenchStore, type BenchStore } from "./store.ts";
import type { Row } from "./table.ts";
import { availableTools, type Tool } from "./tools.ts";
import { fillMillionKeys } from "./fill-million-keys.ts";

export interface BenchPlan {
  readonly rounds: number;
  /** Programs to measure besides s3kit; empty: all that are on PATH. */
  readonly tools: readonly string[];
}

export interface Scenario {
  readonly name: string;
  run(plan: BenchPlan): Promise<readonly Row[]>;
}

const program = path.join(import.meta.dirname, "..", "bin", "run.js");
const GIB = 1024 ** 3;

export const SCENARIOS: readonly Scenario[] = [
  { name: "start-up", run: startUp },
  { name: "ls", run: listSmall },
  { name: "large", run: largeObject },
  { name: "small", run: smallObjects },
  { name: "million", run: millionKeys },
  { name: "proxy", run: async ({ rounds }) => throughProxy(rounds) },
  { name: "encryption", run: async ({ rounds }) => throughEncryption(rounds) },
  { name: "datasets", run: async ({ rounds }) => ofDatasets(rounds) },
  { name: "sealing", run: async ({ rounds }) => sealing(rounds) },
  { name: "server", run: (plan) => measureServer(plan.rounds) },
];

async function startUp(plan: BenchPlan): Promise<readonly Row[]> {
  const version = { command: process.execPath, args: [program, "--version"] };
  const bare = { command: process.execPath, args: ["-e", "0"] };
  const [own, node] = await interleave(plan.rounds * 3, [() => measure(version), () => measure(bare)]);
  return [
    { job: "start-up (--version)", tool: "s3kit", samples: own ?? [] },
    { job: "start-up (--version)", tool: "node -e 0", samples: node ?? [] },
  ];
}

async function listSmall(plan: BenchPlan): Promise<readonly Row[]> {
  return withStore(plan, async (store, tools, folder) => {
    await makeFiles(path.join(folder, "few"), 20, 1024);
    await measure(makeBucket(store, "s3://small"));
    await measure(first(tools).uploadFolder(path.join(folder, "few"), "s3://small/"));
    return rowsOf("ls of 20 objects", tools, plan.rounds, (tool) => measure(tool.list("s3://small/")));
  });
}

async function largeObject(plan: BenchPlan): Promise<readonly Row[]> {
  return withStore(plan, async (store, tools, folder) => {
    const file = path.join(folder, "1GiB");
    await makeRandomFile(file, GIB);
    const expected = await sha256(file);
    await measure(makeBucket(store, "s3://large"));
    const amount = { count: GIB / 1e6, unit: "MB" } as const;
    const uploaded = new Map<Tool, string>();
    const up = await rowsOf(
      "upload 1 GiB",
      tools,
      plan.rounds,
      async (tool) => {
        const earlier = uploaded.get(tool);
        // Under a new key each time: some programs skip what is there already.
        const uri = `s3://large/${tool.name}-${performance.now().toString()}`;
        const sample = await measure(tool.upload(file, uri));
        uploaded.set(tool, uri);
        if (earlier !== undefined) await measure(removeObject(store, earlier));
        return sample;
      },
      amount,
    );
    const down = await rowsOf(
      "download 1 GiB",
      tools,
      plan.rounds,
      async (tool) => {
        const target = path.join(folder, `from-${tool.name}`);
        const sample = await measure(tool.download(uploaded.get(tool) ?? "", target));
        if ((await sha256(target)) !== expected) throw new Error(`${tool.name} brought back other bytes`);
        await rm(target);
        return sample;
      },
      amount,
    );
    process.stderr.write(`store peak memory: ${store.peakRssMiB().toFixed(0)} MiB\n`);
    return [...up, ...down];
  });
}

async function smallObjects(plan: BenchPlan): Promise<readonly Row[]> {
  return withStore(plan, async (store, tools, folder) => {
    const count = 10_000;
    const source = path.join(folder, "many");
    await makeFiles(source, count, 4096);
    await measure(makeBucket(store, "s3://many"));
    const amount = { count, unit: "objects" } as const;
    const rows: Row[] = [];
    const jobs: Record<string, Map<string, Sample[]>> = {
      upload: new Map(),
      download: new Map(),
      delete: new Map(),
    };
    const keep = (job: string, tool: Tool, sample: Sample) =>
      jobs[job]?.set(tool.name, [...(jobs[job].get(tool.name) ?? []), sample]);
    for (let round = 0; round < plan.rounds; round += 1) {
      for (const tool of tools) {
        const uri = `s3://many/${tool.name}/`;
        keep("upload", tool, await measure(tool.uploadFolder(source, uri)));
        const target = await mkdtemp(path.join(folder, "down-"));
        keep("download", tool, await measure(tool.downloadFolder(uri, target)));
        const arrived = (await readdir(target)).length;
        if (arrived !== count) throw new Error(`${tool.name} brought back ${arrived.toString()} files`);
        await rm(target, { recursive: true });
        keep("delete", tool, await measure(tool.removeAll(uri)));
      }
    }
    for (const [job, byTool] of Object.entries(jobs)) {
      for (const [tool, samples] of byTool)
        rows.push({ job: `${job} 10,000 × 4 KiB`, tool, samples, amount });
    }
    process.stderr.write(`store peak memory: ${store.peakRssMiB().toFixed(0)} MiB\n`);
    return rows;
  });
}

async function millionKeys(plan: BenchPlan): Promise<readonly Row[]> {
  return withStore(
    plan,
    async (store, tools) => {
      const amount = { count: 1_000_000, unit: "keys" } as const;
      const rows = await rowsOf(
        "list 1,000,000 keys",
        tools,
        plan.rounds,
        (tool) => measure(tool.list("s3://million/")),
        amount,
      );
      for (const { tool, samples } of rows) {
        process.stderr.write(
          `${tool}: first line after ${(samples[0]?.firstByteSeconds ?? Number.NaN).toFixed(2)} s\n`,
        );
      }
      process.stderr.write(`store peak memory: ${store.peakRssMiB().toFixed(0)} MiB\n`);
      return rows;
    },
    fillMillionKeys,
  );
}

async function withStore<T>(
  plan: BenchPlan,
  work: (store: BenchStore, tools: readonly Tool[], folder: string) => Promise<T>,
  prepare?: (dir: string) => Promise<void>,
): Promise<T> {
  const isChosen = ({ name }: Tool) =>
    name === "s3kit" || plan.tools.length === 0 || plan.tools.includes(name);
  const store = await startBenchStore(prepare);
  const folder = await mkdtemp(path.join(tmpdir(), "s3kit-bench-"));
  try {
    return await work(store, availableTools(store).filter(isChosen), folder);
  } finally {
    await store.close();
    await rm(folder, { recursive: true, force: true });
  }
}

/** One warm-up of each, then the programs in turn, so that a slow moment of the machine hits all of them. */
async function rowsOf(
  job: string,
  tools: readonly Tool[],
  rounds: number,
  work: (tool: Tool) => Promise<Sample>,
  amount?: Row["amount"],
): Promise<readonly Row[]> {
  const samples = await interleave(
    rounds,
    tools.map((tool) => () => work(tool)),
  );
  return tools.map((tool, index) => ({
    job,
    tool: tool.name,
    samples: samples[index] ?? [],
    ...(amount === undefined ? {} : { amount }),
  }));
}

async function interleave(
  rounds: number,
  works: readonly (() => Promise<Sample>)[],
): Promise<readonly Sample[][]> {
  const samples: Sample[][] = works.map(() => []);
  for (let round = 0; round < rounds; round += 1) {
    for (const [index, work] of works.entries()) samples[index]?.push(await work());
  }
  return samples;
}

function makeBucket({ env }: BenchStore, uri: string): Command {
  return { command: process.execPath, args: [program, "bucket", "create", uri], env };
}

function removeObject({ env }: BenchStore, uri: string): Command {
  return { command: process.execPath, args: [program, "rm", "--yes", uri], env };
}

function first(tools: readonly Tool[]): Tool {
  const [tool] = tools;
  if (tool === undefined) throw new Error("No program to measure");
  return tool;
}
