import { Box, Text } from "ink";
import { CRUMB_SEPARATOR, headerCrumbs } from "../state/breadcrumb.js";
import { useTheme } from "../theme/theme-context.js";

interface HeaderProps {
  readonly crumbs: readonly string[];
  readonly storeLabel: string;
  readonly columns: number;
}

/** Where one is, and in which store. */
export function Header({ crumbs, storeLabel, columns }: HeaderProps) {
  const theme = useTheme();
  const header = headerCrumbs(crumbs, storeLabel, columns);
  return (
    <Box height={1} width={columns} justifyContent="space-between">
      <Box flexShrink={0}>
        <Text {...theme.brand}>{header.brand}</Text>
        <Text> </Text>
        {header.crumbs.map(({ text, start }, i) => (
          <Crumb key={start} text={text} first={i === 0} last={i === header.crumbs.length - 1} />
        ))}
      </Box>
      <Text {...theme.quiet}>{header.label} </Text>
    </Box>
  );
}

interface CrumbProps {
  readonly text: string;
  readonly first: boolean;
  readonly last: boolean;
}

function Crumb({ text, first, last }: CrumbProps) {
  const theme = useTheme();
  return (
    <>
      {first ? null : <Text {...theme.faint}>{CRUMB_SEPARATOR}</Text>}
      <Text {...(last ? theme.title : theme.quiet)}>{text}</Text>
    </>
  );
}
