import { AccessDeniedError, ConfigurationError, NetworkError } from "../errors/s3kit-error.js";

const REFUSALS: ReadonlySet<string> = new Set([
  "AccessDeniedException",
  "CredentialsProviderError",
  "IncompleteSignature",
  "UnrecognizedClientException",
]);
const UNUSABLE: ReadonlySet<string> = new Set([
  "DisabledException",
  "InvalidKeyUsageException",
  "KMSInvalidStateException",
  "NotFoundException",
]);

/** What to do about a failure of AWS KMS; unknown ones pass unchanged. Source: AWS KMS API Reference, Decrypt, "Errors". */
export function translateKmsError(error: unknown, keyId: string): unknown {
  const {
    name = "Kms",
    code,
    message = name,
    $metadata,
  } = (error ?? {}) as {
    name?: string;
    code?: string;
    message?: string;
    $metadata?: { httpStatusCode?: number };
  };
  const options = { code: name, cause: error };
  if (REFUSALS.has(name)) {
    return new AccessDeniedError(`AWS KMS does not let these credentials use the key ${keyId}`, options);
  }
  if (UNUSABLE.has(name)) {
    return new ConfigurationError(`The key ${keyId} of AWS KMS cannot be used: ${message}`, options);
  }
  const status = $metadata?.httpStatusCode;
  const isAway = status === undefined ? code !== undefined || name === "TimeoutError" : status >= 500;
  if (!isAway) return error;
  return new NetworkError(`AWS KMS does not answer: ${message}`, { ...options, code: code ?? name });
}
