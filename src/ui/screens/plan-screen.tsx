import { Box, Text } from "ink";
import { formatSize } from "../../lib/cli/format-size.js";
import { commandLine } from "../actions/command-line.js";
import { ScrollBar } from "../components/scroll-bar.js";
import type { Layout } from "../state/layout.js";
import type { PlanLine } from "../state/plan/job-plan.js";
import { PLAN_HEAD_LINES, planSummary } from "../state/plan/plan-kind.js";
import type { PlanScreen } from "../state/plan/plan-screen.js";
import { displayText } from "../text/cell-text.js";
import { fitRight, truncateEnd } from "../text/fit-text.js";
import type { TextStyle, Theme } from "../theme/theme.js";
import { useTheme } from "../theme/theme-context.js";

interface PlanScreenViewProps {
  readonly screen: PlanScreen;
  readonly layout: Layout;
}

const MARKS: Readonly<Record<PlanLine["kind"], string>> = {
  new: "+",
  replace: "~",
  delete: "-",
  refused: "!",
};

/** What a job would do, item by item. */
export function PlanScreenView({ screen, layout }: PlanScreenViewProps) {
  const theme = useTheme();
  const { plan, job, window } = screen;
  const rows = Math.max(1, layout.bodyRows - PLAN_HEAD_LINES);
  const room = layout.columns - 3;
  return (
    <Box flexDirection="column" width={layout.columns} height={layout.bodyRows}>
      <Text {...theme.title}> {truncateEnd(planSummary(plan), room)}</Text>
      <Text {...theme.faint}>
        {" "}
        {truncateEnd(displayText(commandLine(job.command, job.store.flags)), room)}
      </Text>
      <Text> </Text>
      <Box height={rows}>
        <Box flexDirection="column" width={layout.columns - 1}>
          {plan.lines.slice(window.top, window.top + rows).map((line, i) => (
            // oxlint-disable-next-line react/no-array-index-key -- a line of the screen is its place
            <Text key={i} {...styleOf(theme, line)}>
              {` ${MARKS[line.kind]} ${fitRight(formatSize(line.sizeBytes), 10)}  ${truncateEnd(textOf(line), room - 15)}`}
            </Text>
          ))}
        </Box>
        <ScrollBar top={window.top} count={plan.lines.length} height={rows} />
      </Box>
    </Box>
  );
}

function textOf({ name, reason }: PlanLine): string {
  return reason === undefined ? name : `${name}: ${reason}`;
}

function styleOf(theme: Theme, { kind }: PlanLine): TextStyle {
  if (kind === "new") return theme.good;
  if (kind === "replace") return theme.warning;
  return kind === "delete" ? theme.problem : theme.quiet;
}
