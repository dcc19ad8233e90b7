import { AccessDeniedError, ConfigurationError, type S3kitError } from "../../errors/s3kit-error.js";
import type { ErrorContext } from "../error-context.js";

/** Errors of the AWS credential chain; undefined for any other. */
export function translateCredentialError(error: Error, { profile }: ErrorContext): S3kitError | undefined {
  if (!CREDENTIAL_ERRORS.has(error.name)) return undefined;
  const from = profile === undefined ? "" : ` for the profile ${profile}`;
  if (/sso/i.test(error.message)) {
    const login = `aws sso login${profile === undefined ? "" : ` --profile ${profile}`}`;
    return new AccessDeniedError(`The SSO session${from} has ended`, {
      code: "ExpiredToken",
      hints: [`Log in again: ${login}`],
      cause: error,
    });
  }
  if (/profile .* (could not be found|not found)/i.test(error.message)) {
    return new ConfigurationError(`There is no profile ${profile ?? "of that name"}`, {
      code: "NoSuchProfile",
      hints: ["Run s3kit profile list"],
      cause: error,
    });
  }
  return new AccessDeniedError(`No credentials found${from}${reason(error)}`, {
    code: "NoCredentials",
    hints: [
      "Set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY",
      "Or add a profile: s3kit profile add NAME",
      "Or, for public data, pass --no-sign-request",
    ],
    cause: error,
  });
}

const CREDENTIAL_ERRORS = new Set(["CredentialsProviderError", "TokenProviderError", "ProviderError"]);

/** The chain's own last word says nothing; what a single source says may. */
function reason({ message }: Error): string {
  return message.startsWith("Could not load credentials from any providers") ? "" : `: ${message}`;
}
