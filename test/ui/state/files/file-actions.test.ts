import { describe, expect, test } from "vitest";
import type { ExplorerEffect } from "../../../../src/ui/state/explorer-state.js";
import type { JobWork } from "../../../../src/ui/state/jobs/job.js";
import type { JobPlan } from "../../../../src/ui/state/plan/job-plan.js";
import { Explorer } from "../../support/explorer.js";
import { objectRow, prefixRow } from "../list/sample-rows.js";

const PLAN: JobPlan = {
  itemCount: 2,
  totalBytes: 10,
  existingCount: 0,
  deletionCount: 0,
  sameCount: 0,
  lines: [{ kind: "new", name: "s3://photos/a", sizeBytes: 10, reason: undefined }],
};

function photos(): Explorer {
  return new Explorer().answer(prefixRow("2024/"), objectRow("a.txt"), objectRow("b.txt"));
}

function lastOf<Type extends ExplorerEffect["type"]>(explorer: Explorer, type: Type) {
  const found = explorer.effects.findLast((effect) => effect.type === type);
  if (found === undefined) throw new Error(`no ${type} was asked for`);
  return found as Extract<ExplorerEffect, { type: Type }>;
}

/** What is planned is answered, so that it begins. */
function begun(explorer: Explorer, plan: JobPlan = PLAN): JobWork {
  const { job } = lastOf(explorer, "plan-job");
  explorer.send({ type: "planned", job, plan, problem: undefined });
  return lastOf(explorer, "run-job").job.work;
}

function type(explorer: Explorer, text: string): Explorer {
  explorer.press("ctrl+u");
  return explorer.press(...text.split(""));
}

describe("downloads", () => {
  test("go into the folder that is named: objects under their name, folders with all that is in them", () => {
    const explorer = photos().press("ctrl+a", "d");
    type(explorer, "/tmp/x").press("enter");
    expect(begun(explorer)).toMatchObject({
      kind: "download",
      steps: [
        { source: "s3://photos/2024/", destination: "/tmp/x/2024/", recursive: true },
        { source: "s3://photos/a.txt", destination: "/tmp/x/", recursive: false },
        { source: "s3://photos/b.txt", destination: "/tmp/x/", recursive: false },
      ],
    });
    expect(explorer.state.downloadFolder).toBe("/tmp/x/");
  });
});

describe("copy, cut and paste", () => {
  test("copies into the folder that is shown then", () => {
    const explorer = photos().press("j", "y").press("k", "enter").answer();
    explorer.press("p");
    expect(begun(explorer)).toMatchObject({
      kind: "copy",
      sourceStore: undefined,
      steps: [{ source: "s3://photos/a.txt", destination: "s3://photos/2024/a.txt", recursive: false }],
    });
    expect(explorer.state.commandLog.at(-1)?.line).toBe("s3kit cp s3://photos/a.txt s3://photos/2024/a.txt");
  });

  test("what was cut is moved once", () => {
    const explorer = photos().press("j", "x").press("k", "enter").answer();
    explorer.press("p");
    expect(begun(explorer)).toMatchObject({ kind: "move" });
    explorer.press("p");
    expect(explorer.state.notice?.text).toContain("Nothing was copied");
  });

  test("nothing is done where it is already", () => {
    const explorer = photos().press("j", "y", "p");
    expect(explorer.state.notice?.text).toBe("It is here already");
  });
});

describe("rename", () => {
  test("moves to the new name, in the same folder", () => {
    const explorer = photos().press("j", "r");
    type(explorer, "c.txt").press("enter");
    expect(begun(explorer)).toMatchObject({
      kind: "move",
      steps: [{ source: "s3://photos/a.txt", destination: "s3://photos/c.txt", recursive: false }],
    });
  });

  test("a folder is moved with all that is in it", () => {
    const explorer = photos().press("r");
    type(explorer, "2025").press("enter");
    expect(begun(explorer)).toMatchObject({
      steps: [{ source: "s3://photos/2024/", destination: "s3://photos/2025/", recursive: true }],
    });
  });
});

describe("what would be replaced", () => {
  const REPLACES = { ...PLAN, existingCount: 1 };

  function planned(): Explorer {
    const explorer = photos().press("j", "r");
    type(explorer, "b.txt").press("enter");
    const { job } = lastOf(explorer, "plan-job");
    return explorer.send({ type: "planned", job, plan: REPLACES, problem: undefined });
  }

  test("is shown first, and nothing happens without a yes", () => {
    const explorer = planned();
    expect(explorer.state.screen.kind).toBe("plan");
    explorer.press("escape");
    expect(explorer.state.jobs).toEqual([]);
  });

  test("is replaced when told so, or left alone", () => {
    expect(planned().press("enter").state.jobs[0]?.work).toMatchObject({ skipsExisting: false });
    const skipping = planned().press("s");
    expect(skipping.state.jobs[0]?.work).toMatchObject({ skipsExisting: true });
    expect(skipping.state.commandLog.at(-1)?.line).toContain("--if-none-match");
  });
});

