import type { Bookmark } from "../../lib/config/bookmarks.js";
import type { Keymap } from "../actions/action.js";
import type { ThemeName } from "../theme/theme.js";
import type { StoreAct } from "./acts/store-act.js";
import type { BucketScreen } from "./bucket/bucket-screen.js";
import type { DetailsScreen } from "./details/details-screen.js";
import type { Dialog } from "./dialog/dialog.js";
import type { DiffScreen, VersionPair } from "./diff/diff-screen.js";
import type { EditorScreen, EditorSubject } from "./editor/editor-screen.js";
import type { S3Uri } from "../../lib/s3/uri.js";
import type { DatasetScreen } from "./datasets/dataset-screen.js";
import type { DatasetsScreen } from "./datasets/datasets-screen.js";
import type { Clip } from "./files/clip.js";
import type { CountRequest } from "./files/confirm-removal.js";
import type { GrantsScreen } from "./grants/grants-screen.js";
import type { Job } from "./jobs/job.js";
import type { JobsScreen } from "./jobs/jobs-screen.js";
import type { ListScreen } from "./list/list-screen.js";
import type { LocalScreen } from "./local/local-screen.js";
import type { PlannedJob, PlanScreen } from "./plan/plan-screen.js";
import type { ProxyScreen } from "./proxy/proxy-screen.js";
import type { StoreRef } from "./store-ref.js";
import type { TeamAct } from "./team/team-act.js";
import type { TeamScreen } from "./team/team-screen.js";
import type { UsageScan } from "./usage/usage-scan.js";
import type { UsageScreen } from "./usage/usage-screen.js";
import type { PresignScreen, PresignVerb } from "./presign/presign-screen.js";
import type { ObjectRef, Preview, PreviewFacts, ReadRequest } from "./preview/preview.js";

/** Everything that the explorer shows. Values are replaced, never changed, but for the rows of a listing. */
export interface ExplorerState {
  readonly size: TerminalSize;
  /** Every action, with the keys in force. */
  readonly keymap: Keymap;
  readonly store: StoreRef;
  readonly themeName: ThemeName;
  readonly colours: boolean;
  /** Actions that write are refused. */
  readonly readOnly: boolean;
  readonly screen: Screen;
  /** Screens that "back" leads to, the nearest last. */
  readonly past: readonly Visit[];
  /** Screens that "forward" leads to, the nearest first. */
  readonly future: readonly Visit[];
  /** What lies over the screen and takes all keys. */
  readonly dialog: Dialog | undefined;
  readonly pendingKeys: readonly string[];
  readonly notice: Notice | undefined;
  /** What was measured and what is being measured, the latest last. */
  readonly scans: readonly UsageScan[];
  readonly bookmarks: readonly Bookmark[];
  /** The mouse is asked for: clicks and the wheel come here, and the terminal selects no text. */
  readonly mouse: boolean;
  /** What goes on in the background, the oldest first. */
  readonly jobs: readonly Job[];
  /** What was copied or cut. */
  readonly clip: Clip | undefined;
  /** Where downloads went last, ending in a slash. */
  readonly downloadFolder: string;
  /** The command lines that would have done what was done, the oldest first. */
  readonly commandLog: readonly LoggedCommand[];
  /** Next number for a screen, a listing or a request. */
  readonly nextId: number;
  readonly nowMs: number;
}

export interface TerminalSize {
  readonly columns: number;
  readonly rows: number;
}

export type Screen =
  | ListScreen
  | DetailsScreen
  | DiffScreen
  | BucketScreen
  | EditorScreen
  | PresignScreen
  | ProxyScreen
  | GrantsScreen
  | JobsScreen
  | PlanScreen
  | LocalScreen
  | TeamScreen
  | DatasetsScreen
  | DatasetScreen
  | UsageScreen;

/** A screen of the history, and the store that it shows. */
export interface Visit {
  readonly screen: Screen;
  readonly store: StoreRef;
}

/** One line that answers a key; the next key takes it away. */
export interface Notice {
  readonly kind: "good" | "warning" | "problem";
  readonly text: string;
}

export interface LoggedCommand {
  readonly atMs: number;
  readonly line: string;
}

/** A new state, and what is to be done outside. */
export interface Transition<State = ExplorerState> {
  readonly state: State;
  readonly effects: readonly ExplorerEffect[];
}

/** What the explorer wants done; `src/hooks` does it and answers with events. */
export type ExplorerEffect =
  | {
      readonly type: "list";
      readonly listing: ListScreen["listing"];
      readonly location: ListScreen["location"];
    }
  | { readonly type: "stop"; readonly requestId: number }
  | { readonly type: "advance-view" }
  | { readonly type: "inspect"; readonly details: DetailsScreen }
  | { readonly type: "act"; readonly requestId: number; readonly act: StoreAct }
  | { readonly type: "compare"; readonly requestId: number; readonly pair: VersionPair }
  | { readonly type: "describe-bucket"; readonly requestId: number; readonly bucket: string }
  | { readonly type: "survey-grants"; readonly requestId: number; readonly target: string | undefined }
  | { readonly type: "read-document"; readonly requestId: number; readonly subject: EditorSubject }
  | {
      readonly type: "presign";
      readonly requestId: number;
      readonly object: ObjectRef;
      readonly verb: PresignVerb;
      readonly expiresInSeconds: number;
    }
  | { readonly type: "open-preview"; readonly preview: Pick<Preview, "id" | "object" | "entry"> }
  | {
      readonly type: "read-preview";
      readonly preview: Pick<Preview, "id" | "object"> & { readonly facts: PreviewFacts };
      readonly request: ReadRequest;
    }
  | { readonly type: "poll-proxy"; readonly screenId: number; readonly turn: number }
  | { readonly type: "load-team"; readonly requestId: number; readonly store: StoreRef }
  | {
      readonly type: "act-team";
      readonly requestId: number;
      readonly store: StoreRef;
      readonly act: TeamAct;
    }
  | { readonly type: "list-datasets"; readonly requestId: number; readonly bucket: string }
  | { readonly type: "read-dataset"; readonly requestId: number; readonly uri: string }
  | { readonly type: "survey"; readonly scan: UsageScan }
  | { readonly type: "run-job"; readonly job: Job }
  | { readonly type: "plan-job"; readonly requestId: number; readonly job: PlannedJob }
  | { readonly type: "count-removal"; readonly request: CountRequest }
  | { readonly type: "edit-object"; readonly requestId: number; readonly object: S3Uri }
  | { readonly type: "read-folder"; readonly path: string; readonly listing: ListScreen["listing"] }
  | { readonly type: "list-profiles" }
  | { readonly type: "load-bookmarks" }
  | { readonly type: "toggle-bookmark"; readonly bookmark: Bookmark }
  | { readonly type: "copy"; readonly text: string }
  | { readonly type: "mouse"; readonly on: boolean }
  | { readonly type: "suspend" }
  | { readonly type: "redraw" }
  | { readonly type: "quit" };

export function settled<State>(state: State, ...effects: readonly ExplorerEffect[]): Transition<State> {
  return { state, effects };
}

/** The same with a line that answers the key. */
export function noting(state: ExplorerState, kind: Notice["kind"], text: string): ExplorerState {
  return { ...state, notice: { kind, text } };
}
