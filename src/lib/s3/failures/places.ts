import type { ErrorContext } from "../error-context.js";
import { formatS3Uri } from "../uri.js";

/** The object, bucket or store that an operation was about, as the user would type it. */
export function placeOf(context: ErrorContext): string {
  const { bucket, key } = context;
  return bucket === undefined ? storeOf(context) : formatS3Uri({ bucket, key: key ?? "" });
}

/** The store, by its URL. */
export function storeOf({ endpoint }: ErrorContext): string {
  return endpoint ?? "AWS";
}

/** The folder around the key, for a look at what is there instead. */
export function surroundingsOf({ bucket, key }: ErrorContext): string {
  const folder = (key ?? "").slice(0, (key ?? "").lastIndexOf("/") + 1);
  return formatS3Uri({ bucket: bucket ?? "", key: folder });
}
