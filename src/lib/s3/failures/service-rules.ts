import {
  AccessDeniedError,
  ConfigurationError,
  ConflictError,
  IntegrityError,
  NetworkError,
  NotFoundError,
  UnsupportedByStoreError,
  UsageError,
  type S3kitError,
  type S3kitErrorOptions,
} from "../../errors/s3kit-error.js";
import type { ErrorContext } from "../error-context.js";
import { clockDifference } from "./clock-difference.js";
import { placeOf, storeOf, surroundingsOf } from "./places.js";
import { wrongRegion } from "./wrong-region.js";
import type { ServiceFailure, ServiceRule } from "./service-failure.js";

type ErrorClass = new (message: string, options?: S3kitErrorOptions) => S3kitError;
type Words = (context: ErrorContext, failure: ServiceFailure) => string;
type Hints = (context: ErrorContext, failure: ServiceFailure) => readonly string[];

/** A rule from the kind of error and the words for it; the code stays the store's. */
export function rule(Kind: ErrorClass, words: Words, hints: Hints = () => []): ServiceRule {
  return (failure, context) => {
    const code = failure.code === undefined ? {} : { code: failure.code };
    const said = words(context, failure);
    return new Kind(said, { ...code, hints: hints(context, failure), cause: failure.cause });
  };
}

/** Our words, then the store's own where it has some. */
export function withStoreWords(words: string, { message }: ServiceFailure): string {
  return message === "" ? words : `${words}: ${message}`;
}

const refused =
  (what: string): Words =>
  (context, failure) =>
    withStoreWords(`${what} (${placeOf(context)})`, failure);

const denied = rule(
  AccessDeniedError,
  (context, failure) =>
    withStoreWords(`Not allowed: ${context.operation ?? "request"} on ${placeOf(context)}`, failure),
  (context) => [
    "Check that these credentials have the right, and that no policy denies it",
    ...(context.profile === undefined ? ["Use other credentials with --profile"] : []),
  ],
);
const unsupported = rule(
  UnsupportedByStoreError,
  (context, failure) =>
    withStoreWords(`${storeOf(context)} does not support ${context.operation ?? "this operation"}`, failure),
  () => ["Run s3kit profile check to see what this store can do"],
);
const busy = rule(
  NetworkError,
  (context, failure) =>
    withStoreWords(`${storeOf(context)} kept failing (${String(failure.status)})`, failure),
  () => ["Try again later, or with less --concurrency"],
);
const expired = rule(
  AccessDeniedError,
  () => "The session token is expired or not valid",
  (context) => [
    "Get new temporary credentials",
    ...(context.profile === undefined ? [] : [`With SSO: aws sso login --profile ${context.profile}`]),
  ],
);
const damaged = rule(IntegrityError, refused("The store received other bytes than were sent"), () => [
  "Try again",
]);
const badArgument = rule(UsageError, refused("The store refused the request"));
const conflict = rule(ConflictError, refused("The store refused, as things are there"));
const full = rule(ConflictError, refused("The store has no room left"), () => [
  "Free space or raise the quota",
]);

/**
 * What an S3 error code means for the user.
 *
 * @see https://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html
 */
