import { createHash } from "node:crypto";
import { IntegrityError } from "../errors/s3kit-error.js";
import { digestNameOf, type ManifestItem } from "./format/manifest.js";
import type { OpenDataset } from "./open-dataset.js";

/**
 * The bytes of an item as they come, hashed on the way.
 *
 * @throws IntegrityError `AlteredItem` after the last byte when they are not those of the manifest.
 */
export async function* readItemVerified(
  { broker }: Pick<OpenDataset, "broker">,
  item: ManifestItem,
): AsyncGenerator<Uint8Array, void, undefined> {
  const digest = createHash(digestNameOf(undefined, item.hash) ?? "md5");
  for await (const chunk of broker.streamItem(item)) {
    digest.update(chunk);
    yield chunk;
  }
  const actual = digest.digest("hex");
  if (actual !== item.hash)
    throw new IntegrityError(
      `${item.relpath} of ${broker.uri} is altered: its hash is ${actual} instead of ${item.hash}`,
      {
        code: "AlteredItem",
      },
    );
}
