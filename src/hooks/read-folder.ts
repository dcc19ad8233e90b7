import { readdir, stat } from "node:fs/promises";
import path from "node:path";
import { mapConcurrently } from "../lib/s3/map-concurrently.js";
import { translateFileError } from "../lib/transfer/file-errors.js";
import type { Listing } from "../ui/state/list/list-screen.js";
import type { ListedRow } from "../ui/state/list/row-store.js";
import { toProblem } from "../ui/state/problem.js";
import type { Send } from "./send.js";

const STATS_AT_ONCE = 32;
const PAGE_ROWS = 1000;

/** Read a folder of this machine into the rows of a listing; "" is where the program was started. Never rejects. */
export async function readFolder(
  { path: asked, listing }: { readonly path: string; readonly listing: Listing },
  signal: AbortSignal,
  send: Send,
): Promise<void> {
  const listingId = listing.id;
  const folder = path.resolve(asked);
  send({ type: "folder", listingId, path: folder });
  try {
    const names = (await readdir(folder)).sort();
    let page: ListedRow[] = [];
    for await (const row of mapConcurrently(names, STATS_AT_ONCE, async (name) => rowOf(folder, name))) {
      if (signal.aborted) break;
      if (row !== undefined) page.push(row);
      if (page.length >= PAGE_ROWS) {
        listing.rows.append(page);
        page = [];
        send({ type: "rows", listingId });
      }
    }
    listing.rows.append(page);
    send({ type: "rows", listingId });
    send({ type: "listed", listingId, status: signal.aborted ? "stopped" : "done", problem: undefined });
  } catch (error) {
    const problem = toProblem(translateFileError(error, folder));
    send({ type: "listed", listingId, status: "failed", problem });
  }
}

/** Undefined for what is neither file nor folder, and what is gone meanwhile. */
async function rowOf(folder: string, name: string): Promise<ListedRow | undefined> {
  const found = await stat(path.join(folder, name)).catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT" || error.code === "EACCES" || error.code === "ELOOP") return undefined;
    throw error;
  });
  const modifiedMs = found?.mtimeMs;
  if (found?.isDirectory() === true)
    return { kind: "prefix", name: `${name}/`, sizeBytes: undefined, modifiedMs, storageClass: undefined };
  if (found?.isFile() !== true) return undefined;
  return { kind: "object", name, sizeBytes: found.size, modifiedMs, storageClass: undefined };
}
