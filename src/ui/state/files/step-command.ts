import type { BatchStep } from "../../../lib/transfer/open-batch.js";
import type { CommandWords } from "../../actions/action.js";

/** The command line of one step. Keys that hold wildcards are taken literally there too. */
export function stepCommand(verb: "cp" | "mv", { source, destination, recursive }: BatchStep): CommandWords {
  const literal = /[*?[\]{}]/.test(source) ? ["--raw"] : [];
  return [verb, ...(recursive ? ["--recursive"] : []), ...literal, source, destination];
}
