import { toProblem } from "../ui/state/problem.js";
import type { DetailsScreen, Loadable, VersionHistory } from "../ui/state/details/details-screen.js";
import type { VersionEntry } from "../lib/s3/list-versions.js";
import type { ExplorerServices } from "./explorer-services.js";
import type { Send } from "./send.js";

/** Versions of one object that are shown. */
const MOST_VERSIONS = 5000;

/**
 * Ask a store all about an object. The parts are told of as they come, each with its own failure: a store that lacks
 * versions still shows metadata. Never rejects.
 */
export async function inspectObject(
  services: ExplorerServices,
  { id: detailsId, bucket, key, versionId }: Pick<DetailsScreen, "id" | "bucket" | "key" | "versionId">,
  signal: AbortSignal,
  send: Send,
): Promise<void> {
  const object = { bucket, key, versionId };
  const tell = { type: "part", detailsId } as const;
  const sendIfWanted: Send = (event) => {
    if (!signal.aborted) send(event);
  };
  await Promise.all([
    load(() => services.describeObject(object, signal)).then((loaded) =>
      sendIfWanted({ ...tell, part: "head", loaded }),
    ),
    load(() => services.getAcl(object, signal)).then((loaded) =>
      sendIfWanted({ ...tell, part: "acl", loaded }),
    ),
    load(() => versionsOf(services, object, signal)).then((loaded) =>
      sendIfWanted({ ...tell, part: "versions", loaded }),
    ),
  ]);
}

async function load<Value>(
  ask: () => Promise<Value>,
): Promise<Exclude<Loadable<Value>, { state: "loading" }>> {
  try {
    return { state: "ready", value: await ask() };
  } catch (error) {
    return { state: "failed", problem: toProblem(error) };
  }
}

// Versions are listed by prefix: what begins alike follows this key's, and shows that there are no more of them.
async function versionsOf(
  services: ExplorerServices,
  { bucket, key }: { readonly bucket: string; readonly key: string },
  signal: AbortSignal,
): Promise<VersionHistory> {
  const entries: VersionEntry[] = [];
  for await (const page of services.listVersionPages({ bucket, prefix: key }, signal)) {
    for (const entry of page) {
      if (entry.kind !== "version" || entry.key !== key) return { entries, more: false };
      if (entries.length === MOST_VERSIONS) return { entries, more: true };
      entries.push(entry);
    }
  }
  return { entries, more: false };
}
