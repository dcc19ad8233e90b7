import { CONFIRM_ACTIONS } from "../state/dialog/confirm-actions.js";
import { PICK_ACTIONS } from "../state/dialog/pick-actions.js";
import { PROMPT_ACTIONS } from "../state/dialog/prompt-actions.js";
import { BUCKET_ACTIONS } from "../state/bucket/bucket-actions.js";
import { DETAILS_ACTIONS } from "../state/details/details-actions.js";
import {
  FOUND_ACTIONS,
  PREVIEW_ACTIONS,
  SEARCH_ACTIONS,
  SIDEWAYS_ACTIONS,
} from "../state/details/preview-actions.js";
import { DATASET_ACTIONS, DATASETS_ACTIONS } from "../state/datasets/dataset-actions.js";
import { DIFF_ACTIONS } from "../state/diff/diff-actions.js";
import { VERSIONS_ACTIONS } from "../state/details/versions-actions.js";
import { EDITOR_ACTIONS, UNREAD_ACTIONS } from "../state/editor/editor-actions.js";
import { FILTER_ACTIONS } from "../state/list/filter-actions.js";
import { LIST_ACTIONS } from "../state/list/list-actions.js";
import { PRESIGN_ACTIONS } from "../state/presign/presign-actions.js";
import { GRANTS_ACTIONS } from "../state/grants/grants-actions.js";
import { PROXY_ACTIONS } from "../state/proxy/proxy-actions.js";
import { TEAM_ACTIONS } from "../state/team/team-actions.js";
import { USAGE_ACTIONS } from "../state/usage/usage-actions.js";
import { TOOL_ACTIONS } from "../state/tools/tool-actions.js";
import { FILE_ACTIONS } from "../state/files/file-actions.js";
import { JOBS_ACTIONS } from "../state/jobs/jobs-actions.js";
import { LOCAL_ACTIONS, LOCAL_FILTER_ACTIONS } from "../state/local/local-actions.js";
import { PLAN_ACTIONS } from "../state/plan/plan-actions.js";
import type { Action, Keymap, Layer, LayerName } from "./action.js";
import { GLOBAL_ACTIONS } from "./global-actions.js";
import { MOVE_ACTIONS } from "./move-actions.js";

/** The registry: every action, in layers, with its default keys. */
export const LAYERS: Keymap = {
  pick: dialog("pick", "Choice", PICK_ACTIONS),
  prompt: dialog("prompt", "Question", PROMPT_ACTIONS),
  confirm: dialog("confirm", "Confirmation", CONFIRM_ACTIONS),
  filter: dialog("filter", "Filter", FILTER_ACTIONS),
  list: screen("list", "List", LIST_ACTIONS),
  usage: screen("usage", "Usage", USAGE_ACTIONS),
  details: screen("details", "Object", DETAILS_ACTIONS),
  preview: screen("preview", "Content", PREVIEW_ACTIONS),
  sideways: screen("sideways", "Content", SIDEWAYS_ACTIONS),
  found: screen("found", "Matches", FOUND_ACTIONS),
  search: dialog("search", "Search", SEARCH_ACTIONS),
  versions: screen("versions", "Versions", VERSIONS_ACTIONS),
  diff: screen("diff", "Comparison", DIFF_ACTIONS),
  tools: screen("tools", "Object and bucket", TOOL_ACTIONS),
  bucket: screen("bucket", "Bucket", BUCKET_ACTIONS),
  editor: dialog("editor", "Editor", EDITOR_ACTIONS),
  unread: screen("unread", "Editor", UNREAD_ACTIONS),
  presign: screen("presign", "Link", PRESIGN_ACTIONS),
  proxy: screen("proxy", "Proxy", PROXY_ACTIONS),
  grants: screen("grants", "Access grants", GRANTS_ACTIONS),
  files: screen("files", "Files", FILE_ACTIONS),
  jobs: screen("jobs", "Transfers", JOBS_ACTIONS),
  plan: screen("plan", "Plan", PLAN_ACTIONS),
  local: screen("local", "This machine", LOCAL_ACTIONS),
  "local-filter": dialog("local-filter", "Filter", LOCAL_FILTER_ACTIONS),
  team: screen("team", "Team", TEAM_ACTIONS),
  datasets: screen("datasets", "Datasets", DATASETS_ACTIONS),
  dataset: screen("dataset", "Dataset", DATASET_ACTIONS),
  moves: screen("moves", "Moving", MOVE_ACTIONS),
  global: screen("global", "Anywhere", GLOBAL_ACTIONS),
};

function screen(name: LayerName, title: string, actions: readonly Action[]): Layer {
  return { name, title, actions, takesText: false, modal: false };
}

function dialog(name: LayerName, title: string, actions: readonly Action[]): Layer {
  return { name, title, actions, takesText: true, modal: true };
}
