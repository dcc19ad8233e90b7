import { Box, Text } from "ink";
import { CRUMB_SEPARATOR, fitCrumbs } from "../state/breadcrumb.js";
import { columnsOf } from "../text/cell-text.js";
import { truncateEnd } from "../text/fit-text.js";
import { useTheme } from "../theme/theme-context.js";

const BRAND = " s3kit ";
const LEAST_CRUMB_COLUMNS = 20;

interface HeaderProps {
  readonly crumbs: readonly string[];
  readonly storeLabel: string;
  readonly columns: number;
}

/** Where one is, and in which store. */
export function Header({ crumbs, storeLabel, columns }: HeaderProps) {
  const theme = useTheme();
  const room = Math.max(0, columns - BRAND.length - 2);
  const label = truncateEnd(storeLabel, Math.min(room - LEAST_CRUMB_COLUMNS, Math.floor(room / 2)));
  const shown = fitCrumbs(crumbs, room - columnsOf(label) - 2);
  return (
    <Box height={1} width={columns} justifyContent="space-between">
      <Box flexShrink={0}>
        <Text {...theme.brand}>{BRAND}</Text>
        <Text> </Text>
        {shown.map((crumb, i) => (
          <Crumb
            key={`${i.toString()}:${crumb}`}
            text={crumb}
            first={i === 0}
            last={i === shown.length - 1}
          />
        ))}
      </Box>
      <Text {...theme.quiet}>{label} </Text>
    </Box>
  );
}

function Crumb({
  text,
  first,
  last,
}: {
  readonly text: string;
  readonly first: boolean;
  readonly last: boolean;
}) {
  const theme = useTheme();
  return (
    <>
      {first ? null : <Text {...theme.faint}>{CRUMB_SEPARATOR}</Text>}
      <Text {...(last ? theme.title : theme.quiet)}>{text}</Text>
    </>
  );
}
