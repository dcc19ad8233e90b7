import { giveBack } from "./give-back.js";

/**
 * Put pieces together that nobody else holds, and give their memory back at once. Left to the collector, what a server's
 * ciphers make would fill a hundred megabytes before it is looked for.
 */
export function joinPieces(pieces: readonly Buffer[]): Buffer {
  const [first] = pieces;
  if (first !== undefined && pieces.length === 1) return first;
  const whole = Buffer.concat(pieces);
  for (const piece of pieces) giveBack(piece);
  return whole;
}
