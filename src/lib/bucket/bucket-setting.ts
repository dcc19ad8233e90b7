import { AccessDeniedError, NotFoundError, UnsupportedByStoreError } from "../errors/s3kit-error.js";
import { translateError } from "../s3/translate-error.js";

/** One setting of a bucket, or why it is not known. */
export type BucketSetting<Value> =
  | { readonly state: "set"; readonly value: Value }
  | { readonly state: "unset" | "denied" | "unsupported" };

/** Read one of many settings: what the store lacks or these credentials may not see does not stop the others. */
export async function readSetting<Value>(
  read: () => Promise<Value | undefined>,
): Promise<BucketSetting<Value>> {
  try {
    const value = await read();
    return value === undefined ? { state: "unset" } : { state: "set", value };
  } catch (error) {
    const translated = translateError(error);
    if (translated instanceof NotFoundError) return { state: "unset" };
    if (translated instanceof AccessDeniedError) return { state: "denied" };
    if (translated instanceof UnsupportedByStoreError) return { state: "unsupported" };
    throw translated;
  }
}
