import type { Loadable } from "../state/details/details-screen.js";
import { MessagePanel } from "./message-panel.js";

interface AwaitedPanelProps {
  readonly awaited: Exclude<Loadable<unknown>, { state: "ready" }>;
  /** What is being done meanwhile: "Reading…". */
  readonly doing: string;
  readonly columns: number;
  readonly rows: number;
}

/** Takes the place of what is not there yet, or could not be had: then it says why, and what may help. */
export function AwaitedPanel({ awaited, doing, columns, rows }: AwaitedPanelProps) {
  const room = { columns, rows };
  if (awaited.state === "loading") return <MessagePanel kind="quiet" title={doing} lines={[]} {...room} />;
  const { code, message, hints } = awaited.problem;
  return <MessagePanel kind="problem" title={code} lines={[message, "", ...hints]} {...room} />;
}
