import { UsageError } from "../errors/s3kit-error.js";
import type { Administration } from "../workspace/administration.js";
import type { WorkspaceDocument } from "../workspace/administration-answers.js";

const SCHEME = "workspace:";

/** Whether a word names a place in a workspace: `workspace:NAME/path`. */
export function isWorkspaceUri(word: unknown): word is string {
  return typeof word === "string" && word.startsWith(SCHEME);
}

/**
 * The word as `s3://bucket/key`. The path is taken as it stands, below the workspace's prefix.
 *
 * @throws UsageError when it names no workspace, or leaves it by `..`; NotFoundError when there is none of the name.
 */
export async function resolveWorkspaceUri(
  word: string,
  showWorkspace: Administration["showWorkspace"],
): Promise<string> {
  const rest = word.slice(SCHEME.length);
  const slash = rest.indexOf("/");
  const name = slash === -1 ? rest : rest.slice(0, slash);
  const path = slash === -1 ? "" : rest.slice(slash + 1);
  if (name === "") throw badUri(word);
  if (path.split("/").some((part) => part === ".." || part === ".")) throw badUri(word);
  return placeIn(await showWorkspace({ name }), path);
}

function placeIn({ name, bucket, prefix }: WorkspaceDocument, path: string): string {
  const uri = `s3://${bucket}/${prefix}`;
  if (!/[*?[\]{}\\]/.test(prefix)) return `${uri}${path}`;
  // Some commands would take them for wildcards, others would not take them escaped.
  throw new UsageError(`The workspace ${name} lies at ${uri}, which has wildcards in its name`, {
    code: "WildcardsInPrefix",
    hints: ["Name the place itself, and pass --raw: s3kit ls --raw URI"],
  });
}

function badUri(word: string): UsageError {
  return new UsageError(`Not a place in a workspace: ${word}`, {
    code: "InvalidUri",
    hints: ["Write it as workspace:NAME/path, without . and .. between its slashes"],
  });
}
