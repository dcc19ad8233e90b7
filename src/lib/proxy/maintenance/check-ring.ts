import type { S3Client } from "@aws-sdk/client-s3";
import { plaintextSize } from "../../crypto/sizes.js";
import { ConfigurationError, IntegrityError, NotFoundError } from "../../errors/s3kit-error.js";
import { listEntryPages } from "../../s3/list-entries.js";
import { mapConcurrently } from "../../s3/map-concurrently.js";
import { translateError } from "../../s3/translate-error.js";
import { headEncrypted, type Encryption } from "../../transfer/encrypted/encrypted-object.js";

/** Where the listing is looked into: its beginning, and names that begin later. */
const STARTING_POINTS = ["", "5", "F", "P", "Z", "e", "k", "q", "w"] as const;
const KEYS_A_PAGE = 50;
const LOOKED_AT_A_PAGE = 6;
const CONCURRENCY = 16;

/** What a sample of a bucket says about one key. */
export interface KeyCheck {
  readonly keyId: string;
  readonly opened: number;
  readonly failed: number;
  /** The first object that failed, and why. */
  readonly failure: { readonly key: string; readonly error: IntegrityError } | undefined;
}

export interface RingCheck {
  readonly bucket: string;
  /** Objects looked at whose sizes are those of encrypted ones. */
  readonly sampled: number;
  readonly keys: readonly KeyCheck[];
}

/**
 * Look whether a ring opens what a bucket holds: some fifty objects from all over it, a HEAD each. Nothing is read or
 * written besides. A bucket that does not exist holds nothing.
 *
 * @throws what the store refuses
 */
export async function checkRing(
  client: S3Client,
  bucket: string,
  encryption: Encryption,
  signal: AbortSignal,
): Promise<RingCheck> {
  const keys = new Map<string, KeyCheck>();
  let sampled = 0;
  const look = async (key: string) => lookAt(client, { bucket, key }, encryption, signal);
  for await (const found of mapConcurrently(await sampleKeys(client, bucket, signal), CONCURRENCY, look)) {
    sampled += 1;
    if (found !== undefined) note(keys, found);
  }
  return { bucket, sampled, keys: [...keys.values()] };
}

/**
 * Refuse a ring that opens nothing of what some key of the bucket wrapped. Single objects that do not open, such as renamed
 * ones, are no reason.
 *
 * @throws ConfigurationError `WrongKeyRing`
 */
export function assertRingOpens({ bucket, keys }: RingCheck): void {
  const lost = keys.find(({ opened, failed }) => opened === 0 && failed > 0);
  if (lost?.failure === undefined) return;
  const { key, error } = lost.failure;
  throw new ConfigurationError(
    `The key ring does not open what the bucket ${bucket} holds: ${error.message} (s3://${bucket}/${key})`,
    {
      code: "WrongKeyRing",
      hints: [
        ...error.hints,
        "See what the ring has: s3kit key list",
        "Objects of a bucket that had another name open with --namespace NAME",
      ],
      cause: error,
    },
  );
}

interface Look {
  readonly key: string;
  readonly keyId: string;
  readonly error: IntegrityError | undefined;
}

/** Undefined: gone meanwhile, or not encrypted. */
async function lookAt(
  client: S3Client,
  place: { readonly bucket: string; readonly key: string },
  { ring, namespace }: Encryption,
  signal: AbortSignal,
): Promise<Look | undefined> {
  const { bucket, key } = place;
  const head = await headEncrypted(client, place, signal).catch((error: unknown) => {
    const translated = translateError(error, { bucket, key });
    if (translated instanceof NotFoundError || translated instanceof IntegrityError) return undefined;
    throw translated;
  });
  if (head === undefined) return undefined;
  const { keyId } = head.metadata;
  try {
    await ring.unwrap(head.metadata, { namespace: namespace ?? bucket, key });
    return { key, keyId, error: undefined };
  } catch (error) {
    if (error instanceof IntegrityError) return { key, keyId, error };
    throw error;
  }
}

function note(keys: Map<string, KeyCheck>, { key, keyId, error }: Look): void {
  const before = keys.get(keyId) ?? { keyId, opened: 0, failed: 0, failure: undefined };
  const failure = before.failure ?? (error === undefined ? undefined : { key, error });
  const [opened, failed] = error === undefined ? [1, 0] : [0, 1];
  keys.set(keyId, { keyId, opened: before.opened + opened, failed: before.failed + failed, failure });
}

/** Keys of objects that have an encrypted object's size, spread over the bucket. */
async function sampleKeys(client: S3Client, bucket: string, signal: AbortSignal): Promise<readonly string[]> {
  const pages = mapConcurrently(STARTING_POINTS, CONCURRENCY, async (startAfter) =>
    firstPage(client, { bucket, startAfter }, signal),
  );
  const keys = new Set<string>();
  for await (const page of pages) {
    const step = Math.max(1, Math.floor(page.length / LOOKED_AT_A_PAGE));
    for (let at = 0; at < page.length; at += step) keys.add(page[at] ?? "");
  }
  return [...keys];
}

async function firstPage(
  client: S3Client,
  { bucket, startAfter }: { readonly bucket: string; readonly startAfter: string },
  signal: AbortSignal,
): Promise<readonly string[]> {
  const input = { bucket, prefix: "", startAfter: startAfter === "" ? undefined : startAfter };
  try {
    for await (const page of listEntryPages(client, input, { signal, pageSize: KEYS_A_PAGE })) {
      return page.flatMap((entry) => {
        return entry.kind === "object" && plaintextSize(entry.sizeBytes) !== undefined ? [entry.key] : [];
      });
    }
  } catch (error) {
    if (!(error instanceof NotFoundError)) throw error;
  }
  return [];
}
