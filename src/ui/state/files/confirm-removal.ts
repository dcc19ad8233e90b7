import { formatCount, formatSize } from "../../../lib/cli/format-size.js";
import { formatS3Uri } from "../../../lib/s3/uri.js";
import { displayText } from "../../text/cell-text.js";
import type { CommandWords } from "../../actions/action.js";
import { openConfirm } from "../dialog/confirm-dialog.js";
import { noting, settled, type ExplorerState, type Transition } from "../explorer-state.js";
import type { DeleteTarget, JobWork } from "../jobs/job.js";
import { addJob } from "../jobs/job-queue.js";
import type { Problem } from "../problem.js";
import { targetsOf } from "../targets.js";

/** What is to be counted before it is deleted. */
export interface CountRequest {
  readonly id: number;
  readonly bucket: string;
  readonly targets: readonly DeleteTarget[];
  /** The bucket itself, with all that is in it. */
  readonly wholeBucket: boolean;
}

export interface RemovalCounts {
  readonly itemCount: number;
  readonly totalBytes: number;
  /** Deleted objects can be brought back. */
  readonly keepsVersions: boolean;
}

export interface CountNews {
  readonly type: "counted";
  readonly request: CountRequest;
  readonly counts: RemovalCounts | undefined;
  readonly problem: Problem | undefined;
}

/** From so many objects on, a name must be typed. */
const TYPED_FROM = 100;

/** Ask for the deletion of what is selected: first it is counted. */
export function askRemoval(state: ExplorerState): Transition {
  const uris = [...targetsOf(state)];
  const [first] = uris;
  if (first === undefined) return settled(noting(state, "warning", "Nothing here to delete"));
  const isBucket = first.key === "";
  if (isBucket && uris.length > 1) return settled(noting(state, "warning", "Buckets are deleted one by one"));
  const request: CountRequest = {
    id: state.nextId,
    bucket: first.bucket,
    targets: uris.map(({ key }) => ({ key, recursive: key === "" || key.endsWith("/") })),
    wholeBucket: isBucket,
  };
  const next = noting({ ...state, nextId: state.nextId + 1 }, "good", "Counting what would be deleted…");
  return settled(next, { type: "count-removal", request });
}

/** Ask for a yes, with the counts; a bucket, or a lot, has to be named. */
export function confirmRemoval(state: ExplorerState, { request, counts, problem }: CountNews): Transition {
  if (problem !== undefined || counts === undefined)
    return settled(noting(state, "problem", displayText(problem?.message ?? "It could not be counted")));
  const { bucket, targets, wholeBucket } = request;
  const { itemCount, totalBytes, keepsVersions } = counts;
  if (itemCount === 0 && !wholeBucket)
    return settled(noting(state, "warning", "There is nothing any more; R reads it again"));
  const what = wholeBucket ? `the bucket ${bucket}` : nameOf(bucket, targets);
  const all = `${formatCount(itemCount, "object")}, ${formatSize(totalBytes)}`;
  const name = wholeBucket || itemCount >= TYPED_FROM ? bucket : undefined;
  const dialog = openConfirm({
    title: "Delete",
    lines: [
      `${what}: ${wholeBucket ? `with ${all}, old versions included` : all}`,
      "",
      !wholeBucket && keepsVersions
        ? "The bucket keeps versions: Z brings them back."
        : "This cannot be taken back.",
    ],
    verb: "Delete",
    ...(name === undefined ? {} : { name }),
    accept: (now) => addJob({ ...now, notice: undefined }, jobOf(request, what)),
  });
  return settled({ ...state, notice: undefined, dialog });
}

function nameOf(bucket: string, targets: readonly DeleteTarget[]): string {
  const [first] = targets;
  if (targets.length === 1 && first !== undefined)
    return displayText(formatS3Uri({ bucket, key: first.key }));
  return `${formatCount(targets.length, "selected item")} of ${bucket}`;
}

function jobOf({ bucket, targets, wholeBucket }: CountRequest, what: string) {
  const work: JobWork = wholeBucket ? { kind: "delete-bucket", bucket } : { kind: "delete", bucket, targets };
  return { title: `Delete ${what}`, work, command: commandOf(bucket, targets, wholeBucket) };
}

function commandOf(bucket: string, targets: readonly DeleteTarget[], wholeBucket: boolean): CommandWords {
  if (wholeBucket) return ["bucket", "delete", "--force", bucket];
  const uris = targets.map(({ key }) => formatS3Uri({ bucket, key }));
  return ["rm", ...(targets.some(({ recursive }) => recursive) ? ["--recursive"] : []), ...uris];
}
