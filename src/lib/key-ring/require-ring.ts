import { NotFoundError } from "../errors/s3kit-error.js";
import type { RingDocument } from "./ring-document.js";

/** The ring of a file that must be there. @throws NotFoundError */
export function requireRing(ring: RingDocument | undefined, path: string): RingDocument {
  if (ring !== undefined) return ring;
  throw missingRing(path);
}

/** There is no ring file yet. */
export function missingRing(path: string): NotFoundError {
  return new NotFoundError(`There is no key ring ${path}`, {
    code: "NoKeyRing",
    hints: ["Make one: s3kit key generate", "Or restore a backup: s3kit key import BACKUP"],
  });
}
