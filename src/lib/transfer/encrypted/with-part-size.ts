import { MAX_PART_PLAINTEXT_BYTES } from "../../crypto/sizes.js";
import { planParts } from "../part-plan.js";
import type { TransferContext } from "../transfer-context.js";

/** For content of known length: parts need not grow as those of a pipe do, and small content takes a small buffer. */
export function withPartSize(context: TransferContext, sizeBytes: number): TransferContext {
  const plan = planParts(sizeBytes, context.options.partSizeBytes);
  const partSizeBytes = Math.min(plan.partSizeBytes, sizeBytes, MAX_PART_PLAINTEXT_BYTES);
  return { ...context, options: { ...context.options, partSizeBytes } };
}
