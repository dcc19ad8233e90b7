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

/** Note on an error what was being done, for a later `translateError`. What was noted before stays. */
export function annotateError(error: unknown, context: ErrorContext): void {
  if (typeof error !== "object" || error === null) return;
  const value = { ...context, ...contextOf(error) };
  Object.defineProperty(error, CONTEXT, { value, enumerable: false, configurable: true });
}

/** What {@link annotateError} noted. */
export function contextOf(error: object): ErrorContext {
  return (error as { [CONTEXT]?: ErrorContext })[CONTEXT] ?? {};
}
