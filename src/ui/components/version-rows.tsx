import { Box, Text } from "ink";
import { formatSize } from "../../lib/cli/format-size.js";
import { formatTime } from "../../lib/cli/format-time.js";
import type { VersionEntry } from "../../lib/s3/list-versions.js";
import type { DetailsScreen } from "../state/details/details-screen.js";
import { formatAge } from "../text/format-age.js";
import { fitEnd, fitRight } from "../text/fit-text.js";
import { useTheme } from "../theme/theme-context.js";
import { MessagePanel } from "./message-panel.js";
import { ScrollBar } from "./scroll-bar.js";

interface VersionRowsProps {
  readonly screen: DetailsScreen;
  readonly rows: number;
  readonly columns: number;
  readonly nowMs: number;
}

const STATE_COLUMNS = 15;
const SIZE_COLUMNS = 10;
const TIME_COLUMNS = 19;
const DATE_COLUMNS = 10;
const LEAST_COLUMNS_FOR_TIME = 60;
const AGE_COLUMNS = 15;

/** The versions and delete markers of an object, the newest first. */
export function VersionRows({ screen, rows, columns, nowMs }: VersionRowsProps) {
  const theme = useTheme();
  const { versions } = screen.parts;
  if (versions.state === "loading")
    return <MessagePanel kind="quiet" title="Reading…" lines={[]} columns={columns + 2} rows={rows} />;
  if (versions.state === "failed") {
    const { code, message, hints } = versions.problem;
    return (
      <MessagePanel
        kind="problem"
        title={code}
        lines={[message, "", ...hints]}
        columns={columns + 2}
        rows={rows}
      />
    );
  }
  const { entries } = versions.value;
  if (entries.length === 0)
    return (
      <MessagePanel
        kind="quiet"
        title="No versions"
        lines={["The store lists none of this object"]}
        columns={columns + 2}
        rows={rows}
      />
    );
  const { top, cursor } = screen.versionsWindow;
  const time = columns >= LEAST_COLUMNS_FOR_TIME ? TIME_COLUMNS : DATE_COLUMNS;
  const age = columns >= 96 ? AGE_COLUMNS : 0;
  const id = Math.max(1, columns - STATE_COLUMNS - SIZE_COLUMNS - time - age - 7);
  const titles = `   ${fitEnd("Version", STATE_COLUMNS)}${fitRight("Size", SIZE_COLUMNS)}  ${fitEnd("Modified", time + age)}  Id`;
  return (
    <Box width={columns + 2} height={rows}>
      <Box flexDirection="column" width={columns + 1}>
        <Text {...theme.quiet}>{titles}</Text>
        {entries.slice(top, top + rows - 1).map((entry, i) => (
          <VersionRow
            key={entry.versionId}
            entry={entry}
            isMarked={entry.versionId === screen.marked}
            underCursor={top + i === cursor}
            time={time}
            age={age === 0 ? "" : fitEnd(` ${formatAge(entry.lastModified.getTime(), nowMs)}`, age)}
            idColumns={id}
          />
        ))}
      </Box>
      <ScrollBar top={top} count={entries.length} height={rows} />
    </Box>
  );
}

interface VersionRowProps {
  readonly entry: VersionEntry;
  readonly isMarked: boolean;
  readonly underCursor: boolean;
  readonly time: number;
  readonly age: string;
  readonly idColumns: number;
}

function VersionRow({ entry, isMarked, underCursor, time, age, idColumns }: VersionRowProps) {
  const theme = useTheme();
  const ground = underCursor ? theme.cursor : {};
  const { isDeleteMarker, isLatest, sizeBytes, lastModified, versionId } = entry;
  const state = isDeleteMarker ? "delete marker" : isLatest ? "newest" : "older";
  const style = isDeleteMarker ? theme.problem : isLatest ? theme.good : theme.text;
  return (
    <Box height={1}>
      <Text {...theme.key} {...ground}>
        {underCursor ? "▎" : " "}
        {isMarked ? "● " : "  "}
      </Text>
      <Text {...style} {...ground}>
        {fitEnd(state, STATE_COLUMNS)}
      </Text>
      <Text {...theme.text} {...ground}>
        {fitRight(isDeleteMarker ? "" : formatSize(sizeBytes), SIZE_COLUMNS)}
        {`  ${formatTime(lastModified).slice(0, time)}`}
      </Text>
      <Text {...theme.quiet} {...ground}>
        {`${age}  ${fitEnd(versionId, idColumns)}`}
      </Text>
    </Box>
  );
}
