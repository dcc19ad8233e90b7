import pLimit from "p-limit";
import { ENCRYPTION_HEADER } from "../../../crypto/encryption-metadata.js";
import type { S3Request } from "../../../wire/exchange.js";
import { discardAnswer } from "../answers.js";
import type { EncryptionContext } from "../encryption-context.js";
import { subRequest } from "../sub-request.js";
import type { ListedEntry } from "./clear-entries.js";

const HEADS_AT_ONCE = 16;

/**
 * Which entries of a mixed bucket are encrypted: their sizes alone do not tell. Each is asked for once, as long as it stays what
 * it is; by {@link nameOfEntry}.
 */
export async function findEncrypted(
  request: S3Request,
  entries: readonly ListedEntry[],
  context: EncryptionContext,
): Promise<ReadonlySet<string>> {
  const limit = pLimit(HEADS_AT_ONCE);
  const found = await limit.map([...entries], async (entry) => {
    return (await isEncrypted(request, entry, context)) ? [nameOfEntry(entry)] : [];
  });
  return new Set(found.flat());
}

/** A name for one version of one key. */
export function nameOfEntry({ key, versionId, etag }: ListedEntry): string {
  return `${key}\n${versionId ?? ""}\n${etag}`;
}

async function isEncrypted(
  request: S3Request,
  entry: ListedEntry,
  { next, sizes }: EncryptionContext,
): Promise<boolean> {
  const { bucket = "", signal } = request;
  const name = `${bucket}\n${nameOfEntry(entry)}`;
  const known = sizes.find(name);
  if (known !== undefined) return known;
  signal.throwIfAborted();
  const { key, versionId } = entry;
  const answer = await next(
    subRequest(request, {
      operation: "HeadObject",
      method: "HEAD",
      bucket,
      key,
      asProxy: true,
      ...(versionId === undefined ? {} : { query: [["versionId", versionId]] as const }),
    }),
  );
  discardAnswer(answer);
  const found = answer.headers[ENCRYPTION_HEADER] !== undefined;
  // Of what was replaced or deleted meanwhile, nothing was learnt.
  if (answer.status === 200 && answer.headers["etag"]?.replaceAll('"', "") === entry.etag)
    sizes.keep(name, found);
  return found;
}
