import type { ConnectionSettings } from "../config/connection-settings.js";
import type { CallOptions } from "../s3/call-options.js";
import type { WorkspaceDocument } from "../workspace/administration-answers.js";

export interface WorkspaceUsage {
  readonly objectCount: number;
  readonly totalBytes: number;
}

/** Count what is in a workspace, through the store or gateway of a connection. s3kit's own objects do not count. */
export async function measureWorkspace(
  settings: ConnectionSettings,
  { bucket, prefix }: Pick<WorkspaceDocument, "bucket" | "prefix">,
  { signal }: CallOptions = {},
): Promise<WorkspaceUsage> {
  const [{ deferClient }, { listEntryPages }, { isReserved }] = await Promise.all([
    import("../s3/defer-client.js"),
    import("../s3/list-entries.js"),
    import("../access/grants/key-safety.js"),
  ]);
  const client = deferClient(settings);
  const usage = { objectCount: 0, totalBytes: 0 };
  try {
    for await (const page of listEntryPages(client, { bucket, prefix }, { signal })) {
      for (const entry of page) {
        if (entry.kind !== "object" || isReserved(entry.key)) continue;
        usage.objectCount += 1;
        usage.totalBytes += entry.sizeBytes;
      }
    }
    return usage;
  } finally {
    client.destroy();
  }
}