export const SERVICE_RULES: Readonly<Record<string, ServiceRule>> = {
  NoSuchBucket: rule(
    NotFoundError,
    ({ bucket, endpoint }) => `There is no bucket ${bucket ?? "of that name"} on ${storeOf({ endpoint })}`,
    ({ bucket }) => [
      "Run s3kit ls to see your buckets",
      `Make it with: s3kit bucket create ${bucket ?? "NAME"}`,
    ],
  ),
  NoSuchKey: rule(
    NotFoundError,
    (context) => `There is no object ${placeOf(context)}`,
    (context) =>
      context.bucket === undefined ? [] : [`See what is there: s3kit ls ${surroundingsOf(context)}`],
  ),
  NoSuchVersion: rule(
    NotFoundError,
    (context) => `There is no such version of ${placeOf(context)}`,
    (context) => [`See the versions: s3kit ls --versions ${placeOf(context)}`],
  ),
  NoSuchUpload: rule(
    NotFoundError,
    (context) => `That upload to ${placeOf(context)} is completed, aborted or unknown`,
  ),

  AccessDenied: denied,
  AllAccessDisabled: denied,
  AccountProblem: denied,
  InvalidAccessKeyId: rule(
    AccessDeniedError,
    (context) => `${storeOf(context)} does not know this access key`,
    () => [
      "Check AWS_ACCESS_KEY_ID, or the profile in use",
      "Check --endpoint: keys of one store do not work on another",
    ],
  ),
  SignatureDoesNotMatch: rule(
    AccessDeniedError,
    () => "The signature does not match: the secret key is most likely wrong",
    () => [
      "Check AWS_SECRET_ACCESS_KEY, or the profile in use",
      "Is a proxy between here and the store changing requests?",
    ],
  ),
  ExpiredToken: expired,
  ExpiredTokenException: expired,
  InvalidToken: expired,
  TokenRefreshRequired: expired,
  RequestTimeTooSkewed: rule(
    AccessDeniedError,
    (context, failure) =>
      `The clock here and the one of ${storeOf(context)} differ${clockDifference(failure)}`,
    () => ["Set this machine's clock (for instance: timedatectl set-ntp true)"],
  ),
  RequestExpired: rule(AccessDeniedError, refused("The request or its link has expired")),

  AuthorizationHeaderMalformed: wrongRegion,
  PermanentRedirect: wrongRegion,
  TemporaryRedirect: wrongRegion,
  Redirect: wrongRegion,
  IllegalLocationConstraintException: wrongRegion,

  BucketAlreadyExists: rule(
    ConflictError,
    ({ bucket }) => `The name ${bucket ?? ""} is taken by somebody else's bucket`,
    () => ["Choose another name"],
  ),
  BucketAlreadyOwnedByYou: rule(ConflictError, ({ bucket }) => `You have the bucket ${bucket ?? ""} already`),
  BucketNotEmpty: rule(
    ConflictError,
    ({ bucket }) => `The bucket ${bucket ?? ""} is not empty`,
    ({ bucket }) => [
      `See what is in it, old versions too: s3kit ls --versions s3://${bucket ?? ""}`,
      `Delete it with everything in it: s3kit bucket delete --force ${bucket ?? ""}`,
    ],
  ),
  PreconditionFailed: rule(
    ConflictError,
    (context) => `${placeOf(context)} is not in the state that was required`,
    () => ["Somebody else may have written it meanwhile: look at it, then decide"],
  ),
  ConditionalRequestConflict: rule(
    ConflictError,
    (context) => `${placeOf(context)} was written by somebody else at once`,
    () => ["Look at it, then try again"],
  ),
  OperationAborted: conflict,
  InvalidBucketState: conflict,
  ObjectAlreadyInActiveTierError: conflict,
  RestoreAlreadyInProgress: conflict,
  InvalidObjectState: rule(
    ConflictError,
    (context) => `${placeOf(context)} is archived and must be restored first`,
  ),
  QuotaExceeded: full,
  TooManyBuckets: full,
  XMinioStorageFull: full,
  XMinioAdminBucketQuotaExceeded: full,
  InsufficientCapacity: full,

  NotImplemented: unsupported,
  XNotImplemented: unsupported,
  UnsupportedOperation: unsupported,
  MethodNotAllowed: (failure, context) =>
    failure.headers["x-amz-delete-marker"] === "true"
      ? deleteMarker(failure, context)
      : unsupported(failure, context),

  BadDigest: damaged,
  InvalidDigest: damaged,
  IncompleteBody: damaged,
  XAmzContentSHA256Mismatch: damaged,
  XAmzContentChecksumMismatch: damaged,

  SlowDown: busy,
  InternalError: busy,
  ServiceUnavailable: busy,
  RequestTimeout: busy,
  Throttling: busy,
  ThrottlingException: busy,
  TooManyRequests: busy,
  RequestLimitExceeded: busy,

  InvalidBucketName: rule(
    UsageError,
    ({ bucket }) => `${bucket ?? "That"} is not a valid name for a bucket`,
    () => [
      "Use 3 to 63 of: lower-case letters, digits, dots and hyphens; begin and end with a letter or digit",
    ],
  ),
  KeyTooLongError: rule(UsageError, () => "The key is longer than 1024 bytes"),
  InvalidRange: rule(UsageError, (context) => `${placeOf(context)} has no bytes in that range`),
  InvalidArgument: badArgument,
  InvalidRequest: badArgument,
  InvalidStorageClass: badArgument,
  InvalidTag: badArgument,
  InvalidLocationConstraint: badArgument,
  InvalidEncryptionAlgorithmError: badArgument,
  MalformedPolicy: badArgument,
  MalformedXML: badArgument,
  MetadataTooLarge: badArgument,
  EntityTooLarge: badArgument,
  EntityTooSmall: badArgument,
  InvalidPart: conflict,
  InvalidPartOrder: conflict,
  InvalidURI: badArgument,
  InvalidObjectName: badArgument,
  MissingContentLength: rule(
    ConfigurationError,
    refused("The store wants the length of the body announced"),
    () => ["Set AWS_REQUEST_CHECKSUM_CALCULATION=when_required, or run s3kit profile check"],
  ),
};

/** A GET or HEAD that names the version of a delete marker. */
const deleteMarker = rule(
  NotFoundError,
  (context) => `${placeOf(context)} is deleted: that version is a delete marker`,
  (context) => [`See the versions: s3kit ls --versions ${placeOf(context)}`],
);
