/**
 * The error codes that this project answers with, and their HTTP status. Sources: S3 API Reference, "Error responses"; STS
 * API Reference, "Common error types".
 */
export const S3_ERROR_STATUS = {
  AccessControlListNotSupported: 400,
  AccessDenied: 403,
  AccessGrantAlreadyExists: 409,
  AccessGrantsInstanceAlreadyExists: 409,
  AccessGrantsInstanceNotEmptyError: 400,
  AccessGrantsInstanceNotExistsError: 404,
  AccessGrantsInstanceResourcePolicyNotExists: 404,
  AccessGrantsLocationAlreadyExistsError: 409,
  AccessGrantsLocationNotEmptyError: 400,
  AccessGrantsLocationsQuotaExceededError: 409,
  AccessGrantsQuotaExceededError: 409,
  AuthorizationHeaderMalformed: 400,
  AuthorizationQueryParametersError: 400,
  BadDigest: 400,
  BadRequest: 400,
  BucketAlreadyExists: 409,
  BucketAlreadyOwnedByYou: 409,
  BucketNotEmpty: 409,
  ConditionalRequestConflict: 409,
  EntityTooLarge: 400,
  EntityTooSmall: 400,
  ExpiredToken: 400,
  IllegalLocationConstraintException: 400,
  IllegalVersioningConfigurationException: 400,
  IncompleteBody: 400,
  IncorrectNumberOfFilesInPostRequest: 400,
  InternalError: 500,
  InvalidAccessGrant: 400,
  InvalidAccessGrantsLocation: 400,
  InvalidAccessKeyId: 403,
  InvalidAction: 400,
  InvalidArgument: 400,
  InvalidBucketAclWithObjectOwnership: 400,
  InvalidBucketName: 400,
  InvalidBucketState: 409,
  InvalidDigest: 400,
  InvalidIamRole: 400,
  InvalidIdentityCenterInstance: 400,
  InvalidLocationConstraint: 400,
  InvalidObjectState: 403,
  InvalidPart: 400,
  InvalidPartNumber: 416,
  InvalidPartOrder: 400,
  InvalidPolicyDocument: 400,
  InvalidRange: 416,
  InvalidRequest: 400,
  InvalidResourcePolicy: 400,
  InvalidStorageClass: 400,
  InvalidTag: 400,
  InvalidTags: 400,
  InvalidToken: 400,
  InvalidURI: 400,
  KeyTooLongError: 400,
  MalformedACLError: 400,
  MalformedPOSTRequest: 400,
  MalformedPolicy: 400,
  MalformedTrailerError: 400,
  MalformedXML: 400,
  MaxMessageLengthExceeded: 400,
  MaxPostPreDataLengthExceeded: 400,
  MetadataTooLarge: 400,
  MethodNotAllowed: 405,
  MissingContentLength: 411,
  MissingSecurityHeader: 400,
  NoSuchAccessGrantError: 404,
  NoSuchAccessGrantsLocationError: 404,
  NoSuchBucket: 404,
  NoSuchBucketPolicy: 404,
  NoSuchCORSConfiguration: 404,
  NoSuchKey: 404,
  NoSuchLifecycleConfiguration: 404,
  NoSuchObjectLockConfiguration: 404,
  NoSuchPublicAccessBlockConfiguration: 404,
  NoSuchTagSet: 404,
  NoSuchUpload: 404,
  NoSuchVersion: 404,
  NoSuchWebsiteConfiguration: 404,
  NotImplemented: 501,
  NotModified: 304,
  ObjectLockConfigurationNotFoundError: 404,
  OperationAborted: 409,
  OwnershipControlsNotFoundError: 404,
  PermanentRedirect: 301,
  PreconditionFailed: 412,
  QuotaExceeded: 403,
  RequestTimeTooSkewed: 403,
  RequestTimeout: 400,
  ServerSideEncryptionConfigurationNotFoundError: 404,
  ServiceUnavailable: 503,
  SignatureDoesNotMatch: 403,
  SlowDown: 503,
  StsNotAuthorizedError: 403,
  StsPackedPolicyTooLargeError: 400,
  StsValidationError: 400,
  TooManyBuckets: 400,
  TooManyTags: 400,
  UnexpectedContent: 400,
  UnresolvableGrantByEmailAddress: 400,
  ValidationError: 400,
  XAmzContentChecksumMismatch: 400,
  XAmzContentSHA256Mismatch: 400,
} as const;

export type S3ErrorCode = keyof typeof S3_ERROR_STATUS;

export interface S3ErrorOptions {
  readonly cause?: unknown;
  /** Further child elements of `<Error>`, such as `BucketName` or `ArgumentName`. */
  readonly details?: Readonly<Record<string, string>>;
  /** Headers that the answer needs, such as `x-amz-delete-marker` or `content-range`. */
  readonly headers?: Readonly<Record<string, string>>;
  /** Where AWS answers the code with another status than the table's (`MethodNotAllowed` on a delete marker). */
  readonly status?: number;
}

/** A refusal in the S3 protocol's own words; the server answers it as `<Error>` XML with its HTTP status. */
export class S3Error extends Error {
  override readonly name = "S3Error";
  readonly code: S3ErrorCode;
  readonly status: number;
  readonly details: Readonly<Record<string, string>>;
  readonly headers: Readonly<Record<string, string>>;

  constructor(code: S3ErrorCode, message: string, options: S3ErrorOptions = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.code = code;
    this.status = options.status ?? S3_ERROR_STATUS[code];
    this.details = options.details ?? {};
    this.headers = options.headers ?? {};
  }
}
