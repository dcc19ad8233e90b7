import { MessagePanel } from "../components/message-panel.js";
import type { Layout } from "../state/layout.js";
import type { LocalScreen } from "../state/local/local-screen.js";
import { currentListing } from "../state/list/list-screen.js";
import { ListScreenView } from "./list-screen.js";

interface LocalScreenViewProps {
  readonly screen: LocalScreen;
  readonly layout: Layout;
  readonly nowMs: number;
}

/** A folder of this machine. */
export function LocalScreenView({ screen, layout, nowMs }: LocalScreenViewProps) {
  const { list } = screen;
  const { status, problem } = currentListing(list);
  if (list.view.count === 0 && list.filter.text === "" && status !== "running") {
    const room = { columns: layout.columns, rows: layout.bodyRows };
    return problem === undefined ? (
      <MessagePanel kind="quiet" title="This folder is empty" lines={["h goes up"]} {...room} />
    ) : (
      <MessagePanel
        kind="problem"
        title={problem.code}
        lines={[problem.message, "", ...problem.hints]}
        {...room}
      />
    );
  }
  return <ListScreenView list={list} layout={layout} nowMs={nowMs} />;
}
