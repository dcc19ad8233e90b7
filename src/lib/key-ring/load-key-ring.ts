import { createKeyRing, type KeyRing, type RingKey } from "./key-ring.js";
import { createKmsKey } from "./kms-key.js";
import { createLocalKey } from "./local-key.js";
import { parseRing, type RingDocument, type RingEntry } from "./ring-document.js";
import { describeRingSource, readRingText, type RingSource } from "./ring-source.js";

export interface LoadOptions {
  /** Where `env:` rings are. Default: this process's environment. */
  readonly env?: Readonly<Record<string, string | undefined>> | undefined;
  readonly signal?: AbortSignal | undefined;
}

/**
 * Load a ring for use. Keys that AWS KMS holds are asked for when they are first needed.
 *
 * @throws NotFoundError when there is no ring
 * @throws ConfigurationError when it is damaged, or readable by others
 */
export async function loadKeyRing(source: RingSource, options: LoadOptions = {}): Promise<KeyRing> {
  const text = await readRingText(source, options.env ?? process.env, options.signal);
  return ringOf(parseRing(text, describeRingSource(source)));
}

/** The ring that a document describes. */
export function ringOf(document: RingDocument): KeyRing {
  const keys = Object.entries(document.keys).map(([id, entry]) => keyOf(id, entry));
  return createKeyRing(keys, document.primary);
}

function keyOf(id: string, entry: RingEntry): RingKey {
  const isRetired = entry.retiredAt !== undefined;
  if (entry.type === "aws-kms") return createKmsKey(id, entry, { isRetired });
  return createLocalKey(id, Buffer.from(entry.key, "hex"), { isRetired });
}
