import { Box, Text } from "ink";
import { memo } from "react";
import type { ArchiveEntry } from "../../lib/object/archive/archive-entry.js";
import { formatSize } from "../../lib/cli/format-size.js";
import { formatTime } from "../../lib/cli/format-time.js";
import type { ArchiveListing, Preview } from "../state/preview/preview.js";
import { fitEnd, fitName, fitRight } from "../text/fit-text.js";
import { useTheme } from "../theme/theme-context.js";

interface PreviewArchiveProps {
  readonly preview: Preview;
  readonly archive: ArchiveListing;
  readonly rows: number;
  readonly columns: number;
}

const SIZE_COLUMNS = 10;
const SHARE_COLUMNS = 6;
const TIME_COLUMNS = 16;

/** What is in an archive, which nobody had to download for it. */
export function PreviewArchive({ preview: { window }, archive, rows, columns }: PreviewArchiveProps) {
  const theme = useTheme();
  const withTime = columns >= 70;
  const name = Math.max(1, columns - SIZE_COLUMNS - SHARE_COLUMNS - (withTime ? TIME_COLUMNS + 2 : 0) - 2);
  const title = `${fitEnd("Name", name)}${fitRight("Size", SIZE_COLUMNS)}${fitRight("Packed", SHARE_COLUMNS + 1)}${withTime ? "  Modified" : ""}`;
  return (
    <Box flexDirection="column">
      <Text {...theme.quiet}>{title}</Text>
      {archive.entries.slice(window.top, window.top + rows).map((entry, i) => (
        <EntryRow
          // oxlint-disable-next-line react/no-array-index-key -- a line of the screen is its place
          key={i}
          entry={entry}
          nameColumns={name}
          withTime={withTime}
          underCursor={window.top + i === window.cursor}
        />
      ))}
    </Box>
  );
}

interface EntryRowProps {
  readonly entry: ArchiveEntry;
  readonly nameColumns: number;
  readonly withTime: boolean;
  readonly underCursor: boolean;
}

const EntryRow = memo(function EntryRow({ entry, nameColumns, withTime, underCursor }: EntryRowProps) {
  const theme = useTheme();
  const ground = underCursor ? theme.cursor : {};
  const name = fitName(entry.path, [], nameColumns)
    .map(({ text }) => text)
    .join("");
  const style = entry.kind === "folder" ? theme.folder : entry.kind === "link" ? theme.quiet : theme.object;
  const size = entry.kind === "file" ? formatSize(entry.sizeBytes) : "";
  const modified = entry.modifiedAt === undefined ? "" : formatTime(entry.modifiedAt).slice(0, TIME_COLUMNS);
  return (
    <Box height={1}>
      <Text {...style} {...ground}>
        {name}
      </Text>
      <Text {...theme.text} {...ground}>
        {fitRight(size, SIZE_COLUMNS)}
      </Text>
      <Text {...theme.quiet} {...ground}>
        {fitRight(shareOf(entry), SHARE_COLUMNS + 1)}
        {withTime ? `  ${fitEnd(modified, TIME_COLUMNS)}` : ""}
      </Text>
    </Box>
  );
});

/** What is left of a file by packing it; a lock for what is encrypted. */
function shareOf({ sizeBytes, packedBytes, isEncrypted, kind }: ArchiveEntry): string {
  if (isEncrypted) return "locked";
  if (packedBytes === undefined || kind !== "file" || sizeBytes === 0) return "";
  return `${Math.round((packedBytes / sizeBytes) * 100).toString()} %`;
}
