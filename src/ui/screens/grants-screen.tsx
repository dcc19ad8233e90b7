import { Box, Text } from "ink";
import { MessagePanel } from "../components/message-panel.js";
import { ScrollBar } from "../components/scroll-bar.js";
import { grantsLines } from "../state/grants/grants-lines.js";
import type { GrantsScreen } from "../state/grants/grants-screen.js";
import type { Layout } from "../state/layout.js";
import { useTheme } from "../theme/theme-context.js";

interface GrantsScreenViewProps {
  readonly screen: GrantsScreen;
  readonly layout: Layout;
}

/** Instance, locations and grants, or who reaches a place and why. */
export function GrantsScreenView({ screen, layout }: GrantsScreenViewProps) {
  const theme = useTheme();
  const { survey, window } = screen;
  const room = { columns: layout.columns, rows: layout.bodyRows };
  if (survey.state === "loading") return <MessagePanel kind="quiet" title="Reading…" lines={[]} {...room} />;
  if (survey.state === "failed") {
    const { code, message, hints } = survey.problem;
    return <MessagePanel kind="problem" title={code} lines={[message, "", ...hints]} {...room} />;
  }
  const lines = grantsLines(screen, layout.columns - 3);
  return (
    <Box width={layout.columns} height={layout.bodyRows}>
      <Box flexDirection="column" width={layout.columns - 1} paddingLeft={1}>
        {lines.slice(window.top, window.top + layout.bodyRows).map(({ tone, text }, i) => (
          // oxlint-disable-next-line react/no-array-index-key -- a line of the screen is its place
          <Text key={i} {...theme[tone]}>
            {text === "" ? " " : text}
          </Text>
        ))}
      </Box>
      <ScrollBar top={window.top} count={lines.length} height={layout.bodyRows} />
    </Box>
  );
}
