import { S3kitError, UsageError } from "../../errors/s3kit-error.js";
import type { CallOptions } from "../../s3/call-options.js";
import { listEntryPages } from "../../s3/list-entries.js";
import type { ImportWorkspaces } from "../administration.js";
import type { ImportedWorkspaces, WorkspaceDocument } from "../administration-answers.js";
import { readState, requireAdministrator, type AdministrationContext } from "./administration-context.js";
import { createWorkspace } from "./create-workspace.js";
import { isWorkspaceName, toWorkspaceName } from "./names.js";
import { formatPlace, normalizePrefix } from "./places.js";

/**
 * Make workspaces of data that is there already; the data is left as it is. With `each`, every first level below the
 * prefix becomes one. Places that are a workspace already are skipped, so that it can be done again.
 */
export async function importWorkspaces(
  context: AdministrationContext,
  input: ImportWorkspaces,
  options: CallOptions = {},
): Promise<ImportedWorkspaces> {
  requireAdministrator(await readState(context, options), context.actor);
  const prefix = normalizePrefix(input.prefix);
  if (input.each && input.name !== undefined)
    throw new UsageError("Several workspaces cannot have one name", { code: "NameForMany" });
  const prefixes = input.each ? firstLevels(context, input.bucket, prefix, options) : [prefix];
  const created: WorkspaceDocument[] = [];
  const skipped: { uri: string; reason: string }[] = [];
  for await (const each of prefixes) {
    const uri = formatPlace({ bucket: input.bucket, prefix: each });
    const reason = await importOne(context, input, each, created, options);
    if (reason !== undefined) skipped.push({ uri, reason });
  }
  return { created, skipped };
}

async function importOne(
  context: AdministrationContext,
  { bucket, owner, mayOverlap, name, each }: ImportWorkspaces,
  prefix: string,
  created: WorkspaceDocument[],
  options: CallOptions,
): Promise<string | undefined> {
  const { state } = context.registry;
  if (state.workspaces.by("bucket", bucket).some((other) => other.prefix === prefix)) return "is a workspace";
  const ownName = name ?? nameFor(prefix === "" ? bucket : prefix);
  if (ownName === "") return "no name for a workspace can be made of it";
  try {
    created.push(
      await createWorkspace(context, { name: ownName, bucket, prefix, owner, mayOverlap }, options),
    );
    return undefined;
  } catch (error) {
    // One that cannot be must not keep the others from being imported; a single one fails as such.
    if (!each || !(error instanceof S3kitError) || !SKIPPED.has(error.code)) throw error;
    return error.message;
  }
}

const SKIPPED: ReadonlySet<string> = new Set(["NameTaken", "WorkspacesOverlap", "InvalidPrefix"]);

function nameFor(prefix: string): string {
  const last = prefix.split("/").findLast((part) => part !== "") ?? "";
  return isWorkspaceName(last) ? last : toWorkspaceName(last);
}

async function* firstLevels(
  { client }: AdministrationContext,
  bucket: string,
  prefix: string,
  { signal }: CallOptions,
): AsyncGenerator<string> {
  for await (const page of listEntryPages(client, { bucket, prefix, delimiter: "/" }, { signal })) {
    for (const entry of page) {
      if (entry.kind === "prefix" && !entry.prefix.startsWith(".s3kit/")) yield entry.prefix;
    }
  }
}
