import { Box, Text } from "ink";
import { memo } from "react";
import { formatCount, formatSize } from "../../lib/cli/format-size.js";
import { formatBar } from "../../lib/cli/format-bar.js";
import { commandLine } from "../actions/command-line.js";
import { MessagePanel } from "../components/message-panel.js";
import { Rule } from "../components/rule.js";
import { ScrollBar } from "../components/scroll-bar.js";
import { rateOf, secondsLeft, shareDone, type Job } from "../state/jobs/job.js";
import { planJobs } from "../state/jobs/jobs-layout.js";
import { jobAtCursor, type JobsScreen } from "../state/jobs/jobs-screen.js";
import type { Layout } from "../state/layout.js";
import { displayText } from "../text/cell-text.js";
import { fitEnd, fitRight, truncateEnd } from "../text/fit-text.js";
import { formatSpan } from "../text/format-span.js";
import { sparkline } from "../text/sparkline.js";
import type { TextStyle, Theme } from "../theme/theme.js";
import { useTheme } from "../theme/theme-context.js";

interface JobsScreenViewProps {
  readonly screen: JobsScreen;
  readonly layout: Layout;
}

/** The queue, and below it what is known of the job under the cursor. */
export function JobsScreenView({ screen, layout }: JobsScreenViewProps) {
  const { jobs, window } = screen;
  const { listRows, detailRows } = planJobs(layout);
  if (jobs.length === 0) {
    const lines = ["d downloads, u uploads, y and p copy what a list shows"];
    return (
      <MessagePanel
        kind="quiet"
        title="No transfers yet"
        lines={lines}
        columns={layout.columns}
        rows={layout.bodyRows}
      />
    );
  }
  const job = jobAtCursor(screen);
  return (
    <Box flexDirection="column" width={layout.columns} height={layout.bodyRows}>
      <Box height={listRows}>
        <Box flexDirection="column" width={layout.columns - 1}>
          {jobs.slice(window.top, window.top + listRows).map((shown, i) => (
            // oxlint-disable-next-line react/no-array-index-key -- a line of the screen is its place
            <JobRow
              key={i}
              job={shown}
              columns={layout.columns - 2}
              underCursor={window.top + i === window.cursor}
            />
          ))}
        </Box>
        <ScrollBar top={window.top} count={jobs.length} height={listRows} />
      </Box>
      {detailRows > 0 && job !== undefined ? (
        <JobDetails job={job} columns={layout.columns} rows={detailRows} />
      ) : null}
    </Box>
  );
}

const MARKS: Readonly<Record<Job["status"], string>> = {
  waiting: "·",
  running: "▸",
  paused: "‖",
  done: "✓",
  failed: "✗",
  cancelled: "–",
};

const BAR_COLUMNS = 16;

interface JobRowProps {
  readonly job: Job;
  readonly columns: number;
  readonly underCursor: boolean;
}

const JobRow = memo(function JobRow({ job, columns, underCursor }: JobRowProps) {
  const theme = useTheme();
  const cursor = underCursor ? theme.cursor : {};
  const barColumns = columns >= 70 ? BAR_COLUMNS : 0;
  const figures = figuresOf(job, barColumns);
  const room = Math.max(8, columns - figures.length - 4);
  return (
    <Box height={1}>
      <Text {...styleOf(theme, job)} {...cursor}>
        {` ${MARKS[job.status]} `}
      </Text>
      <Text {...theme.text} {...cursor}>
        {fitEnd(job.title, room)}
      </Text>
      <Text {...theme.quiet} {...cursor}>
        {` ${figures}`}
      </Text>
    </Box>
  );
});

function styleOf(theme: Theme, { status, counts }: Job): TextStyle {
  if (status === "failed") return theme.problem;
  if (status === "done") return counts.failedItems > 0 ? theme.warning : theme.good;
  return status === "running" ? theme.key : theme.quiet;
}

function figuresOf(job: Job, barColumns: number): string {
  const share = shareDone(job);
  const bar =
    barColumns === 0 ? "" : `${fitEnd(share === undefined ? "" : formatBar(share, barColumns), barColumns)} `;
  const percent = fitRight(share === undefined ? "" : `${Math.floor(share * 100).toString()}%`, 4);
  return `${bar}${percent}  ${fitRight(stateText(job), 20)}`;
}

function stateText(job: Job): string {
  const { status, counts } = job;
  const left = secondsLeft(job);
  if (status === "running") {
    return `${formatSize(rateOf(job))}/s${left === undefined ? "" : `  ${formatSpan(left)} left`}`;
  }
  if (status !== "done") return status;
  const { failedItems, movedBytes } = counts;
  return failedItems > 0 ? `${formatCount(failedItems, "item")} failed` : formatSize(movedBytes);
}

interface JobDetailsProps {
  readonly job: Job;
  readonly columns: number;
  readonly rows: number;
}

function JobDetails({ job, columns, rows }: JobDetailsProps) {
  const theme = useTheme();
  const room = columns - 3;
  const problems = problemLines(job, room).slice(0, Math.max(0, rows - 4));
  return (
    <Box flexDirection="column" height={rows}>
      <Rule columns={columns} />
      <Text {...theme.title}> {truncateEnd(countsText(job), room)}</Text>
      <Text {...theme.bar}> {sparkline(job.rates, Math.min(room, 120))}</Text>
      {problems.map((line, i) => (
        // oxlint-disable-next-line react/no-array-index-key -- a line of the screen is its place
        <Text key={i} {...theme.problem}>
          {" "}
          {line}
        </Text>
      ))}
      <Text {...theme.faint}>
        {" "}
        {truncateEnd(displayText(commandLine(job.command, job.store.flags)), room)}
      </Text>
    </Box>
  );
}

function countsText({ counts, startedMs, endedMs }: Job): string {
  const { doneItems, plannedItems, failedItems, skippedItems, movedBytes, plannedBytes, planComplete } =
    counts;
  const more = planComplete ? "" : "+";
  const took =
    startedMs === undefined || endedMs === undefined ? "" : ` in ${formatSpan((endedMs - startedMs) / 1000)}`;
  return [
    `${doneItems.toLocaleString("en-US")} of ${plannedItems.toLocaleString("en-US")}${more} done${took}`,
    `${formatSize(movedBytes)} of ${formatSize(plannedBytes)}${more}`,
    ...(skippedItems === 0 ? [] : [`${skippedItems.toLocaleString("en-US")} left as they were`]),
    ...(failedItems === 0 ? [] : [`${failedItems.toLocaleString("en-US")} failed`]),
  ].join(" · ");
}

function problemLines({ problem, problems }: Job, room: number): readonly string[] {
  const whole = problem === undefined ? [] : [problem.message, ...problem.hints];
  const items = problems.map(({ name, problem: { message } }) => `${name}: ${message}`);
  return [...whole, ...items].map((line) => truncateEnd(line, room));
}
