import type { Environment } from "../config/environment.js";
import type { ParsedAdministrationFlags } from "./administration-flags.js";
import { openAdministration } from "./open-administration.js";
import { isWorkspaceUri, resolveWorkspaceUri } from "./workspace-uris.js";

interface Words {
  readonly args: object;
  readonly flags: object;
}

/**
 * Put the places of workspaces into a command's arguments, asking whoever knows them: a gateway, or the registry. When that
 * was a profile's, the command uses the same profile: the place is in its store.
 */
export async function resolveWorkspaces<Parsed extends Words>(
  parsed: Parsed,
  env: Environment,
  signal: AbortSignal,
): Promise<Parsed> {
  const flags = parsed.flags as ParsedAdministrationFlags;
  const opened = await openAdministration(flags, env, { signal });
  const show = opened.administration.showWorkspace;
  const resolve = async (value: unknown): Promise<unknown> => {
    if (Array.isArray(value)) return Promise.all(value.map(resolve));
    return isWorkspaceUri(value)
      ? resolveWorkspaceUri(value, async (input) => show(input, { signal }))
      : value;
  };
  try {
    const pairs = Object.entries(parsed.args).map(
      async ([name, value]) => [name, await resolve(value)] as const,
    );
    const args = Object.fromEntries(await Promise.all(pairs));
    const { profile = flags.profile } = opened.settings;
    return { ...parsed, args: { ...parsed.args, ...args }, flags: { ...parsed.flags, profile } };
  } finally {
    await opened.close();
  }
}
