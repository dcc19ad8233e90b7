import type { Screen } from "../state/explorer-state.js";
import type { Layout } from "../state/layout.js";
import { DetailsScreenView } from "./details-screen.js";
import { DiffScreenView } from "./diff-screen.js";
import { ProxyScreenView } from "./proxy-screen.js";
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
    case "details":
      return <DetailsScreenView screen={screen} size={layout} nowMs={nowMs} />;
    case "proxy":
      return <ProxyScreenView screen={screen} layout={layout} />;
    case "diff":
      return <DiffScreenView screen={screen} layout={layout} />;
  }
}