describe("deletion", () => {
  const counted = (explorer: Explorer, itemCount: number, keepsVersions = false) => {
    const { request } = lastOf(explorer, "count-removal");
    const counts = { itemCount, totalBytes: 2048, keepsVersions };
    return explorer.send({ type: "counted", request, counts, problem: undefined });
  };

  test("counts first, asks, and then deletes just that", () => {
    const explorer = counted(photos().press("j", "space", "space", "D"), 2);
    expect(explorer.state.dialog).toMatchObject({ kind: "confirm", title: "Delete" });
    explorer.press("y");
    expect(lastOf(explorer, "run-job").job.work).toEqual({
      kind: "delete",
      bucket: "photos",
      targets: [
        { key: "a.txt", recursive: false },
        { key: "b.txt", recursive: false },
      ],
    });
  });

  test("of many wants the bucket's name typed", () => {
    const explorer = counted(photos().press("D"), 5000);
    explorer.press("y");
    expect(explorer.state.jobs).toEqual([]);
    type(explorer, "photos").press("enter");
    expect(explorer.state.jobs).toHaveLength(1);
  });

  test("of a bucket wants its name typed, even when it is empty", () => {
    const row = { ...objectRow("photos"), kind: "bucket" } as const;
    const explorer = counted(new Explorer({ kind: "buckets" }).answer(row).press("D"), 0);
    type(explorer, "photo").press("enter");
    expect(explorer.state.jobs).toEqual([]);
    type(explorer, "photos").press("enter");
    expect(explorer.state.jobs[0]?.work).toEqual({ kind: "delete-bucket", bucket: "photos" });
  });

  test("can be taken back where versions are kept", () => {
    const explorer = counted(photos().press("j", "D"), 1, true).press("y");
    const undo = { kind: "undelete", bucket: "photos", targets: [], sinceMs: 1 } as const;
    const { job } = lastOf(explorer, "run-job");
    const { counts, problems, problem, endedSources } = job;
    explorer.send({
      type: "job",
      jobId: job.id,
      status: "done",
      counts,
      problems,
      problem,
      undo,
      endedSources,
    });
    explorer.press("Z");
    expect(lastOf(explorer, "run-job").job.work).toEqual(undo);
    explorer.press("Z");
    expect(explorer.state.notice?.text).toContain("Nothing to take back");
  });
});

test("an edited object that somebody else has changed is not overwritten, and what was written is kept", () => {
  const explorer = photos().press("j", "e");
  expect(lastOf(explorer, "edit-object").object).toEqual({ bucket: "photos", key: "a.txt" });
  const problem = { code: "ObjectChanged", message: "s3://photos/a.txt was changed", hints: [] };
  const outcome = { kind: "failed", problem, keptAt: "/tmp/kept/a.txt" } as const;
  explorer.send({ type: "edited", object: { bucket: "photos", key: "a.txt" }, outcome });
  expect(explorer.state.notice?.text).toContain("What you wrote is in /tmp/kept/a.txt");
});

test("--read-only leaves downloads, and nothing that writes", () => {
  const explorer = photos();
  explorer.state = { ...explorer.state, readOnly: true };
  explorer.press("j", "D").press("r").press("e").press("u").press("x");
  expect(explorer.effects.map((effect) => effect.type)).not.toContain("count-removal");
  expect(explorer.state.dialog).toBeUndefined();
  expect(explorer.state.screen.kind).toBe("list");
  explorer.press("d");
  expect(explorer.state.dialog).toMatchObject({ kind: "prompt" });
});

describe("files of this machine", () => {
  test("are chosen with the keys of a list and uploaded to where the store was looked at", () => {
    const explorer = photos().press("enter").answer();
    explorer.press("u");
    const { listing } = lastOf(explorer, "read-folder");
    listing.rows.append([prefixRow("docs/"), objectRow("x.txt"), objectRow("y.txt")]);
    explorer.send({ type: "folder", listingId: listing.id, path: "/home/me" });
    explorer.send({ type: "rows", listingId: listing.id });
    explorer.send({ type: "listed", listingId: listing.id, status: "done", problem: undefined });
    explorer.press("space", "j", "space", "u");
    expect(begun(explorer)).toMatchObject({
      kind: "upload",
      steps: [
        { source: "/home/me/docs", destination: "s3://photos/2024/docs/", recursive: true },
        { source: "/home/me/y.txt", destination: "s3://photos/2024/y.txt", recursive: false },
      ],
    });
    expect(explorer.state.screen).toMatchObject({ kind: "list", location: { prefix: "2024/" } });
  });
});
