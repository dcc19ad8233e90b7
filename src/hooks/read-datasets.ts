import type { Environment } from "../lib/config/environment.js";
import type { DatasetServices } from "../lib/dataset/dataset-services.js";
import type { ListedDataset } from "../lib/dataset/list-datasets.js";
import type { DatasetView } from "../ui/state/datasets/dataset-screen.js";
import { toProblem } from "../ui/state/problem.js";
import type { Client } from "./explorer-services.js";
import type { Send } from "./send.js";

/** Items that a screen shows: the whole list is what `dataset item list` is for. */
const MOST_ITEMS = 2000;
const CONCURRENCY = 16;

/** Services for the datasets of the store behind a client. */
export async function datasetServices(
  client: Promise<Client>,
  environment: Environment,
  signal: AbortSignal,
): Promise<DatasetServices> {
  const [{ loadDtoolConfig }, { transferStateFolder }, { createTransferProgress }] = await Promise.all([
    import("../lib/dataset/config/dtool-config.js"),
    import("../lib/transfer/state-folder.js"),
    import("../lib/transfer/transfer-progress.js"),
  ]);
  return {
    clientFor: async () => client,
    config: await loadDtoolConfig(environment),
    signal,
    concurrency: CONCURRENCY,
    stateFolder: transferStateFolder(environment),
    note: () => undefined,
    progress: createTransferProgress(),
  };
}

interface ReadContext {
  readonly client: Promise<Client>;
  readonly environment: Environment;
  readonly signal: AbortSignal;
  readonly send: Send;
}

/** List the datasets of a bucket. Never rejects. */
export async function listBucketDatasets(
  { requestId, bucket }: { readonly requestId: number; readonly bucket: string },
  { client, environment, signal, send }: ReadContext,
): Promise<void> {
  try {
    const services = await datasetServices(client, environment, signal);
    const { listDatasets } = await import("../lib/dataset/list-datasets.js");
    const value: ListedDataset[] = [];
    for await (const listed of listDatasets(services, `s3://${bucket}`)) value.push(listed);
    if (!signal.aborted) send({ type: "datasets", requestId, found: { state: "ready", value } });
  } catch (error) {
    if (signal.aborted) return;
    send({ type: "datasets", requestId, found: { state: "failed", problem: toProblem(error) } });
  }
}

/** Read what is shown of a dataset. Never rejects. */
export async function readDataset(
  { requestId, uri }: { readonly requestId: number; readonly uri: string },
  { client, environment, signal, send }: ReadContext,
): Promise<void> {
  try {
    const value = await viewOf(await datasetServices(client, environment, signal), uri);
    if (!signal.aborted) send({ type: "dataset", requestId, view: { state: "ready", value } });
  } catch (error) {
    if (signal.aborted) return;
    send({ type: "dataset", requestId, view: { state: "failed", problem: toProblem(error) } });
  }
}

async function viewOf(services: DatasetServices, uri: string): Promise<DatasetView> {
  const [
    { openDataset },
    { describeDataset },
    { readReadme },
    { getAnnotation },
    { listItems },
    { pythonJson },
  ] = await Promise.all([
    import("../lib/dataset/open-dataset.js"),
    import("../lib/dataset/describe-dataset.js"),
    import("../lib/dataset/readme.js"),
    import("../lib/dataset/annotations.js"),
    import("../lib/dataset/list-items.js"),
    import("../lib/dataset/format/python-json.js"),
  ]);
  const dataset = await openDataset(services, uri);
  const [summary, readme] = await Promise.all([describeDataset(dataset), readReadme(dataset.broker)]);
  const annotations: (readonly [string, string])[] = [];
  for (const name of summary.annotations) {
    const value = await getAnnotation(dataset.broker, name);
    annotations.push([name, typeof value === "string" ? value : pythonJson(value)]);
  }
  const items = [];
  for await (const item of listItems(services, dataset)) {
    items.push(item);
    if (items.length === MOST_ITEMS) break;
  }
  return { summary, readme, annotations, items };
}
