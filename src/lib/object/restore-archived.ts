import { RestoreObjectCommand, type S3Client } from "@aws-sdk/client-s3";
import { ConflictError } from "../errors/s3kit-error.js";
import { toSendOptions, type CallOptions } from "../s3/call-options.js";
import type { HeadObjectInput } from "../s3/head-object.js";
import { translating } from "../s3/translating.js";
import { formatS3Uri } from "../s3/uri.js";

export interface RestoreRequest {
  /** How long the readable copy is kept. */
  readonly days: number;
  /** How fast, and how dear: minutes, hours, or up to two days. Source: S3 User Guide, "Archive retrieval options". */
  readonly tier: "Expedited" | "Standard" | "Bulk";
}

/** `started`: it takes its time. `extended`: a readable copy was there, and is kept longer now. */
export type RestoreOutcome = "started" | "extended";

/**
 * Have an archived object made readable for some days. Returns when the store has taken the order, not when it is
 * done; `stat` shows how far it is.
 *
 * @throws ConflictError when the object is not archived or being restored already, UnsupportedByStoreError for a
 * store without archives.
 * @see https://docs.aws.amazon.com/AmazonS3/latest/API/API_RestoreObject.html
 */
export async function restoreArchived(
  client: S3Client,
  { bucket, key, versionId }: HeadObjectInput,
  { days, tier }: RestoreRequest,
  options: CallOptions = {},
): Promise<RestoreOutcome> {
  const command = new RestoreObjectCommand({
    Bucket: bucket,
    Key: key,
    VersionId: versionId,
    RestoreRequest: { Days: days, GlacierJobParameters: { Tier: tier } },
  });
  try {
    const { $metadata } = await translating({ bucket, key, operation: "RestoreObject" }, () =>
      client.send(command, toSendOptions(options)),
    );
    // S3 API, RestoreObject: 202 Accepted for a new one, 200 OK when there is a restored copy already.
    return $metadata.httpStatusCode === 200 ? "extended" : "started";
  } catch (error) {
    throw notArchived(error, formatS3Uri({ bucket, key })) ?? error;
  }
}

/** Elsewhere `InvalidObjectState` means that an object is archived; here, that it is not. */
function notArchived(error: unknown, place: string): Error | undefined {
  if (!(error instanceof ConflictError)) return undefined;
  if (error.code === "InvalidObjectState") {
    return new ConflictError(`${place} is not archived: it can be read as it is`, {
      code: "InvalidObjectState",
      hints: [`See its storage class: s3kit stat ${place}`],
      cause: error,
    });
  }
  if (error.code !== "RestoreAlreadyInProgress") return undefined;
  return new ConflictError(`${place} is being restored already`, {
    code: "RestoreAlreadyInProgress",
    hints: [`See how far it is: s3kit stat ${place}`],
    cause: error,
  });
}
