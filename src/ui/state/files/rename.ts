import { formatS3Uri, type S3Uri } from "../../../lib/s3/uri.js";
import { displayText } from "../../text/cell-text.js";
import { openPrompt } from "../dialog/prompt-dialog.js";
import { noting, settled, type ExplorerState, type Transition } from "../explorer-state.js";
import { planJob } from "../plan/plan-screen.js";
import { nameOf } from "./clip.js";
import { stepCommand } from "./step-command.js";
import { targetsOf } from "../targets.js";

/** S3 API Reference, "Object key names": in UTF-8. */
const MAX_KEY_BYTES = 1024;

/** Give an object or folder another name; slashes in it move it. */
export function askRename(state: ExplorerState): Transition {
  const [uri, another] = targetsOf(state);
  if (uri === undefined || uri.key === "")
    return settled(noting(state, "warning", "Buckets cannot be renamed: their name is their address"));
  if (another !== undefined)
    return settled(noting(state, "warning", "Several are moved with x, and p where they shall be"));
  const isFolder = uri.key.endsWith("/");
  const name = nameOf(uri.key);
  const folder = uri.key.slice(0, uri.key.length - name.length);
  const shown = isFolder ? name.slice(0, -1) : name;
  const dialog = openPrompt({
    title: `Rename ${displayText(shown)}`,
    lines: isFolder ? ["All that is in it gets another key; the store copies it."] : [],
    text: shown,
    fault: (text) => faultOf(text, shown, folder),
    accept: (now, text) => rename(now, uri, folder + text + (isFolder ? "/" : "")),
  });
  return settled({ ...state, dialog });
}

function faultOf(text: string, before: string, folder: string): string | undefined {
  if (text === "") return "A name is needed";
  if (text === before) return "That is its name";
  if (Buffer.byteLength(folder + text) > MAX_KEY_BYTES) return "Keys have 1,024 bytes at most";
  return text.endsWith("/") ? "Names do not end in a slash" : undefined;
}

function rename(state: ExplorerState, { bucket, key }: S3Uri, target: string): Transition {
  const step = {
    source: formatS3Uri({ bucket, key }),
    destination: formatS3Uri({ bucket, key: target }),
    recursive: key.endsWith("/"),
  };
  return planJob(state, {
    title: `Rename ${displayText(nameOf(key))} to ${displayText(nameOf(target))}`,
    work: { kind: "move", steps: [step], sourceStore: undefined, skipsExisting: false },
    command: stepCommand("mv", step),
  });
}
