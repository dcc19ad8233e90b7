import { PREVIEW_BYTES } from "../ui/state/details/preview-text.js";
import { toProblem } from "../ui/state/problem.js";
import type { DetailsScreen, Loadable, VersionCount } from "../ui/state/details/details-screen.js";
import type { ExplorerServices } from "./explorer-services.js";
import type { Send } from "./send.js";

/**
 * Ask a store all about an object. The parts are told of as they come, each with its own failure: a store that lacks
 * versions still shows metadata. Never rejects.
 */
export async function inspectObject(
  services: ExplorerServices,
  { id: detailsId, bucket, key }: Pick<DetailsScreen, "id" | "bucket" | "key">,
  signal: AbortSignal,
  send: Send,
): Promise<void> {
  const address = { bucket, key };
  const tell = { type: "part", detailsId } as const;
  const head = load(() => services.describeObject(address, signal));
  const preview = async () => {
    const known = await head;
    if (known.state !== "ready") return known;
    const { sizeBytes } = known.value;
    if (sizeBytes === 0) return { state: "ready", value: new Uint8Array() } as const;
    return load(() => services.readStart(address, Math.min(sizeBytes, PREVIEW_BYTES), signal));
  };
  const sendIfWanted: Send = (event) => {
    if (!signal.aborted) send(event);
  };
  await Promise.all([
    head.then((loaded) => sendIfWanted({ ...tell, part: "head", loaded })),
    load(() => countVersions(services, address, signal)).then((loaded) =>
      sendIfWanted({ ...tell, part: "versions", loaded }),
    ),
    preview().then((loaded) => sendIfWanted({ ...tell, part: "preview", loaded })),
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

// Versions are listed by prefix, so other keys that begin alike follow this one's; a first page is enough to see the
// end of it, or that there are many.
async function countVersions(
  services: ExplorerServices,
  { bucket, key }: { readonly bucket: string; readonly key: string },
  signal: AbortSignal,
): Promise<VersionCount> {
  let versions = 0;
  let deleteMarkers = 0;
  for await (const page of services.listVersionPages({ bucket, prefix: key }, signal)) {
    const own = page.filter((entry) => entry.kind === "version" && entry.key === key);
    for (const entry of own) {
      if (entry.kind === "version" && entry.isDeleteMarker) deleteMarkers += 1;
      else versions += 1;
    }
    return { versions, deleteMarkers, more: own.length === page.length && page.length >= 1000 };
  }
  return { versions, deleteMarkers, more: false };
}
