import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import {
  GetObjectCommand,
  ListObjectsV2Command,
  PutBucketVersioningCommand,
  PutObjectCommand,
} from "@aws-sdk/client-s3";
import { expect, onTestFinished, test } from "vitest";
import { bindServices } from "../../src/hooks/explorer-services.js";
import { editObject } from "../../src/hooks/edit-object.js";
import { planJob } from "../../src/hooks/plan-job.js";
import { runJob } from "../../src/hooks/run-job.js";
import { createClient } from "../../src/lib/s3/create-client.js";
import type { ExplorerEvent } from "../../src/ui/state/explorer-event.js";
import { NO_COUNTS, type Job, type JobNews, type JobWork } from "../../src/ui/state/jobs/job.js";
import type { PlanNews } from "../../src/ui/state/plan/plan-screen.js";
import { KEY, runningStore } from "../lib/store/running-store.js";

const STORE = { id: 1, label: "test", flags: [] };

async function workplace() {
  const store = await runningStore();
  await store.createBucket("bbb");
  const folder = await mkdtemp(path.join(tmpdir(), "s3kit-job-"));
  const client = createClient({
    profile: undefined,
    endpoint: store.endpoint,
    region: "us-east-1",
    pathStyle: true,
    credentials: KEY,
    checksums: "when_supported",
  });
  const services = bindServices(client);
  onTestFinished(async () => {
    (await client).destroy();
    await store[Symbol.asyncDispose]();
    await rm(folder, { recursive: true });
  });
  const environment = { S3KIT_STATE_DIR: path.join(folder, "state") };
  const context = { stores: () => services, environment };
  const send = async <Event>(carryOut: (send: (event: ExplorerEvent) => void) => Promise<void>) => {
    const events: ExplorerEvent[] = [];
    await carryOut((event) => events.push(event));
    return events.at(-1) as Event;
  };
  return {
    folder,
    client,
    put: async (Key: string, Body: string) =>
      store.client.send(new PutObjectCommand({ Bucket: "bbb", Key, Body })),
    read: async (Key: string) =>
      (await store.client.send(new GetObjectCommand({ Bucket: "bbb", Key }))).Body?.transformToString(),
    keys: async () => {
      const { Contents = [] } = await store.client.send(new ListObjectsV2Command({ Bucket: "bbb" }));
      return Contents.map(({ Key }) => Key);
    },
    keepVersions: async () =>
      store.client.send(
        new PutBucketVersioningCommand({ Bucket: "bbb", VersioningConfiguration: { Status: "Enabled" } }),
      ),
    run: (work: JobWork, change: Partial<Job> = {}) =>
      send<JobNews>((tell) =>
        runJob({ ...jobOf(work), ...change }, context, AbortSignal.timeout(20_000), tell),
      ),
    plan: (work: JobWork) => {
      const job = { title: "x", work, command: [], store: STORE };
      return send<PlanNews>((tell) => planJob(job, context, AbortSignal.timeout(20_000), tell));
    },
    send,
  };
}

function jobOf(work: JobWork): Job {
  return {
    id: 1,
    title: "test",
    store: STORE,
    work,
    command: [],
    status: "running",
    counts: NO_COUNTS,
    before: NO_COUNTS,
    rates: [],
    sample: undefined,
    problems: [],
    problem: undefined,
    startedMs: 0,
    endedMs: undefined,
    resumes: false,
    endedSources: new Set(),
    undo: undefined,
  };
}

const PLAIN = { sourceStore: undefined, skipsExisting: false } as const;

test("files and folders go up together, and what is there is found beforehand", async () => {
  const { folder, put, run, plan, keys } = await workplace();
  await mkdir(path.join(folder, "docs"));
  await writeFile(path.join(folder, "docs", "one"), "1");
  await writeFile(path.join(folder, "two"), "22");
  await put("up/two", "old");
  const steps = [
    { source: path.join(folder, "docs"), destination: "s3://bbb/up/docs/", recursive: true },
    { source: path.join(folder, "two"), destination: "s3://bbb/up/two", recursive: false },
  ];
  const planned = await plan({ kind: "upload", steps, ...PLAIN });
  expect(planned.plan).toMatchObject({ itemCount: 2, totalBytes: 3, existingCount: 1 });
  expect(planned.plan?.lines.map(({ kind, name }) => `${kind} ${name}`).toSorted()).toEqual([
    "new s3://bbb/up/docs/one",
    "replace s3://bbb/up/two",
  ]);
  expect(await run({ kind: "upload", steps, ...PLAIN })).toMatchObject({
    status: "done",
    problems: [],
    counts: { doneItems: 2, movedBytes: 3, planComplete: true },
  });
  expect(await keys()).toEqual(["up/docs/one", "up/two"]);
});

test("what is to be left alone is not touched", async () => {
  const { folder, put, run, read } = await workplace();
  await writeFile(path.join(folder, "f"), "new");
  await put("f", "old");
  const steps = [{ source: path.join(folder, "f"), destination: "s3://bbb/f", recursive: false }];
  const news = await run({ kind: "upload", steps, sourceStore: undefined, skipsExisting: true });
  expect(news.counts).toMatchObject({ doneItems: 0, skippedItems: 1 });
  expect(await read("f")).toBe("old");
});

