import { Box } from "ink";
import { CoveredContext } from "../components/covered-context.js";
import { DialogView } from "../components/dialog-view.js";
import { Header } from "../components/header.js";
import { InputLine } from "../components/input-line.js";
import { KeyBar } from "../components/key-bar.js";
import { Rule } from "../components/rule.js";
import { SequencePopup } from "../components/sequence-popup.js";
import { StatusLine } from "../components/status-line.js";
import { offeredLayers } from "../state/active-layers.js";
import type { ExplorerState } from "../state/explorer-state.js";
import { headerLabel } from "../state/header-label.js";
import { planLayout } from "../state/layout.js";
import { kindOf } from "../state/screen-kinds.js";
import { ThemeContext } from "../theme/theme-context.js";
import { THEMES } from "../theme/theme.js";
import { ScreenView } from "./screen-view.js";

/** A whole frame: header, screen, status, keys, and what lies over them. Never higher than the terminal. */
export function Frame({ state }: { readonly state: ExplorerState }) {
  const { screen, size, nowMs, dialog, pendingKeys } = state;
  const layout = planLayout(size);
  const { columns, rows } = layout;
  const layers = offeredLayers(state);
  const theme = THEMES[state.themeName];
  return (
    <ThemeContext value={theme}>
      <Box
        flexDirection="column"
        width={columns}
        height={rows}
        overflow={layout.cramped ? "hidden" : "visible"}
        {...(theme.ground === undefined ? {} : { backgroundColor: theme.ground })}
      >
        {layout.header ? (
          <Header crumbs={kindOf(screen).crumbs(screen)} storeLabel={headerLabel(state)} columns={columns} />
        ) : null}
        {layout.rule ? <Rule columns={columns} /> : null}
        <CoveredContext value={dialog !== undefined || pendingKeys.length > 0}>
          <ScreenView screen={screen} layout={layout} nowMs={nowMs} />
        </CoveredContext>
        {layout.status ? <Status state={state} columns={columns} /> : null}
        {layout.keyBar ? <KeyBar layers={layers} columns={columns} /> : null}
        {pendingKeys.length > 0 ? (
          <SequencePopup layers={layers} pendingKeys={pendingKeys} columns={columns} bottom={rows - 3} />
        ) : null}
        {dialog === undefined ? null : <DialogView dialog={dialog} size={size} />}
      </Box>
    </ThemeContext>
  );
}

function Status({ state, columns }: { readonly state: ExplorerState; readonly columns: number }) {
  const { screen, notice } = state;
  const kind = kindOf(screen);
  const field = kind.field?.of(screen);
  if (field !== undefined) {
    return <InputLine label="/" field={field} right={kind.position(screen)} columns={columns} />;
  }
  const left = notice === undefined ? kind.status(screen, state) : { tone: notice.kind, text: notice.text };
  return <StatusLine left={left} right={kind.position(screen)} columns={columns} />;
}
