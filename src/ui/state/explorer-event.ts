import type { Bookmark } from "../../lib/config/bookmarks.js";
import type { KeyPress } from "../keymap/key-press.js";
import type { MouseEvent } from "./mouse-event.js";
import type { GrantsSurvey } from "../../lib/grants/survey-grants.js";
import type { BucketDescription } from "../../lib/bucket/describe-bucket.js";
import type { ActOutcome } from "./acts/act.js";
import type { ArrivedPart, Loadable } from "./details/details-screen.js";
import type { DiffLine } from "./diff/diff-lines.js";
import type { ListedDataset } from "../../lib/dataset/list-datasets.js";
import type { DatasetView } from "./datasets/dataset-screen.js";
import type { TerminalSize } from "./explorer-state.js";
import type { Presigned } from "./presign/presign-screen.js";
import type { PreviewAnswer } from "./preview/preview-answer.js";
import type { CountNews } from "./files/confirm-removal.js";
import type { EditNews } from "./files/edit-object.js";
import type { JobNews } from "./jobs/job.js";
import type { PlanNews } from "./plan/plan-screen.js";
import type { Problem } from "./problem.js";
import type { ProxyPoll } from "./proxy/proxy-screen.js";
import type { TeamActed } from "./team/team-act.js";
import type { TeamOverview } from "./team/team-overview.js";
import type { UsageNews } from "./usage/usage-scan.js";
import type { ProfileChoice } from "./profile-choice.js";

/** What happens to the explorer. */
export type ExplorerEvent =
  /** It has started: read the first place. */
  | { readonly type: "started" }
  | { readonly type: "keys"; readonly presses: readonly KeyPress[] }
  | { readonly type: "resized"; readonly size: TerminalSize }
  | { readonly type: "tick"; readonly nowMs: number }
  | { readonly type: "mouse"; readonly event: MouseEvent }
  | { readonly type: "profiles"; readonly profiles: readonly ProfileChoice[] }
  | { readonly type: "bookmarks"; readonly bookmarks: readonly Bookmark[] }
  /** Something outside failed that has no place of its own on the screen. */
  | { readonly type: "failed"; readonly problem: Problem }
  | StoreEvent;

/** What comes back from a store, or from work on what came: told to every screen. */
export type StoreEvent =
  /** Rows have been appended to the listing's store. */
  | { readonly type: "rows"; readonly listingId: number }
  | {
      readonly type: "listed";
      readonly listingId: number;
      readonly status: "done" | "stopped" | "failed";
      readonly problem: Problem | undefined;
    }
  | { readonly type: "team"; readonly requestId: number; readonly overview: Loadable<TeamOverview> }
  | {
      readonly type: "datasets";
      readonly requestId: number;
      readonly found: Loadable<readonly ListedDataset[]>;
    }
  | { readonly type: "dataset"; readonly requestId: number; readonly view: Loadable<DatasetView> }
  | TeamActed
  | UsageNews
  | JobNews
  | PlanNews
  | CountNews
  | EditNews
  /** Which folder of this machine a listing is of. */
  | { readonly type: "folder"; readonly listingId: number; readonly path: string }
  /** It is time to look at more rows of the view. */
  | { readonly type: "advance" }
  | ({ readonly type: "part"; readonly detailsId: number } & ArrivedPart)
  | ({ readonly type: "acted" } & ActOutcome)
  | {
      readonly type: "bucket-described";
      readonly requestId: number;
      readonly description: Loadable<BucketDescription>;
    }
  | { readonly type: "grants-surveyed"; readonly requestId: number; readonly survey: Loadable<GrantsSurvey> }
  | { readonly type: "document"; readonly requestId: number; readonly text: Loadable<string> }
  | { readonly type: "presigned"; readonly requestId: number; readonly made: Loadable<Presigned> }
  | {
      readonly type: "compared";
      readonly requestId: number;
      readonly lines: Loadable<readonly DiffLine[]>;
    }
  | {
      readonly type: "proxy-polled";
      readonly screenId: number;
      readonly turn: number;
      readonly answer: Exclude<Loadable<ProxyPoll>, { state: "loading" }>;
    }
  | { readonly type: "previewed"; readonly previewId: number; readonly answer: PreviewAnswer };
