/** No buffer of Node's pool, which others share, is larger. */
const MAX_POOLED_BYTES = 8 * 1024;

/**
 * Give back the memory of a buffer that a cipher made and nobody reads any more. Left to the collector, what gigabytes of
 * chunks make would fill a hundred megabytes before it is looked for.
 */
export function giveBack({ buffer, length }: Buffer): void {
  if (length > MAX_POOLED_BYTES && buffer instanceof ArrayBuffer && !buffer.detached) buffer.transfer(0);
}
