import type { S3Client } from "@aws-sdk/client-s3";
import type { AwsCredentialIdentity } from "@aws-sdk/types";
import type { ConnectionSettings } from "../config/connection-settings.js";
import type { DirectRequest } from "./direct/direct-request.js";
import type { ErrorContext } from "./error-context.js";
import type { RequestObserver } from "./request-trace.js";

/**
 * Finds the credentials for one request, as S3 Access Grants does.
 *
 * @throws DirectServiceError when there are none, as if the store had refused the request.
 */
export type RequestCredentials = (
  request: DirectRequest,
  options: { readonly refresh: boolean },
) => Promise<AwsCredentialIdentity>;

/** What a client of `createClient` was made from. */
export interface ClientConnection {
  readonly settings: ConnectionSettings;
  /** Told of each request sent; also by those who send requests past the SDK. */
  readonly onRequest: RequestObserver | undefined;
  /** Credentials of single requests; undefined: all have the client's own. */
  readonly credentialsFor?: RequestCredentials | undefined;
  /** The client of the SDK behind one that stands for it; undefined: the client is the SDK's own. */
  readonly open?: () => Promise<S3Client>;
}

const CONNECTION = Symbol.for("s3kit.connection");

/** Keep with a client what it was made from. */
export function attachConnection(client: S3Client, connection: ClientConnection): void {
  Object.defineProperty(client, CONNECTION, { value: connection, enumerable: false });
}

/** What a client was made from; undefined for clients that others made. */
export function connectionOf(client: S3Client): ClientConnection | undefined {
  return (client as { [CONNECTION]?: ClientConnection })[CONNECTION];
}

/** The SDK's own client, loaded now when it was put off. */
export async function sdkClient(client: S3Client): Promise<S3Client> {
  return connectionOf(client)?.open?.() ?? client;
}

/** Where a client's errors came from, in the words of `translateError`. */
export function connectionContext(client: S3Client): ErrorContext {
  const { endpoint, region, profile } = connectionOf(client)?.settings ?? {};
  return { endpoint, region, profile };
}
