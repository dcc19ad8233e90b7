import { BUCKET_KIND } from "./bucket/bucket-kind.js";
import { DATASET_KIND } from "./datasets/dataset-kind.js";
import { DATASETS_KIND } from "./datasets/datasets-kind.js";
import { DETAILS_KIND } from "./details/details-kind.js";
import { DIFF_KIND } from "./diff/diff-kind.js";
import { EDITOR_KIND } from "./editor/editor-kind.js";
import type { Screen } from "./explorer-state.js";
import { GRANTS_KIND } from "./grants/grants-kind.js";
import { JOBS_KIND } from "./jobs/jobs-kind.js";
import { LOCAL_KIND } from "./local/local-kind.js";
import { PLAN_KIND } from "./plan/plan-kind.js";
import { LIST_KIND } from "./list/list-kind.js";
import { PRESIGN_KIND } from "./presign/presign-kind.js";
import { PROXY_KIND } from "./proxy/proxy-kind.js";
import { TEAM_KIND } from "./team/team-kind.js";
import { USAGE_KIND } from "./usage/usage-kind.js";
import type { ScreenKind } from "./screen-kind.js";

/** Every kind of screen. */
const KINDS: { readonly [Kind in Screen["kind"]]: ScreenKind<Extract<Screen, { kind: Kind }>> } = {
  list: LIST_KIND,
  details: DETAILS_KIND,
  diff: DIFF_KIND,
  bucket: BUCKET_KIND,
  editor: EDITOR_KIND,
  presign: PRESIGN_KIND,
  proxy: PROXY_KIND,
  grants: GRANTS_KIND,
  jobs: JOBS_KIND,
  plan: PLAN_KIND,
  local: LOCAL_KIND,
  team: TEAM_KIND,
  datasets: DATASETS_KIND,
  dataset: DATASET_KIND,
  usage: USAGE_KIND,
};

/** How a screen behaves. */
export function kindOf<Shown extends Screen>(screen: Shown): ScreenKind<Shown> {
  // Looked up by the screen's own kind, it takes just such screens; the compiler cannot follow that.
  return KINDS[screen.kind] as unknown as ScreenKind<Shown>;
}
