import { Box, Text } from "ink";
import { AwaitedPanel } from "../components/awaited-panel.js";
import { MessagePanel } from "../components/message-panel.js";
import { ScrollBar } from "../components/scroll-bar.js";
import { TabStrip } from "../components/tab-strip.js";
import type { Layout } from "../state/layout.js";
import { TEAM_TITLES } from "../state/team/team-kind.js";
import { TEAM_SECTIONS, type TeamRow, type TeamSection } from "../state/team/team-rows.js";
import { rowsOf, TEAM_HEAD_LINES, type TeamScreen } from "../state/team/team-screen.js";
import { fitEnd } from "../text/fit-text.js";
import { useTheme } from "../theme/theme-context.js";

interface TeamScreenViewProps {
  readonly screen: TeamScreen;
  readonly layout: Layout;
}

/** The cursor's mark, the gaps between the columns, and the scroll bar. */
const FRAME_COLUMNS = 6;

const NOTHING: Readonly<Record<TeamSection, string>> = {
  workspaces: "No workspaces; a creates one",
  given: "Nothing is shared; s on a workspace shares it",
  received: "Nothing is shared with you",
  expiring: "No share ends within 30 days",
  tokens: "No tokens; s3kit token issue makes one",
  users: "Users are for administrators to see",
};

/** Workspaces, shares, tokens and users: what each of them is, on a line. */
export function TeamScreenView({ screen, layout }: TeamScreenViewProps) {
  const rows = Math.max(1, layout.bodyRows - TEAM_HEAD_LINES);
  const tabs = TEAM_SECTIONS.map((section, index) => ({
    key: (index + 1).toString(),
    label: TEAM_TITLES[section],
    isOpen: section === screen.section,
  }));
  return (
    <Box flexDirection="column" width={layout.columns} height={layout.bodyRows}>
      <TabStrip tabs={tabs} columns={layout.columns} />
      <TeamRows screen={screen} columns={layout.columns} rows={rows} />
    </Box>
  );
}

function TeamRows({
  screen,
  columns,
  rows,
}: {
  readonly screen: TeamScreen;
  readonly columns: number;
  readonly rows: number;
}) {
  const { overview, window, section } = screen;
  const room = { columns, rows };
  if (overview.state !== "ready") return <AwaitedPanel awaited={overview} doing="Asking…" {...room} />;
  const all = rowsOf(screen);
  if (all.length === 0) return <MessagePanel kind="quiet" title={NOTHING[section]} lines={[]} {...room} />;
  return (
    <Box height={rows}>
      <Box flexDirection="column" width={columns - 1}>
        {all.slice(window.top, window.top + rows).map((row, index) => (
          <TeamRowView
            key={row.id}
            row={row}
            columns={Math.max(3, columns - FRAME_COLUMNS)}
            underCursor={window.top + index === window.cursor}
          />
        ))}
      </Box>
      <ScrollBar top={window.top} count={all.length} height={rows} />
    </Box>
  );
}

function TeamRowView({
  row,
  columns,
  underCursor,
}: {
  readonly row: TeamRow;
  readonly columns: number;
  readonly underCursor: boolean;
}) {
  const theme = useTheme();
  const cursor = underCursor ? theme.cursor : {};
  const name = Math.floor(columns * 0.3);
  const who = Math.floor(columns * 0.22);
  return (
    <Box height={1}>
      <Text {...theme.key} {...cursor}>
        {underCursor ? "▎" : " "}
      </Text>
      <Text {...theme[row.tone]} {...cursor}>
        {fitEnd(row.name, name)}
      </Text>
      <Text {...theme.quiet} {...cursor}>
        {`  ${fitEnd(row.who, who)}`}
      </Text>
      <Text {...theme[row.tone]} {...cursor}>
        {`  ${fitEnd(row.facts, columns - name - who)}`}
      </Text>
    </Box>
  );
}
