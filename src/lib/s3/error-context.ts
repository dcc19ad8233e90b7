/** What was being done when an error came up; makes messages name it. All parts are optional. */
export interface ErrorContext {
  /** `GetObject`, `ListObjectsV2`… */
  readonly operation?: string | undefined;
  readonly bucket?: string | undefined;
  readonly key?: string | undefined;
  /** URL of the store; undefined for AWS. */
  readonly endpoint?: string | undefined;
  readonly region?: string | undefined;
  readonly profile?: string | undefined;
  /** A file on this machine. */
  readonly path?: string | undefined;
}

const CONTEXT = Symbol.for("s3kit.error-context");

/** Note on an error what was being done, for a later `translateError`. The first note stays. */
export function annotateError(error: unknown, context: ErrorContext): void {
  if (typeof error !== "object" || error === null || CONTEXT in error) return;
  Object.defineProperty(error, CONTEXT, { value: context, enumerable: false, configurable: true });
}

/** What {@link annotateError} noted. */
export function contextOf(error: unknown): ErrorContext {
  if (typeof error !== "object" || error === null || !(CONTEXT in error)) return {};
  return error[CONTEXT] as ErrorContext;
}
