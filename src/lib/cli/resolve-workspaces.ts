import type { Environment } from "../config/environment.js";
import type { ParsedAdministrationFlags } from "./administration-flags.js";
import { openAdministration } from "./open-administration.js";
import { isWorkspaceUri, resolveWorkspaceUri } from "./workspace-uris.js";

interface Words {
  readonly args: object;
  readonly flags: object;
}

interface ResolvedFlags extends ParsedAdministrationFlags {
  readonly "source-profile"?: string | undefined;
}

/** Names of arguments whose store `--source-profile` chooses. */
const SOURCES: ReadonlySet<string> = new Set(["source", "left"]);

/**
 * Put the places of workspaces into a command's arguments, asking whoever knows them: a gateway, or the registry. When that
 * was a profile's, the command uses the same profile: the place is in its store.
 */
export async function resolveWorkspaces<Parsed extends Words>(
  parsed: Parsed,
  env: Environment,
  signal: AbortSignal,
): Promise<Parsed> {
  const flags = parsed.flags as ResolvedFlags;
  const sourceProfile = flags["source-profile"];
  const args = Object.entries(parsed.args as Readonly<Record<string, unknown>>);
  const sources = sourceProfile === undefined ? [] : args.filter(([name]) => SOURCES.has(name));
  const others = args.filter((arg) => !sources.includes(arg));
  const fromSource = await resolveAll(sources, { profile: sourceProfile }, env, signal);
  const resolved = await resolveAll(others, flags, env, signal);
  const values = Object.fromEntries([...fromSource.args, ...resolved.args]);
  const { profile = flags.profile } = resolved;
  return { ...parsed, args: { ...parsed.args, ...values }, flags: { ...parsed.flags, profile } };
}

interface Resolved {
  readonly args: readonly (readonly [name: string, value: unknown])[];
  /** Of the store that the places are in; undefined: no place was asked for, or no profile was. */
  readonly profile?: string | undefined;
}

async function resolveAll(
  args: Resolved["args"],
  flags: ParsedAdministrationFlags,
  env: Environment,
  signal: AbortSignal,
): Promise<Resolved> {
  if (!args.some(([, value]) => [value].flat().some(isWorkspaceUri))) return { args };
  const opened = await openAdministration(flags, env, { signal });
  const { showWorkspace } = opened.administration;
  const resolve = async (value: unknown): Promise<unknown> => {
    if (Array.isArray(value)) return Promise.all(value.map(resolve));
    if (!isWorkspaceUri(value)) return value;
    return resolveWorkspaceUri(value, async (input) => showWorkspace(input, { signal }));
  };
  try {
    const pairs = args.map(async ([name, value]) => [name, await resolve(value)] as const);
    return { args: await Promise.all(pairs), profile: opened.settings.profile };
  } finally {
    await opened.close();
  }
}
