import type { S3ControlClient, S3ControlClientConfig } from "@aws-sdk/client-s3-control";
import type { AwsCredentialIdentity, AwsCredentialIdentityProvider } from "@aws-sdk/types";

/** Where and as whom the S3 Control API is called. */
export interface ControlConnection {
  /** URL of a gateway; undefined: AWS. */
  readonly endpoint: string | undefined;
  readonly region: string;
  readonly credentials: AwsCredentialIdentity | AwsCredentialIdentityProvider;
  readonly maxAttempts?: number | undefined;
  readonly requestHandler?: S3ControlClientConfig["requestHandler"];
  readonly endpointKind?:
    | Required<Pick<S3ControlClientConfig, "useFipsEndpoint" | "useDualstackEndpoint">>
    | undefined;
}

/**
 * A client for S3 Access Grants. AWS is called at `ACCOUNT.s3-control.REGION.amazonaws.com`; a gateway at its URL as it
 * stands: the account id in front of the host, which the SDK would put there, is a name that hardly any gateway has.
 * Call `destroy()` when done, unless the request handler is shared.
 */
export async function createControlClient(connection: ControlConnection): Promise<S3ControlClient> {
  const { S3ControlClient: Client } = await import("@aws-sdk/client-s3-control");
  const { endpoint, region, credentials, maxAttempts, requestHandler, endpointKind } = connection;
  const client = new Client({
    ...endpointKind,
    region,
    credentials,
    customUserAgent: "s3kit-access-grants",
    ...(maxAttempts === undefined ? {} : { maxAttempts }),
    ...(requestHandler === undefined ? {} : { requestHandler }),
    ...(endpoint === undefined ? {} : { endpoint }),
  });
  if (endpoint !== undefined) keepHost(client, endpoint, region);
  return client;
}

function keepHost(client: S3ControlClient, endpoint: string, region: string): void {
  const url = new URL(endpoint);
  const signing = { name: "sigv4", signingName: "s3", signingRegion: region, properties: {} };
  client.config.endpointProvider = () => ({ url, properties: { authSchemes: [signing] } });
}
