import type { S3Uri } from "../../../lib/s3/uri.js";
import type { ExplorerState } from "../explorer-state.js";
import { folderOf } from "../location.js";

/** The bucket and prefix that a list shows, to put something there; undefined elsewhere. */
export function folderShown({ screen }: Pick<ExplorerState, "screen">): S3Uri | undefined {
  if (screen.kind !== "list" || screen.location.kind !== "prefix") return undefined;
  return { bucket: screen.location.bucket, key: folderOf(screen.location.prefix) };
}
