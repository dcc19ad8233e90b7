import type { S3Request } from "../../wire/exchange.js";
import { refuseMetadata, withMetadata } from "./change-metadata.js";
import type { HookSurroundings } from "./content-check.js";
import type { EventHooks } from "./hook-registry.js";
import { requestFacts } from "./request-facts.js";
import { runTogether, runWithoutContent } from "./run-without-content.js";

/**
 * Run the `preRequest` hooks.
 *
 * @returns the request, with the metadata that they put in place of the client's.
 * @throws S3Error of the first that does not pass.
 */
export async function runPreRequest(
  request: S3Request,
  { together, inOrder }: EventHooks,
  surroundings: HookSurroundings,
): Promise<S3Request> {
  await runTogether(together, surroundings);
  let changed = request;
  for (const hook of inOrder) {
    const verdict = await runWithoutContent(hook, { ...surroundings, facts: requestFacts(changed) });
    if (verdict?.metadata === undefined) continue;
    refuseMetadata(hook, changed, verdict.metadata);
    changed = withMetadata(changed, verdict.metadata);
  }
  return changed;
}
