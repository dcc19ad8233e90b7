import { describe, expect, test } from "vitest";
import { NO_COUNTS, secondsLeft, shareDone, type JobNews } from "../../../../src/ui/state/jobs/job.js";
import { addJob } from "../../../../src/ui/state/jobs/job-queue.js";
import type { ExplorerEffect } from "../../../../src/ui/state/explorer-state.js";
import { Explorer } from "../../support/explorer.js";

const WORK = { kind: "delete", bucket: "photos", targets: [{ key: "a", recursive: false }] } as const;

function withJobs(count: number) {
  const explorer = new Explorer().answer();
  for (let number = 1; number <= count; number += 1) {
    const job = { title: `Job ${number.toString()}`, work: WORK, command: ["rm", "s3://photos/a"] };
    const added = addJob(explorer.state, job);
    explorer.state = added.state;
    explorer.effects.push(...added.effects);
  }
  const news = (number: number, change: Partial<JobNews>) => {
    const id = explorer.state.jobs[number - 1]?.id ?? -1;
    const none = { problems: [], problem: undefined, undo: undefined, endedSources: new Set<string>() };
    explorer.send({ type: "job", jobId: id, status: "running", counts: NO_COUNTS, ...none, ...change });
  };
  const begun = () =>
    explorer.effects
      .filter((effect): effect is Extract<ExplorerEffect, { type: "run-job" }> => effect.type === "run-job")
      .map(({ job }) => job.title);
  const statuses = () => explorer.state.jobs.map(({ status }) => status);
  return { explorer, news, begun, statuses };
}

describe("the queue", () => {
  test("runs two jobs at a time, in the order in which they came", () => {
    const { news, begun, statuses } = withJobs(4);
    expect(begun()).toEqual(["Job 1", "Job 2"]);
    expect(statuses()).toEqual(["running", "running", "waiting", "waiting"]);
    news(2, { status: "done" });
    expect(begun()).toEqual(["Job 1", "Job 2", "Job 3"]);
    expect(statuses()).toEqual(["running", "done", "running", "waiting"]);
  });

  test("a paused job makes room, says nothing more, and goes on in its turn with what it had done", () => {
    const { explorer, news, begun, statuses } = withJobs(3);
    const counts = { ...NO_COUNTS, doneItems: 5, movedBytes: 500, plannedItems: 9, plannedBytes: 900 };
    news(1, { counts });
    explorer.press("g", "t");
    explorer.press("end");
    explorer.press("p");
    expect(statuses()).toEqual(["paused", "running", "running"]);
    expect(explorer.effects).toContainEqual({ type: "stop", requestId: explorer.state.jobs[0]?.id });
    news(1, { counts: { ...counts, doneItems: 6 } });
    expect(explorer.state.jobs[0]?.counts.doneItems).toBe(5);
    explorer.press("p");
    expect(statuses()[0]).toBe("waiting");
    news(2, { status: "done" });
    expect(begun().at(-1)).toBe("Job 1");
    news(1, { counts: { ...NO_COUNTS, doneItems: 1, movedBytes: 100, plannedItems: 4, plannedBytes: 400 } });
    expect(explorer.state.jobs[0]?.counts).toMatchObject({ doneItems: 6, plannedItems: 9, movedBytes: 600 });
  });

  test("what failed is tried again; what went well is not", () => {
    const { explorer, news, statuses } = withJobs(1);
    news(1, { status: "done", counts: { ...NO_COUNTS, doneItems: 1 } });
    explorer.press("g", "t").press("r");
    expect(explorer.state.notice?.text).toBe("Nothing of it has failed");
    const failing = withJobs(1);
    failing.news(1, { status: "failed", problem: { code: "X", message: "the store is away", hints: [] } });
    expect(failing.explorer.state.notice?.text).toContain("the store is away");
    failing.explorer.press("g", "t").press("r");
    expect(failing.statuses()).toEqual(["running"]);
    expect(statuses()).toEqual(["done"]);
  });

  test("what is cancelled stays cancelled, and can be cleared away", () => {
    const { explorer, news, statuses } = withJobs(1);
    explorer.press("g", "t").press("x");
    news(1, { status: "done" });
    expect(statuses()).toEqual(["cancelled"]);
    explorer.press("C");
    expect(explorer.state.jobs).toEqual([]);
  });

  test("quitting asks as long as something is not finished", () => {
    const { explorer, news } = withJobs(1);
    explorer.press("q");
    expect(explorer.state.dialog).toMatchObject({ kind: "confirm", title: "Quit" });
    explorer.press("n");
    expect(explorer.effects).not.toContainEqual({ type: "quit" });
    news(1, { status: "done" });
    explorer.press("q");
    expect(explorer.effects).toContainEqual({ type: "quit" });
  });

  test("a list is read again when a job has changed its store, not when it has not", () => {
    const { explorer, news } = withJobs(1);
    explorer.effects.length = 0;
    news(1, { counts: { ...NO_COUNTS, doneItems: 1 } });
    expect(explorer.effects).toEqual([]);
    news(1, { status: "done" });
    expect(explorer.effects).toMatchObject([{ type: "list" }]);
  });
});

test("the rate is measured by the second, and tells how long it will take", () => {
  const { explorer, news } = withJobs(1);
  const at = (nowMs: number, movedBytes: number) => {
    explorer.send({ type: "tick", nowMs });
    news(1, {
      counts: { ...NO_COUNTS, plannedItems: 1, plannedBytes: 10_000, movedBytes, planComplete: true },
    });
  };
  at(0, 0);
  at(500, 900);
  at(1000, 1000);
  at(2000, 3000);
  const [job] = explorer.state.jobs;
  if (job === undefined) throw new Error("no job");
  expect(job.rates).toEqual([1000, 2000]);
  expect(shareDone(job)).toBe(0.3);
  expect(secondsLeft(job)).toBeCloseTo(7000 / 1500);
});
