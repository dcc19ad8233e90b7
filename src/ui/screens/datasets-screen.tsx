import { Box, Text } from "ink";
import type { ListedDataset } from "../../lib/dataset/list-datasets.js";
import { AwaitedPanel } from "../components/awaited-panel.js";
import { MessagePanel } from "../components/message-panel.js";
import { ScrollBar } from "../components/scroll-bar.js";
import type { DatasetsScreen } from "../state/datasets/datasets-screen.js";
import type { Layout } from "../state/layout.js";
import { fitEnd } from "../text/fit-text.js";
import { useTheme } from "../theme/theme-context.js";

interface DatasetsScreenViewProps {
  readonly screen: DatasetsScreen;
  readonly layout: Layout;
}

/** The cursor's mark, the gaps between the columns, and the scroll bar. */
const FRAME_COLUMNS = 6;

/** The datasets of a bucket, each on a line. */
export function DatasetsScreenView({ screen, layout }: DatasetsScreenViewProps) {
  const { found, window } = screen;
  const room = { columns: layout.columns, rows: layout.bodyRows };
  if (found.state !== "ready") return <AwaitedPanel awaited={found} doing="Looking…" {...room} />;
  if (found.value.length === 0) {
    const lines = [`s3kit dataset create NAME s3://${screen.bucket} --from FOLDER makes one`];
    return <MessagePanel kind="quiet" title="No datasets in this bucket" lines={lines} {...room} />;
  }
  return (
    <Box width={layout.columns} height={layout.bodyRows}>
      <Box flexDirection="column" width={layout.columns - 1}>
        {found.value.slice(window.top, window.top + layout.bodyRows).map((listed, index) => (
          <DatasetRow
            key={listed.uri}
            listed={listed}
            columns={Math.max(3, layout.columns - FRAME_COLUMNS)}
            underCursor={window.top + index === window.cursor}
          />
        ))}
      </Box>
      <ScrollBar top={window.top} count={found.value.length} height={layout.bodyRows} />
    </Box>
  );
}

interface DatasetRowProps {
  readonly listed: ListedDataset;
  readonly columns: number;
  readonly underCursor: boolean;
}

function DatasetRow({ listed, columns, underCursor }: DatasetRowProps) {
  const theme = useTheme();
  const cursor = underCursor ? theme.cursor : {};
  const name = Math.floor(columns * 0.35);
  const status = 8;
  const { title, state, facts, tone } = describe(listed);
  return (
    <Box height={1}>
      <Text {...theme.key} {...cursor}>
        {underCursor ? "▎" : " "}
      </Text>
      <Text {...theme[tone]} {...cursor}>
        {fitEnd(title, name)}
      </Text>
      <Text {...theme[tone]} {...cursor}>
        {`  ${fitEnd(state, status)}`}
      </Text>
      <Text {...theme.quiet} {...cursor}>
        {`  ${fitEnd(facts, columns - name - status)}`}
      </Text>
    </Box>
  );
}

function describe(listed: ListedDataset) {
  if (listed.kind !== "dataset")
    return { title: listed.uri, state: listed.kind, facts: listed.reason, tone: "warning" } as const;
  const { name, type, creatorUsername, createdAt, frozenAt, uuid } = listed.admin;
  const seconds = frozenAt ?? createdAt;
  const date = seconds === undefined ? "" : new Date(seconds * 1000).toISOString().slice(0, 10);
  const isFrozen = type === "dataset";
  return {
    title: name,
    state: isFrozen ? "frozen" : "proto",
    facts: [date, creatorUsername ?? "", uuid].filter((fact) => fact !== "").join("  "),
    tone: isFrozen ? "text" : "warning",
  } as const;
}
