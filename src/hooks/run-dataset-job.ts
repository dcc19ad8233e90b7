import type { Environment } from "../lib/config/environment.js";
import { IntegrityError } from "../lib/errors/s3kit-error.js";
import type { JobCounts, JobWork } from "../ui/state/jobs/job.js";
import type { Client } from "./explorer-services.js";
import { datasetServices } from "./read-datasets.js";

type DatasetWork = Extract<JobWork, { kind: "dataset-verify" | "dataset-fetch" }>;

/** What a job tells of itself while it runs. */
export interface DatasetJobRun {
  counts: () => JobCounts;
  failed(name: string, error: unknown): void;
}

/** Verify a dataset, or fetch it into files. */
export async function runDatasetJob(
  work: DatasetWork,
  client: Client,
  run: DatasetJobRun,
  environment: Environment,
  signal: AbortSignal,
): Promise<void> {
  const services = await datasetServices(Promise.resolve(client), environment, signal);
  const { openDataset } = await import("../lib/dataset/open-dataset.js");
  const { progress } = services;
  let problemCount = 0;
  run.counts = () => ({ ...progress, failedItems: progress.failedItems + problemCount });
  const dataset = await openDataset(services, work.uri, "frozen");
  if (work.kind === "dataset-verify") {
    const { verifyDataset } = await import("../lib/dataset/verify-dataset.js");
    await verifyDataset(services, dataset, work.depth, ({ problem, identifier, relpath, message }) => {
      problemCount += 1;
      run.failed(
        relpath ?? identifier,
        new IntegrityError(`${problem}: ${message}`, { code: "DatasetAltered" }),
      );
    });
    return;
  }
  const { fetchDataset } = await import("../lib/dataset/fetch-dataset.js");
  await fetchDataset(services, dataset, work.folder, { overwrite: false }, ({ status, item, error }) => {
    if (status === "failed") run.failed(item.relpath, error);
  });
}
