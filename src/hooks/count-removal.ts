import { toProblem } from "../ui/state/problem.js";
import type { CountRequest, RemovalCounts } from "../ui/state/files/confirm-removal.js";
import type { Client } from "./explorer-services.js";
import type { Send } from "./send.js";

/** Count what a deletion would take away. Never rejects. */
export async function countRemoval(
  client: Promise<Client>,
  request: CountRequest,
  signal: AbortSignal,
  send: Send,
): Promise<void> {
  try {
    const counts = await count(await client, request, signal);
    send({ type: "counted", request, counts, problem: undefined });
  } catch (error) {
    if (!signal.aborted) send({ type: "counted", request, counts: undefined, problem: toProblem(error) });
  }
}

async function count(
  client: Client,
  { bucket, targets, wholeBucket }: CountRequest,
  signal: AbortSignal,
): Promise<RemovalCounts> {
  const { getVersioning } = await import("../lib/bucket/bucket-versioning.js");
  // Whoever may delete need not be allowed to ask.
  const versioning = await getVersioning(client, bucket, { signal }).catch(() => undefined);
  const keepsVersions = versioning === "Enabled";
  if (wholeBucket) {
    const { planEmptying } = await import("../lib/object/plan-emptying.js");
    const { objects, uploads } = await planEmptying(client, bucket, { signal });
    const itemCount = objects.itemCount + (uploads?.itemCount ?? 0);
    return { itemCount, totalBytes: objects.totalBytes, keepsVersions };
  }
  const [{ listRemoval }, { addPlans, planRemoval }] = await Promise.all([
    import("../lib/object/removal.js"),
    import("../lib/object/plan-removal.js"),
  ]);
  const plans = [];
  for (const target of targets) {
    const removal = { selection: { bucket, ...target, raw: true }, what: "objects" } as const;
    plans.push(await planRemoval(() => listRemoval(client, removal, { signal })));
  }
  const { itemCount, totalBytes } = addPlans(plans);
  return { itemCount, totalBytes, keepsVersions };
}
