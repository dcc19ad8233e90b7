import {
  GetObjectLegalHoldCommand,
  GetObjectRetentionCommand,
  PutObjectLegalHoldCommand,
  PutObjectRetentionCommand,
  type S3Client,
} from "@aws-sdk/client-s3";
import { AccessDeniedError, ConflictError, UsageError } from "../errors/s3kit-error.js";
import { assertKnown } from "../s3/assert-known.js";
import { toSendOptions, type CallOptions } from "../s3/call-options.js";
import type { HeadObjectInput } from "../s3/head-object.js";
import { lackingFeature } from "../s3/lacking-feature.js";
import { translating } from "../s3/translating.js";
import { unlessUnset } from "../s3/unless-unset.js";
import { formatS3Uri } from "../s3/uri.js";

/** Until when a version can neither be deleted nor overwritten. */
export interface Retention {
  /** GOVERNANCE gives way to who may and asks to bypass it, COMPLIANCE to nobody. */
  readonly mode: "GOVERNANCE" | "COMPLIANCE";
  readonly until: Date;
}

/**
 * An object version's retention; undefined when it has none.
 *
 * @throws ConflictError when its bucket was made without object lock, NotFoundError when it does not exist.
 * @see https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetObjectRetention.html
 */
export async function getRetention(
  client: S3Client,
  place: HeadObjectInput,
  options: CallOptions = {},
): Promise<Retention | undefined> {
  const context = { bucket: place.bucket, key: place.key, operation: "GetObjectRetention" };
  const answer = await explaining(place, () =>
    unlessUnset(context, () =>
      client.send(new GetObjectRetentionCommand(toInput(place)), toSendOptions(options)),
    ),
  );
  if (answer === undefined) return undefined;
  const { Mode: mode, RetainUntilDate: until } = answer.Retention ?? {};
  if (mode === undefined || until === undefined)
    throw lackingFeature(client, "retention of objects (GetObjectRetention)");
  return { mode, until };
}

/**
 * Keep a version from being deleted until a time.
 *
 * @throws AccessDeniedError when a stricter retention still binds, ConflictError when the bucket was made without
 * object lock; nothing has changed then.
 * @see https://docs.aws.amazon.com/AmazonS3/latest/API/API_PutObjectRetention.html
 */
export async function setRetention(
  client: S3Client,
  place: HeadObjectInput,
  { mode, until, bypassGovernance = false }: Retention & { readonly bypassGovernance?: boolean },
  options: CallOptions = {},
): Promise<void> {
  await assertKnown(() => getRetention(client, place, options));
  const command = new PutObjectRetentionCommand({
    ...toInput(place),
    Retention: { Mode: mode, RetainUntilDate: until },
    ...(bypassGovernance ? { BypassGovernanceRetention: true } : {}),
  });
  await explaining(place, () =>
    translating({ bucket: place.bucket, key: place.key, operation: "PutObjectRetention" }, () =>
      client.send(command, toSendOptions(options)),
    ),
  );
}

/**
 * Whether a legal hold is on an object version.
 *
 * @throws ConflictError when its bucket was made without object lock, NotFoundError when it does not exist.
 * @see https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetObjectLegalHold.html
 */
export async function getLegalHold(
  client: S3Client,
  place: HeadObjectInput,
  options: CallOptions = {},
): Promise<boolean> {
  const context = { bucket: place.bucket, key: place.key, operation: "GetObjectLegalHold" };
  const answer = await explaining(place, () =>
    unlessUnset(context, () =>
      client.send(new GetObjectLegalHoldCommand(toInput(place)), toSendOptions(options)),
    ),
  );
  if (answer === undefined) return false;
  const status = answer.LegalHold?.Status;
  if (status === undefined) throw lackingFeature(client, "legal holds (GetObjectLegalHold)");
  return status === "ON";
}

/**
 * Keep a version from being deleted until the hold is lifted again, or lift it.
 *
 * @throws ConflictError when its bucket was made without object lock, NotFoundError when it does not exist.
 * @see https://docs.aws.amazon.com/AmazonS3/latest/API/API_PutObjectLegalHold.html
 */
export async function setLegalHold(
  client: S3Client,
  place: HeadObjectInput,
  on: boolean,
  options: CallOptions = {},
): Promise<void> {
  await assertKnown(() => getLegalHold(client, place, options));
  const LegalHold = { Status: on ? ("ON" as const) : ("OFF" as const) };
  await explaining(place, () =>
    translating({ bucket: place.bucket, key: place.key, operation: "PutObjectLegalHold" }, () =>
      client.send(new PutObjectLegalHoldCommand({ ...toInput(place), LegalHold }), toSendOptions(options)),
    ),
  );
}

function toInput({ bucket, key, versionId }: HeadObjectInput) {
  return { Bucket: bucket, Key: key, VersionId: versionId };
}

/** Say what a store's `InvalidRequest` and `AccessDenied` mean for locks. */
async function explaining<Result>(place: HeadObjectInput, work: () => Promise<Result>): Promise<Result> {
  try {
    return await work();
  } catch (error) {
    throw lockRefusal(place, error) ?? error;
  }
}

function lockRefusal({ bucket, key }: HeadObjectInput, error: unknown): Error | undefined {
  if (error instanceof UsageError && error.code === "InvalidRequest" && /lock/i.test(error.message)) {
    return new ConflictError(`The bucket ${bucket} was made without object lock`, {
      code: "NoObjectLock",
      hints: [
        "Make one with it: s3kit bucket create NAME --object-lock",
        `See the bucket's settings: s3kit bucket info ${bucket}`,
      ],
      cause: error,
    });
  }
  if (
    error instanceof AccessDeniedError &&
    /object ?lock|retain-until|retention period/i.test(error.message)
  ) {
    return new AccessDeniedError(`${formatS3Uri({ bucket, key })} is locked by a stricter retention`, {
      code: error.code,
      hints: [
        `See it: s3kit retention get ${formatS3Uri({ bucket, key })}`,
        "A GOVERNANCE retention gives way to --bypass-governance; a COMPLIANCE one only ever gets longer",
      ],
      cause: error,
    });
  }
  return undefined;
}
