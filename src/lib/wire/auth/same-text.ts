import { timingSafeEqual } from "node:crypto";

/** Compare a secret in a time that tells only whether the lengths agree. */
export function sameText(left: string, right: string): boolean {
  const [leftBytes, rightBytes] = [Buffer.from(left), Buffer.from(right)];
  return leftBytes.length === rightBytes.length && timingSafeEqual(leftBytes, rightBytes);
}
