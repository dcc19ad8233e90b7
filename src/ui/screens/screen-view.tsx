import type { Screen } from "../state/explorer-state.js";
import type { Layout } from "../state/layout.js";
import { BucketScreenView } from "./bucket-screen.js";
import { DatasetScreenView } from "./dataset-screen.js";
import { DatasetsScreenView } from "./datasets-screen.js";
import { DetailsScreenView } from "./details-screen.js";
import { DiffScreenView } from "./diff-screen.js";
import { EditorScreenView } from "./editor-screen.js";
import { GrantsScreenView } from "./grants-screen.js";
import { PresignScreenView } from "./presign-screen.js";
import { JobsScreenView } from "./jobs-screen.js";
import { LocalScreenView } from "./local-screen.js";
import { PlanScreenView } from "./plan-screen.js";
import { ProxyScreenView } from "./proxy-screen.js";
import { TeamScreenView } from "./team-screen.js";
import { UsageScreenView } from "./usage-screen.js";
import { ListScreenView } from "./list-screen.js";

interface ScreenViewProps {
  readonly screen: Screen;
  readonly layout: Layout;
  readonly nowMs: number;
}

/** The view of a screen: exactly `layout.bodyRows` lines. */
export function ScreenView({ screen, layout, nowMs }: ScreenViewProps) {
  switch (screen.kind) {
    case "list":
      return <ListScreenView list={screen} layout={layout} nowMs={nowMs} />;
    case "usage":
      return <UsageScreenView screen={screen} layout={layout} nowMs={nowMs} />;
    case "details":
      return <DetailsScreenView screen={screen} size={layout} nowMs={nowMs} />;
    case "jobs":
      return <JobsScreenView screen={screen} layout={layout} />;
    case "plan":
      return <PlanScreenView screen={screen} layout={layout} />;
    case "local":
      return <LocalScreenView screen={screen} layout={layout} nowMs={nowMs} />;
    case "team":
      return <TeamScreenView screen={screen} layout={layout} />;
    case "datasets":
      return <DatasetsScreenView screen={screen} layout={layout} />;
    case "dataset":
      return <DatasetScreenView screen={screen} layout={layout} />;
    case "proxy":
      return <ProxyScreenView screen={screen} layout={layout} />;
    case "grants":
      return <GrantsScreenView screen={screen} layout={layout} />;
    case "bucket":
      return <BucketScreenView screen={screen} layout={layout} />;
    case "editor":
      return <EditorScreenView screen={screen} layout={layout} />;
    case "presign":
      return <PresignScreenView screen={screen} layout={layout} />;
    case "diff":
      return <DiffScreenView screen={screen} layout={layout} />;
  }
}
