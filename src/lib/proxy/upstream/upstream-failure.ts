import { S3Error } from "../../wire/s3-error.js";

/** What went wrong between the proxy and its store; the client is told less. */
export interface UpstreamFailure {
  readonly requestId: string;
  readonly operation: string;
  readonly bucket: string | undefined;
  /** One line, without secrets. */
  readonly message: string;
  readonly cause: unknown;
}

/** Told to clients whose request could not be taken to the store, or of which no answer came: SDKs try again. */
export function storeUnreachable(cause: unknown): S3Error {
  const message = "The store behind this proxy gives no answer. Please try again.";
  return new S3Error("ServiceUnavailable", message, { cause });
}

/** The store does not take the proxy's own credentials: nothing that the client could mend. */
export function credentialsRefused(cause: unknown): S3Error {
  const message = "The store behind this proxy refuses the proxy's own credentials.";
  return new S3Error("ServiceUnavailable", message, { cause });
}

/** What is learnt from the store's answer works at the next try, for which the client has the content. */
export function tryAgain(cause?: unknown): S3Error {
  return new S3Error("SlowDown", "Please reduce your request rate.", { cause });
}

/** What to tell about an error: its message and code, or those of the first that it stands for. */
export function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const { code, errors } = error as Error & { code?: string; errors?: readonly unknown[] };
  if (error.message === "" && errors?.[0] !== undefined) return reasonOf(errors[0]);
  return code === undefined || error.message.includes(code) ? error.message : `${error.message} (${code})`;
}
