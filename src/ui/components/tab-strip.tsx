import { Box, Text } from "ink";
import { useTheme } from "../theme/theme-context.js";

interface Tab {
  readonly key: string;
  readonly label: string;
  readonly isOpen: boolean;
}

/** What can be shown of one thing, and which of it is. */
export function TabStrip({ tabs, columns }: { readonly tabs: readonly Tab[]; readonly columns: number }) {
  const theme = useTheme();
  return (
    <Box height={2} width={columns} flexDirection="column">
      <Box height={1} paddingLeft={1} gap={2} overflow="hidden">
        {tabs.map(({ key, label, isOpen }) => (
          <Box key={key} flexShrink={0}>
            <Text {...(isOpen ? theme.key : theme.faint)}>{key} </Text>
            <Text {...(isOpen ? theme.title : theme.quiet)}>{label}</Text>
          </Box>
        ))}
      </Box>
      <Underline tabs={tabs} columns={columns} />
    </Box>
  );
}

/** A thin line, thick under what is open. */
function Underline({ tabs, columns }: { readonly tabs: readonly Tab[]; readonly columns: number }) {
  const theme = useTheme();
  let before = 1;
  for (const { label, isOpen } of tabs) {
    if (isOpen) break;
    before += label.length + 4;
  }
  const open = tabs.find(({ isOpen }) => isOpen);
  const width = Math.max(0, Math.min((open?.label.length ?? 0) + 2, columns - before));
  return (
    <Box height={1}>
      <Text {...theme.faint}>{"─".repeat(Math.min(columns, before))}</Text>
      <Text {...theme.key}>{"━".repeat(width)}</Text>
      <Text {...theme.faint}>{"─".repeat(Math.max(0, columns - before - width))}</Text>
    </Box>
  );
}
