import type { KeyRing } from "../../key-ring/key-ring.js";
import type { MintedKey, TokenOrder } from "../../workspace/services/administration-context.js";
import { mintCredentials } from "./mint-credentials.js";

/** Mint the credentials of a token that the registry keeps a record of: what they are limited to is said there. */
export async function mintToken(
  ring: KeyRing,
  { tokenId, userId, userKeyId, issuedAt, expiresAt }: TokenOrder,
): Promise<MintedKey> {
  const { accessKeyId, secretAccessKey, sessionToken } = await mintCredentials(ring, {
    tokenId,
    userId,
    userKeyId,
    issuedAt: issuedAt.getTime(),
    expiresAt: expiresAt.getTime(),
  });
  return { accessKeyId, secretAccessKey, sessionToken };
}
