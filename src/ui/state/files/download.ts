import { formatCount } from "../../../lib/cli/format-size.js";
import { formatS3Uri, type S3Uri } from "../../../lib/s3/uri.js";
import type { BatchStep } from "../../../lib/transfer/open-batch.js";
import { displayText } from "../../text/cell-text.js";
import { openPrompt } from "../dialog/prompt-dialog.js";
import { noting, settled, type ExplorerState, type Transition } from "../explorer-state.js";
import { planJob } from "../plan/plan-screen.js";
import { targetsOf } from "../targets.js";
import { nameOf } from "./clip.js";
import { stepCommand } from "./step-command.js";

/** Ask where to, then download what is selected: objects, folders, whole buckets. */
export function askDownload(state: ExplorerState): Transition {
  const uris = [...targetsOf(state)];
  if (uris.length === 0) return settled(noting(state, "warning", "Nothing here to download"));
  const dialog = openPrompt({
    title: `Download ${describe(uris)} into`,
    lines: ["A folder of this machine; it is made if it is not there."],
    text: state.downloadFolder,
    fault: (text) => (text.trim() === "" ? "A folder is needed" : undefined),
    accept: (now, text) => download(now, uris, text),
  });
  return settled({ ...state, dialog });
}

function download(state: ExplorerState, uris: readonly S3Uri[], typed: string): Transition {
  const folder = typed.endsWith("/") ? typed : `${typed}/`;
  const steps = uris.map((uri) => stepTo(uri, folder));
  const [first] = steps;
  if (first === undefined) return settled(state);
  return planJob(
    { ...state, downloadFolder: folder },
    {
      title: `Download ${describe(uris)}`,
      work: { kind: "download", steps, sourceStore: undefined, skipsExisting: false },
      command: stepCommand("cp", first),
    },
  );
}

function stepTo(uri: S3Uri, folder: string): BatchStep {
  const source = formatS3Uri(uri);
  if (uri.key === "") return { source, destination: `${folder}${uri.bucket}/`, recursive: true };
  const recursive = uri.key.endsWith("/");
  return { source, destination: recursive ? folder + nameOf(uri.key) : folder, recursive };
}

function describe(uris: readonly S3Uri[]): string {
  const [first] = uris;
  if (uris.length !== 1 || first === undefined) return formatCount(uris.length, "item");
  return displayText(first.key === "" ? first.bucket : nameOf(first.key));
}
