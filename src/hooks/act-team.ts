import type { Environment } from "../lib/config/environment.js";
import { UsageError } from "../lib/errors/s3kit-error.js";
import type { Administration } from "../lib/workspace/administration.js";
import { shareCommand, type TeamAct, type TeamActed } from "../ui/state/team/team-act.js";
import { teamProblem, withTeam, type TeamRequest } from "./load-team.js";
import type { Send } from "./send.js";

/** Change who may do what, and tell how it went. Never rejects. */
export async function actTeam(
  { requestId, store, act }: TeamRequest & { readonly act: TeamAct },
  environment: Environment,
  signal: AbortSignal,
  send: Send,
): Promise<void> {
  try {
    const done = await withTeam(store, environment, signal, async ({ administration }) =>
      change(administration, act, signal),
    );
    send({ type: "team-acted", requestId, problem: undefined, ...done });
  } catch (error) {
    send({ type: "team-acted", requestId, text: "", problem: teamProblem(error) });
  }
}

type Done = Pick<TeamActed, "text" | "copy" | "command">;

async function change(administration: Administration, act: TeamAct, signal: AbortSignal): Promise<Done> {
  const options = { signal };
  switch (act.kind) {
    case "create-workspace": {
      const { name, uri } = await administration.createWorkspace({ name: act.name }, options);
      return { text: `Created ${name} at ${uri}` };
    }
    case "share-place":
      return sharePlace(administration, act, signal);
    case "create-link": {
      const { bucket, key } = act;
      const { url, token } = await administration.createLink({ bucket, key }, options);
      return { text: `Copied the link ${url ?? token}`, copy: url ?? token };
    }
    case "revoke-share": {
      const { uri } = await administration.revokeShare({ id: act.id }, options);
      return { text: `Revoked the share of ${uri}` };
    }
    case "revoke-token": {
      const { user } = await administration.revokeToken({ id: act.id }, options);
      return { text: `Revoked ${user}'s token` };
    }
    case "set-user-enabled": {
      const { name, isEnabled } = act;
      await administration.setUserEnabled({ name, isEnabled }, options);
      return { text: isEnabled ? `${name} may use the gateway again` : `${name} is kept out` };
    }
  }
}

async function sharePlace(
  administration: Administration,
  { bucket, prefix, terms }: Extract<TeamAct, { kind: "share-place" }>,
  signal: AbortSignal,
): Promise<Done> {
  const workspaces = await administration.listWorkspaces({}, { signal });
  const around = workspaces
    .filter((workspace) => workspace.bucket === bucket && prefix.startsWith(workspace.prefix))
    .toSorted((a, b) => b.prefix.length - a.prefix.length);
  const [nearest] = around;
  if (nearest === undefined) throw outside(bucket, prefix);
  const { name: workspace } = nearest;
  const below = prefix.slice(nearest.prefix.length);
  const share = await administration.createShare({ workspace, prefix: below, ...terms }, { signal });
  return {
    text: `Shared ${share.uri} with ${share.user ?? `group ${share.group ?? ""}`}`,
    command: shareCommand(workspace, below, terms),
  };
}

function outside(bucket: string, prefix: string): UsageError {
  return new UsageError(`s3://${bucket}/${prefix} is in no workspace of yours`, {
    code: "NoSuchWorkspace",
    hints: ["Only workspaces and folders in them can be shared"],
  });
}
