import type { Environment } from "../lib/config/environment.js";
import type { OpenedAdministration } from "../lib/cli/open-administration.js";
import { requestOf, type StoreRef } from "../ui/state/store-ref.js";
import { toProblem, type Problem } from "../ui/state/problem.js";
import type { TeamOverview } from "../ui/state/team/team-overview.js";
import type { Send } from "./send.js";

export interface TeamRequest {
  readonly requestId: number;
  readonly store: StoreRef;
}

/** Ask the gateway, or the registry, for all that it tells the user. Never rejects. */
export async function loadTeam(
  { requestId, store }: TeamRequest,
  environment: Environment,
  signal: AbortSignal,
  send: Send,
): Promise<void> {
  try {
    const value = await withTeam(store, environment, signal, readOverview);
    send({ type: "team", requestId, overview: { state: "ready", value } });
  } catch (error) {
    send({ type: "team", requestId, overview: { state: "failed", problem: teamProblem(error) } });
  }
}

/** What went wrong. Where commands would take a flag, the explorer has profiles and the environment. */
export function teamProblem(error: unknown): Problem {
  const problem = toProblem(error);
  return NO_REGISTRY.has(problem.code) ? { ...problem, hints: WHERE_TEAMS_ARE } : problem;
}

const NO_REGISTRY: ReadonlySet<string> = new Set(["NoGateway", "NotGateway"]);

const WHERE_TEAMS_ARE = [
  "Log in to a gateway, s3kit login ENDPOINT, and switch to its profile with P",
  "Administrators: s3kit profile add NAME --control s3://BUCKET, and P, or set S3KIT_CONTROL",
  "There is no gateway yet? s3kit proxy serve --gateway --control s3://BUCKET",
];

/** Do something with the registry that a store's flags, the environment and the profiles point to. */
export async function withTeam<Result>(
  { flags }: StoreRef,
  environment: Environment,
  signal: AbortSignal,
  work: (opened: OpenedAdministration, signal: AbortSignal) => Promise<Result>,
): Promise<Result> {
  const { openAdministration } = await import("../lib/cli/open-administration.js");
  const { profile, endpoint, region, pathStyle } = requestOf(flags);
  const opened = await openAdministration(
    { profile, endpoint, region, "path-style": pathStyle },
    environment,
    { signal },
  );
  try {
    return await work(opened, signal);
  } finally {
    await opened.close();
  }
}

async function readOverview(
  { administration }: OpenedAdministration,
  signal: AbortSignal,
): Promise<TeamOverview> {
  const options = { signal };
  const caller = await administration.whoAmI({}, options);
  const [workspaces, shares, tokens, users] = await Promise.all([
    administration.listWorkspaces({}, options),
    administration.listShares({}, options),
    administration.listTokens({}, options),
    caller.isAdministrator ? administration.listUsers({}, options) : [],
  ]);
  return { atMs: Date.now(), caller, workspaces, shares, tokens, users };
}
