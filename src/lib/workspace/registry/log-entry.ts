import { createHash, randomUUID } from "node:crypto";
import { IntegrityError } from "../../errors/s3kit-error.js";
import type { RegistryEvent } from "./records.js";
import type { RegistryKeys } from "./registry-keys.js";

/** One change of the registry, with all its events or none. */
export interface LogEntry {
  readonly format: "s3kit.registry.v1";
  /** From 1 on, without gaps. */
  readonly sequence: number;
  /** {@link hashOf} the entry before; empty for the first. */
  readonly previous: string;
  /** Makes two entries that say the same two: a writer knows his own again. */
  readonly id: string;
  readonly at: string;
  /** Id of the user, or `administrator`. */
  readonly by: string;
  /** In words: `share create`. */
  readonly action: string;
  readonly events: readonly RegistryEvent[];
}

export type EntryContent = Omit<LogEntry, "format" | "id">;

const EDGE = /^\{"key":"([A-Za-z0-9._-]{1,32})","mac":"([A-Za-z0-9_-]{43})","entry":/;
const END = "}\n";

/** An entry as it is stored: JSON, in which the authentication covers the very bytes of `entry`. */
export async function encodeEntry(content: EntryContent, keys: RegistryKeys): Promise<Buffer> {
  const entry: LogEntry = { format: "s3kit.registry.v1", ...content, id: randomUUID() };
  const text = JSON.stringify(entry);
  const { keyId, mac } = await keys.sign("entry", Buffer.from(text));
  return Buffer.from(`{"key":"${keyId}","mac":"${mac}","entry":${text}${END}`);
}

/**
 * Read an entry that must follow another.
 *
 * @throws IntegrityError `RegistryChanged` when somebody else wrote it, changed it, or put it in this place
 */
export async function decodeEntry(
  stored: Buffer,
  place: Pick<LogEntry, "sequence" | "previous">,
  keys: RegistryKeys,
): Promise<LogEntry> {
  const name = `Entry ${place.sequence.toString()}`;
  const text = stored.toString("utf8");
  const [edge = "", keyId = "", mac = ""] = EDGE.exec(text) ?? [];
  if (edge === "" || !text.endsWith(END)) throw registryChanged(`${name} is not one of a registry`);
  const content = text.slice(edge.length, -END.length);
  if (!(await keys.verify("entry", Buffer.from(content), { keyId, mac })))
    throw registryChanged(`${name} was changed, or written with another key ring`);
  const entry = JSON.parse(content) as LogEntry;
  if (entry.sequence !== place.sequence || entry.previous !== place.previous)
    throw registryChanged(`${name} does not follow the one before it`);
  return entry;
}

/** What the next entry names an entry by. */
export function hashOf(stored: Buffer): string {
  return createHash("sha256").update(stored).digest("hex");
}

export function registryChanged(what: string): IntegrityError {
  return new IntegrityError(`The registry cannot be trusted: ${what}`, {
    code: "RegistryChanged",
    hints: [
      "Check that the key ring is the one that the registry was made with",
      "If it is, somebody wrote to .s3kit/registry/ of the control bucket: restore it from a copy",
    ],
  });
}
