import type { TemporaryCredentials } from "./temporary-credentials.js";

/**
 * Credentials for whoever uses them next.
 *
 * - `env`: `export` lines for a POSIX shell
 * - `credential-process`: what the AWS SDKs read from a `credential_process`
 *
 * Source: AWS SDKs and Tools Reference Guide, "Process credential provider".
 */
export function formatCredentials(
  credentials: TemporaryCredentials,
  format: "env" | "credential-process",
): string {
  const { accessKeyId, secretAccessKey, sessionToken, expiration } = credentials;
  if (format === "env") {
    return [
      `export AWS_ACCESS_KEY_ID=${accessKeyId}`,
      `export AWS_SECRET_ACCESS_KEY=${secretAccessKey}`,
      `export AWS_SESSION_TOKEN=${sessionToken}`,
      `export AWS_CREDENTIAL_EXPIRATION=${expiration.toISOString()}`,
    ].join("\n");
  }
  return JSON.stringify({
    Version: 1,
    AccessKeyId: accessKeyId,
    SecretAccessKey: secretAccessKey,
    SessionToken: sessionToken,
    Expiration: expiration.toISOString(),
  });
}
