import { Box } from "ink";
import { cleanup, render } from "ink-testing-library";
import stringWidth from "string-width";
import { afterEach, expect, it } from "vitest";
import { TeamScreenView } from "../../../src/ui/screens/team-screen.js";
import { planLayout } from "../../../src/ui/state/layout.js";
import { TOP_OF_LIST } from "../../../src/ui/state/list-window.js";
import type { TeamScreen } from "../../../src/ui/state/team/team-screen.js";

afterEach(cleanup);

const WORKSPACE = {
  name: "日本語-lab",
  owner: "alice",
  bucket: "data",
  prefix: "alice/lab/",
  uri: "s3://data/alice/\u001b[2Jlab/",
  isPublic: true,
  quotaBytes: 1024,
  createdAt: "2026-01-01T00:00:00.000Z",
  permission: "READWRITE" as const,
  parts: [],
};

function screen(overview: TeamScreen["overview"]): TeamScreen {
  return { kind: "team", requestId: 1, section: "workspaces", overview, window: TOP_OF_LIST };
}

function lines(shown: TeamScreen, columns: number, rows: number): readonly string[] {
  const layout = planLayout({ columns, rows });
  const view = (
    <Box flexDirection="column">
      <TeamScreenView screen={shown} layout={layout} />
    </Box>
  );
  return (render(view).lastFrame() ?? "").split("\n");
}

const CALLER = { user: null, isAdministrator: true };
const READY = {
  state: "ready" as const,
  value: { atMs: 0, caller: CALLER, workspaces: [WORKSPACE], shares: [], tokens: [], users: [] },
};

it.each([
  [80, 24],
  [40, 12],
  [250, 60],
])("is never wider or higher than %d by %d, and shows no control characters", (columns, rows) => {
  const shown = lines(screen(READY), columns, rows);
  expect(shown.length).toBeLessThanOrEqual(planLayout({ columns, rows }).bodyRows);
  for (const line of shown) expect(stringWidth(line)).toBeLessThanOrEqual(columns);
  expect(shown.join("\n")).not.toContain("\u001b[2J");
  expect(shown.join("\n")).toContain("▎日本語");
});

it("says what there is none of, what is awaited, and what failed", () => {
  const none = { ...READY.value, workspaces: [] };
  expect(lines(screen({ state: "ready", value: none }), 80, 24).join("\n")).toContain("No workspaces");
  expect(lines(screen({ state: "loading" }), 80, 24).join("\n")).toContain("Asking");
  const problem = { code: "NotGateway", message: "It is no gateway", hints: ["Log in"] };
  const failed = lines(screen({ state: "failed", problem }), 80, 24).join("\n");
  expect(failed).toContain("It is no gateway");
  expect(failed).toContain("Log in");
});
