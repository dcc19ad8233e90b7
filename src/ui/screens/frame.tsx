import { Box } from "ink";
import { Header } from "../components/header.js";
import { HelpDialog } from "../components/help-dialog.js";
import { InputLine } from "../components/input-line.js";
import { KeyBar } from "../components/key-bar.js";
import { Rule } from "../components/rule.js";
import { SequencePopup } from "../components/sequence-popup.js";
import { StatusLine } from "../components/status-line.js";
import { activeLayers, screenLayers } from "../state/active-layers.js";
import { detailsStatus } from "../state/details/details-status.js";
import type { ExplorerState, Screen } from "../state/explorer-state.js";
import { helpEntries } from "../state/help-entries.js";
import { planLayout } from "../state/layout.js";
import { filterProgress, listPosition, listStatus } from "../state/list/list-status.js";
import { crumbsOf, DELIMITER } from "../state/location.js";
import { ThemeContext } from "../theme/theme-context.js";
import { THEMES } from "../theme/theme.js";
import { DetailsScreenView } from "./details-screen.js";
import { ListScreenView } from "./list-screen.js";

/** A whole frame: header, screen, status, keys, and what lies over them. Never higher than the terminal. */
export function Frame({ state }: { readonly state: ExplorerState }) {
  const { screen, size, nowMs, help, pendingKeys } = state;
  const layout = planLayout(size);
  const { columns, rows } = layout;
  const layers = activeLayers(state);
  return (
    <ThemeContext value={THEMES[state.themeName]}>
      <Box
        flexDirection="column"
        width={columns}
        height={rows}
        overflow={layout.cramped ? "hidden" : "visible"}
      >
        {layout.header ? (
          <Header crumbs={crumbs(screen)} storeLabel={state.storeLabel} columns={columns} />
        ) : null}
        {layout.rule ? <Rule columns={columns} /> : null}
        {screen.kind === "list" ? (
          <ListScreenView list={screen} layout={layout} nowMs={nowMs} />
        ) : (
          <DetailsScreenView screen={screen} layout={layout} nowMs={nowMs} />
        )}
        {layout.status ? <Status state={state} columns={columns} /> : null}
        {layout.keyBar ? <KeyBar layers={layers} columns={columns} /> : null}
        {pendingKeys.length > 0 ? (
          <SequencePopup layers={layers} pendingKeys={pendingKeys} columns={columns} bottom={rows - 3} />
        ) : null}
        {help === undefined ? null : (
          <HelpDialog
            {...help}
            entries={helpEntries(screenLayers(screen), help.query.text)}
            columns={columns}
            rows={Math.max(1, rows - 1)}
          />
        )}
      </Box>
    </ThemeContext>
  );
}

function Status({ state, columns }: { readonly state: ExplorerState; readonly columns: number }) {
  const { screen, notice, nowMs } = state;
  if (screen.kind === "details") {
    return <StatusLine left={detailsStatus(screen, notice, nowMs)} right="" columns={columns} />;
  }
  if (screen.filtering) {
    return <InputLine label="/" field={screen.filter} right={filterProgress(screen)} columns={columns} />;
  }
  return (
    <StatusLine left={listStatus(screen, notice, nowMs)} right={listPosition(screen)} columns={columns} />
  );
}

function crumbs(screen: Screen): readonly string[] {
  if (screen.kind === "details") return [screen.bucket, ...screen.key.split(DELIMITER)];
  return screen.location.kind === "buckets" ? ["Buckets"] : crumbsOf(screen.location);
}
