import { EXIT, type ExitCode } from "./exit-codes.js";

export interface S3kitErrorOptions {
  /** Machine-readable name, stable: an S3 error code where there is one (`NoSuchBucket`). Default: the class's own. */
  readonly code?: string;
  /** What the user can do next, one imperative sentence each. */
  readonly hints?: readonly string[];
  readonly cause?: unknown;
}

/**
 * An error that the user can do something about. There is one subclass for each thing to do, which also decides
 * the exit status; `code` says what happened, `message` on what, `hints` what to do next.
 */
export abstract class S3kitError extends Error {
  readonly code: string;
  readonly hints: readonly string[];
  abstract readonly exitCode: ExitCode;

  constructor(message: string, defaultCode: string, options: S3kitErrorOptions = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = new.target.name;
    this.code = options.code ?? defaultCode;
    this.hints = options.hints ?? [];
  }
}

/** The words typed cannot be carried out: type others. */
export class UsageError extends S3kitError {
  override readonly exitCode = EXIT.usage;
  constructor(message: string, options?: S3kitErrorOptions) {
    super(message, "Usage", options);
  }
}

/** Some items failed and the others went on: look at the list, then run it again. */
export class PartialFailureError extends S3kitError {
  override readonly exitCode = EXIT.partial;
  constructor(message: string, options?: S3kitErrorOptions) {
    super(message, "PartialFailure", options);
  }
}

/** A bucket, an object, a file or a profile is not there: name another. */
export class NotFoundError extends S3kitError {
  override readonly exitCode = EXIT.notFound;
  constructor(message: string, options?: S3kitErrorOptions) {
    super(message, "NotFound", options);
  }
}

/** Missing, wrong or expired credentials, or ones without the right: get others. */
export class AccessDeniedError extends S3kitError {
  override readonly exitCode = EXIT.denied;
  constructor(message: string, options?: S3kitErrorOptions) {
    super(message, "AccessDenied", options);
  }
}

/** What is there contradicts what was asked (exists already, changed meanwhile, not empty): look, then decide. */
export class ConflictError extends S3kitError {
  override readonly exitCode = EXIT.conflict;
  constructor(message: string, options?: S3kitErrorOptions) {
    super(message, "Conflict", options);
  }
}

/** The store could not be reached, or kept failing after retries: try again later. */
export class NetworkError extends S3kitError {
  override readonly exitCode = EXIT.network;
  constructor(message: string, options?: S3kitErrorOptions) {
    super(message, "Network", options);
  }
}

/** A setting, profile or file on this machine is wrong (also: full disk, unreadable file): mend it. */
export class ConfigurationError extends S3kitError {
  override readonly exitCode = EXIT.configuration;
  constructor(message: string, options?: S3kitErrorOptions) {
    super(message, "Configuration", options);
  }
}

/** Bytes are not what their checksum, length or authentication tag says: do not use them. */
export class IntegrityError extends S3kitError {
  override readonly exitCode = EXIT.integrity;
  constructor(message: string, options?: S3kitErrorOptions) {
    super(message, "Integrity", options);
  }
}

/** The store lacks the operation: use another store or another way. */
export class UnsupportedByStoreError extends S3kitError {
  override readonly exitCode = EXIT.unsupported;
  constructor(message: string, options?: S3kitErrorOptions) {
    super(message, "UnsupportedByStore", options);
  }
}

/** A destructive command was not confirmed: confirm it, or pass `--yes`. */
export class ConfirmationRequiredError extends S3kitError {
  override readonly exitCode = EXIT.confirmation;
  constructor(message: string, options?: S3kitErrorOptions) {
    super(message, "ConfirmationRequired", options);
  }
}

/** The user stopped it (SIGINT, SIGTERM). */
export class InterruptedError extends S3kitError {
  override readonly exitCode = EXIT.interrupted;
  constructor(message = "Interrupted", options?: S3kitErrorOptions) {
    super(message, "Interrupted", options);
  }
}
