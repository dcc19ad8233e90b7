import { formatCount } from "../../../lib/cli/format-size.js";
import { formatS3Uri } from "../../../lib/s3/uri.js";
import type { BatchStep } from "../../../lib/transfer/open-batch.js";
import { displayText } from "../../text/cell-text.js";
import { noting, settled, type ExplorerState, type Transition } from "../explorer-state.js";
import { goBack } from "../history.js";
import { stepCommand } from "../files/step-command.js";
import { planJob } from "../plan/plan-screen.js";
import { chosenNames, joinPath, type LocalScreen } from "./local-screen.js";

/** Upload what is chosen to where the store was looked at, and go back there. */
export function uploadChosen(state: ExplorerState, local: LocalScreen): Transition {
  const names = chosenNames(local);
  const steps = names.map((name) => stepOf(local, name));
  const [first] = steps;
  if (first === undefined) return settled(noting(state, "warning", "Nothing here to upload"));
  const back = goBack(state);
  const title =
    names.length === 1
      ? `Upload ${displayText(names[0] ?? "")}`
      : `Upload ${formatCount(names.length, "item")}`;
  const planned = planJob(back.state, {
    title,
    work: { kind: "upload", steps, sourceStore: undefined, skipsExisting: false },
    command: stepCommand("cp", first),
  });
  return settled(planned.state, ...back.effects, ...planned.effects);
}

function stepOf({ path, target }: LocalScreen, name: string): BatchStep {
  const recursive = name.endsWith("/");
  return {
    source: joinPath(path, name),
    destination: formatS3Uri({ bucket: target.bucket, key: target.key + name }),
    recursive,
  };
}
