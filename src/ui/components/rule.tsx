import { Text } from "ink";
import { useTheme } from "../theme/theme-context.js";

/** A thin line across the screen. */
export function Rule({ columns }: { readonly columns: number }) {
  return <Text {...useTheme().faint}>{"─".repeat(columns)}</Text>;
}
