import type { VerifyDepth } from "../../../lib/dataset/verify-dataset.js";
import type { Action, CommandWords } from "../../actions/action.js";
import { displayText } from "../../text/cell-text.js";
import { openPrompt } from "../dialog/prompt-dialog.js";
import { noting, settled, type ExplorerState, type Transition } from "../explorer-state.js";
import { goBack } from "../history.js";
import { addJob } from "../jobs/job-queue.js";
import { kindOf } from "../screen-kinds.js";
import { goToDataset } from "./dataset-screen.js";
import { datasetAtCursor, goToDatasets } from "./datasets-screen.js";

/** Leads to the datasets of the bucket at hand. */
export const SHOW_DATASETS: Action = {
  id: "datasets.show",
  title: "Show the datasets of the bucket (dtool)",
  keys: ["g d"],
  run: (state) => {
    const bucket = bucketOf(state);
    return bucket === undefined
      ? settled(noting(state, "warning", "Go to a bucket first: datasets are in buckets"))
      : goToDatasets(state, bucket);
  },
  command: (state) => {
    const bucket = bucketOf(state);
    return bucket === undefined ? undefined : ["dataset", "ls", `s3://${bucket}`];
  },
};

/** What keys do on a list of datasets. */
export const DATASETS_ACTIONS: readonly Action[] = [
  {
    id: "datasets.open",
    title: "Show the dataset: README, tags, items",
    keys: ["enter", "l", "right"],
    hint: { label: "open", priority: 1 },
    run: openAtCursor,
    command: words("show"),
  },
  {
    id: "datasets.reload",
    title: "Look for datasets again",
    keys: ["r"],
    run: (state) =>
      state.screen.kind === "datasets"
        ? goToDatasets(goBack(state).state, state.screen.bucket)
        : settled(state),
  },
  ...jobActions("datasets"),
  leave("datasets"),
];

/** What keys do on one dataset. */
export const DATASET_ACTIONS: readonly Action[] = [...jobActions("dataset"), leave("dataset")];

function openAtCursor(state: ExplorerState): Transition {
  if (state.screen.kind !== "datasets") return settled(state);
  const listed = datasetAtCursor(state.screen);
  if (listed === undefined) return settled(state);
  const { bucket } = state.screen;
  return listed.kind === "dataset"
    ? goToDataset(state, { bucket, uri: listed.uri, name: listed.admin.name })
    : settled(noting(state, "warning", displayText(`It cannot be shown: ${listed.reason}`)));
}

function jobActions(layer: "datasets" | "dataset"): readonly Action[] {
  const verify = (id: string, key: string, title: string, depth: VerifyDepth, flag: string): Action => ({
    id: `${layer}.${id}`,
    title,
    keys: [key],
    ...(depth === "full" ? { hint: { label: "verify", priority: 2 } } : {}),
    run: onDataset((state, { uri, name }) =>
      addJob(state, {
        title: `Verify ${name}`,
        work: { kind: "dataset-verify", uri, depth },
        command: ["dataset", "verify", uri, flag],
      }),
    ),
    command: words("verify", flag),
  });
  return [
    verify("verify", "v", "Verify the dataset in the background: read and hash every byte", "full", "--full"),
    verify("verify-quick", "V", "Verify names and sizes alone", "quick", "--quick"),
    {
      id: `${layer}.fetch`,
      title: "Fetch the dataset into files, in the background",
      keys: ["d"],
      hint: { label: "fetch", priority: 3 },
      run: onDataset(askFetch),
    },
  ];
}

function leave(layer: "datasets" | "dataset"): Action {
  return {
    id: `${layer}.leave`,
    title: "Go back",
    keys: ["escape", "h", "left", "backspace"],
    hint: { label: "back", priority: 4 },
    run: goBack,
  };
}

interface DatasetRef {
  readonly uri: string;
  readonly name: string;
}

function askFetch(state: ExplorerState, { uri, name }: DatasetRef): Transition {
  const dialog = openPrompt({
    title: `Fetch ${displayText(name)} into`,
    lines: [
      "A folder of this machine; it is made if it is not there.",
      "Files with other content stay as they are.",
    ],
    text: `${state.downloadFolder}${name}/`,
    fault: (text) => (text.trim() === "" ? "A folder is needed" : undefined),
    accept: (now, folder) =>
      addJob(now, {
        title: `Fetch ${name}`,
        work: { kind: "dataset-fetch", uri, folder },
        command: ["dataset", "fetch", uri, folder],
      }),
  });
  return settled({ ...state, dialog });
}

function onDataset(run: (state: ExplorerState, dataset: DatasetRef) => Transition): Action["run"] {
  return (state) => {
    const dataset = datasetOf(state);
    return dataset === undefined
      ? settled(noting(state, "warning", "There is no dataset here"))
      : run(state, dataset);
  };
}

function words(verb: string, ...flags: readonly string[]) {
  return (state: ExplorerState): CommandWords | undefined => {
    const dataset = datasetOf(state);
    return dataset === undefined ? undefined : ["dataset", verb, dataset.uri, ...flags];
  };
}

function datasetOf({ screen }: ExplorerState): DatasetRef | undefined {
  if (screen.kind === "dataset") return { uri: screen.uri, name: screen.name };
  if (screen.kind !== "datasets") return undefined;
  const listed = datasetAtCursor(screen);
  return listed?.kind === "dataset" ? { uri: listed.uri, name: listed.admin.name } : undefined;
}

function bucketOf({ screen }: ExplorerState): string | undefined {
  const bucket = kindOf(screen).address(screen)?.bucket;
  return bucket === "" ? undefined : bucket;
}
