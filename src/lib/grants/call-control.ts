import {
  AccessDeniedError,
  ConflictError,
  NotFoundError,
  UnsupportedByStoreError,
  UsageError,
  type S3kitError,
  type S3kitErrorOptions,
} from "../errors/s3kit-error.js";
import { named } from "../s3/service-client.js";

type ErrorClass = new (message: string, options?: S3kitErrorOptions) => S3kitError;

/**
 * Wait for a call of S3 Access Grants, and say what its refusal means for the user.
 *
 * @throws NotFoundError, ConflictError, UsageError, AccessDeniedError for the refusals of S3 Access Grants;
 * UnsupportedByStoreError where the store has none; whatever else went wrong, to be translated as always.
 */
export async function callControl<Answer>(operation: string, request: Promise<Answer>): Promise<Answer> {
  try {
    return await named(operation, request);
  } catch (error) {
    throw translateRefusal(error);
  }
}

interface Refusal extends Error {
  readonly Reason?: unknown;
  readonly $metadata?: { readonly httpStatusCode?: number };
}

function translateRefusal(error: unknown): unknown {
  const { name, message, Reason, $metadata } = error as Refusal;
  const status = $metadata?.httpStatusCode;
  if (status === undefined) return error;
  const [Kind, ...hints] = MEANINGS.get(name) ?? (isForeign(name, status) ? NOT_SERVED : []);
  if (Kind === undefined) return error;
  if (Kind === UnsupportedByStoreError && name !== "NotImplemented")
    return new Kind("The store serves no S3 Access Grants", { code: name, hints, cause: error });
  const why = typeof Reason === "string" ? `: ${Reason}` : "";
  return new Kind(`${message}${why}`, { code: name, hints, cause: error });
}

type Meaning = readonly [Kind: ErrorClass, ...hints: readonly string[]];

/** What a store answers that takes `v20180820` for a bucket. */
function isForeign(name: string, status: number): boolean {
  return (
    status === 405 || ["NoSuchBucket", "NoSuchKey", "InvalidBucketName", "NotImplemented"].includes(name)
  );
}

const NOT_SERVED: Meaning = [
  UnsupportedByStoreError,
  "Serve them in front of this store: s3kit proxy serve --gateway",
];

const LIST_LOCATIONS = "Run s3kit grants location list";

const MEANINGS: ReadonlyMap<string, Meaning> = new Map<string, Meaning>([
  ["AccessDenied", [AccessDeniedError, "See what is granted to you: s3kit grants mine"]],
  ["AccessGrantAlreadyExists", [ConflictError, "Run s3kit grants grant list"]],
  ["AccessGrantsInstanceAlreadyExists", [ConflictError, "Look at it: s3kit grants instance show"]],
  ["AccessGrantsInstanceNotEmptyError", [ConflictError, LIST_LOCATIONS]],
  [
    "AccessGrantsInstanceNotExistsError",
    [NotFoundError, "Make it: s3kit grants instance create", "Check --account-id and --region"],
  ],
  ["AccessGrantsInstanceResourcePolicyNotExists", [NotFoundError, "Put one: s3kit grants policy put FILE"]],
  ["AccessGrantsLocationAlreadyExistsError", [ConflictError, LIST_LOCATIONS]],
  ["AccessGrantsLocationNotEmptyError", [ConflictError, "Run s3kit grants grant list"]],
  ["AccessGrantsLocationsQuotaExceededError", [ConflictError]],
  ["AccessGrantsQuotaExceededError", [ConflictError]],
  [
    "InvalidAccessGrant",
    [
      UsageError,
      "End a prefix in *, or grant one object with --object",
      "Name a user by ARN (arn:aws:iam::ACCOUNT:user/NAME), a group by id with --group",
    ],
  ],
  ["InvalidAccessGrantsLocation", [UsageError, "Write it as s3://, s3://bucket or s3://bucket/prefix*"]],
  ["InvalidIamRole", [UsageError, "Write it as arn:aws:iam::ACCOUNT:role/NAME"]],
  ["InvalidIdentityCenterInstance", [UsageError]],
  ["InvalidRequest", [UsageError]],
  ["InvalidResourcePolicy", [UsageError]],
  ["InvalidTag", [UsageError]],
  ["InvalidTags", [UsageError]],
  ["MalformedXML", [UsageError]],
  ["NoSuchAccessGrantError", [NotFoundError, "Run s3kit grants grant list"]],
  ["NoSuchAccessGrantsLocationError", [NotFoundError, LIST_LOCATIONS]],
  ["StsNotAuthorizedError", [AccessDeniedError, "Let S3 Access Grants assume the location's role"]],
  ["StsPackedPolicyTooLargeError", [UsageError, "Ask for a shorter scope"]],
  ["StsValidationError", [UsageError]],
  ["TooManyTags", [UsageError]],
]);
