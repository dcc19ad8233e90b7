import type { Handler, Stage } from "../wire/exchange.js";

/** Put stages in front of a handler: the first sees a request first, and its answer last. */
export function compose(stages: readonly Stage[], last: Handler): Handler {
  return stages.reduceRight((next, stage) => stage(next), last);
}
