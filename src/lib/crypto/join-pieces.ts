/** No buffer of Node's pool is that large. */
const MAX_POOLED_BYTES = 8 * 1024;

/**
 * Put pieces together that nobody else holds, and give their memory back at once. Left to the collector, what a server's
 * ciphers make would fill a hundred megabytes before it is looked for.
 */
export function joinPieces(pieces: readonly Buffer[]): Buffer {
  const [first] = pieces;
  if (first !== undefined && pieces.length === 1) return first;
  const whole = Buffer.concat(pieces);
  for (const { buffer, length } of pieces) {
    const isOwn = length > MAX_POOLED_BYTES && buffer instanceof ArrayBuffer && !buffer.detached;
    if (isOwn) buffer.transfer(0);
  }
  return whole;
}