test("a move can be taken back, without what was at the target before", async () => {
  const { put, run, keys } = await workplace();
  await put("from/a", "a");
  await put("from/b*", "bbb");
  await put("to/mine", "mine");
  const steps = [{ source: "s3://bbb/from/", destination: "s3://bbb/to/", recursive: true }];
  const { undo } = await run({ kind: "move", steps, ...PLAIN });
  expect(await keys()).toEqual(["to/a", "to/b*", "to/mine"]);
  if (undo === undefined) throw new Error("it cannot be taken back");
  expect(await run(undo)).toMatchObject({ status: "done", problems: [] });
  expect(await keys()).toEqual(["from/a", "from/b*", "to/mine"]);
});

test("what was deleted comes back where versions are kept, and only that", async () => {
  const { put, run, keys, keepVersions } = await workplace();
  await keepVersions();
  for (const key of ["d/1", "d/2", "other"]) await put(key, key);
  const targets = [{ key: "d/", recursive: true }];
  const { undo, counts } = await run({ kind: "delete", bucket: "bbb", targets });
  expect(counts.doneItems).toBe(2);
  expect(await keys()).toEqual(["other"]);
  if (undo === undefined) throw new Error("it cannot be taken back");
  await run(undo);
  expect(await keys()).toEqual(["d/1", "d/2", "other"]);
});

test("without versions, a deletion is not offered to be taken back", async () => {
  const { put, run } = await workplace();
  await put("a", "a");
  const news = await run({ kind: "delete", bucket: "bbb", targets: [{ key: "a", recursive: false }] });
  expect(news).toMatchObject({ status: "done", undo: undefined });
});

test("a sync shows what it would delete, and then deletes it", async () => {
  const { folder, put, run, plan, keys } = await workplace();
  await writeFile(path.join(folder, "new"), "n");
  await put("s/extra", "x");
  const source = path.join(folder);
  const work = { kind: "sync", source, destination: "s3://bbb/s/", deletes: true } as const;
  expect((await plan(work)).plan).toMatchObject({ itemCount: 1, deletionCount: 1 });
  await run(work);
  expect(await keys()).toEqual(["s/new"]);
});

test("what was over and done before a pause is not transferred again", async () => {
  const { folder, run, keys } = await workplace();
  for (const name of ["a", "b"]) await writeFile(path.join(folder, name), name);
  const steps = ["a", "b"].map((name) => ({
    source: path.join(folder, name),
    destination: `s3://bbb/${name}`,
    recursive: false,
  }));
  const endedSources = new Set([path.join(folder, "a")]);
  const news = await run({ kind: "upload", steps, ...PLAIN }, { resumes: true, endedSources });
  expect(news.counts.doneItems).toBe(1);
  expect(await keys()).toEqual(["b"]);
});

test("what is missing fails by its name, and the rest goes on", async () => {
  const { put, run, keys } = await workplace();
  await put("there", "x");
  const steps = ["missing", "there"].map((name) => ({
    source: `s3://bbb/${name}`,
    destination: `s3://bbb/copy/${name}`,
    recursive: false,
  }));
  const news = await run({ kind: "copy", steps, ...PLAIN });
  expect(news).toMatchObject({ status: "done", counts: { doneItems: 1, failedItems: 1 } });
  expect(news.problems.map(({ name }) => name)).toEqual(["s3://bbb/missing"]);
  expect(await keys()).toEqual(["copy/there", "there"]);
});

test("an edited object is written back with its metadata, unless somebody else has changed it", async () => {
  const { client, put, read, send } = await workplace();
  await put("notes.txt", "hello");
  const object = { bucket: "bbb", key: "notes.txt" };
  const edit = async (file: string, text: string) =>
    writeFile(file, `${await readFile(file, "utf8")}${text}`);
  const edited = (change: (file: string) => Promise<void>) =>
    send<Extract<ExplorerEvent, { type: "edited" }>>((tell) =>
      editObject(client, object, { edit: change }, AbortSignal.timeout(20_000), tell),
    );
  expect((await edited(async (file) => edit(file, " world"))).outcome).toEqual({ kind: "saved" });
  expect(await read("notes.txt")).toBe("hello world");
  expect((await edited(async () => Promise.resolve())).outcome).toEqual({ kind: "unchanged" });
  const { outcome } = await edited(async (file) => {
    await put("notes.txt", "theirs");
    await edit(file, " mine");
  });
  if (outcome.kind !== "failed") throw new Error("it overwrote what somebody else wrote");
  expect(outcome.problem.code).toBe("ObjectChanged");
  expect(await readFile(outcome.keptAt ?? "", "utf8")).toBe("hello world mine");
  await rm(path.dirname(outcome.keptAt ?? ""), { recursive: true });
  expect(await read("notes.txt")).toBe("theirs");
});
