import { Box, Text } from "ink";
import { MessagePanel } from "../components/message-panel.js";
import { bucketRows, type BucketRow } from "../state/bucket/bucket-rows.js";
import type { BucketScreen } from "../state/bucket/bucket-screen.js";
import type { Layout } from "../state/layout.js";
import { fitEnd } from "../text/fit-text.js";
import { useTheme } from "../theme/theme-context.js";

const LABEL_COLUMNS = 18;

/** A bucket's settings, a line each. */
export function BucketScreenView({
  screen,
  layout,
}: {
  readonly screen: BucketScreen;
  readonly layout: Layout;
}) {
  const { description, window } = screen;
  const panel = { columns: layout.columns, rows: layout.bodyRows };
  if (description.state === "loading")
    return <MessagePanel kind="quiet" title="Reading…" lines={[]} {...panel} />;
  if (description.state === "failed") {
    const { code, message, hints } = description.problem;
    return (
      <MessagePanel kind="problem" title={code} lines={[message, "", ...hints, "R tries again"]} {...panel} />
    );
  }
  const rows = bucketRows(description.value).slice(window.top, window.top + layout.bodyRows);
  return (
    <Box flexDirection="column" width={layout.columns} height={layout.bodyRows}>
      {rows.map((row, i) => (
        <SettingRow
          key={`${row.label}:${row.value}`}
          row={row}
          underCursor={window.top + i === window.cursor}
          columns={layout.columns}
        />
      ))}
    </Box>
  );
}

interface SettingRowProps {
  readonly row: BucketRow;
  readonly underCursor: boolean;
  readonly columns: number;
}

function SettingRow({ row, underCursor, columns }: SettingRowProps) {
  const theme = useTheme();
  const ground = underCursor ? theme.cursor : {};
  const mark = row.opens === undefined ? " " : "›";
  return (
    <Box height={1}>
      <Text {...theme.key} {...ground}>
        {underCursor ? "▎" : " "}
      </Text>
      <Text {...theme.quiet} {...ground}>
        {fitEnd(row.label, LABEL_COLUMNS)}
      </Text>
      <Text {...theme[row.tone]} {...ground}>
        {fitEnd(row.value, Math.max(1, columns - LABEL_COLUMNS - 4))}
      </Text>
      <Text {...theme.faint} {...ground}>{`${row.label === "" ? " " : mark} `}</Text>
    </Box>
  );
}
