import { Box, Text } from "ink";
import { MessagePanel } from "../components/message-panel.js";
import { ScrollBar } from "../components/scroll-bar.js";
import { datasetLines } from "../state/datasets/dataset-lines.js";
import type { DatasetScreen } from "../state/datasets/dataset-screen.js";
import type { Layout } from "../state/layout.js";
import { useTheme } from "../theme/theme-context.js";

interface DatasetScreenViewProps {
  readonly screen: DatasetScreen;
  readonly layout: Layout;
}

/** One dataset: what it is, annotations, README, items. */
export function DatasetScreenView({ screen, layout }: DatasetScreenViewProps) {
  const theme = useTheme();
  const { view, window } = screen;
  const room = { columns: layout.columns, rows: layout.bodyRows };
  if (view.state === "loading") return <MessagePanel kind="quiet" title="Reading…" lines={[]} {...room} />;
  if (view.state === "failed") {
    const { code, message, hints } = view.problem;
    return <MessagePanel kind="problem" title={code} lines={[message, "", ...hints]} {...room} />;
  }
  const lines = datasetLines(screen, layout.columns - 3);
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
