import { AccessDeniedError } from "../errors/s3kit-error.js";

/**
 * Before a setting is written, read it: a store that ignores the part of the address that names the setting
 * (`?tagging`, `?acl`…) would take the write for one of the object itself. Credentials that may write but not read are
 * believed.
 *
 * @throws UnsupportedByStoreError, NotFoundError: whatever the read throws but AccessDeniedError.
 */
export async function assertKnown(read: () => Promise<unknown>): Promise<void> {
  try {
    await read();
  } catch (error) {
    if (!(error instanceof AccessDeniedError)) throw error;
  }
}
