import type { S3Client } from "@aws-sdk/client-s3";
import { isAwsEndpoint } from "../../config/endpoint.js";

/** What the SDK keeps about endpoints beyond its types. */
interface EndpointConfig {
  readonly isCustomEndpoint?: boolean;
  readonly ignoreConfiguredEndpointUrls?: boolean;
  readonly serviceConfiguredEndpoint?: () => Promise<string | undefined>;
  readonly endpoint?: () => Promise<{
    readonly protocol: string;
    readonly hostname: string;
    readonly port?: number;
    readonly path: string;
  }>;
}

/**
 * URL of the store that a client talks to, from its settings or from `AWS_ENDPOINT_URL_S3` and `~/.aws`; undefined: AWS.
 * Whoever puts another store in AWS's place has its Access Grants there, too.
 */
export async function serviceEndpoint(client: S3Client): Promise<string | undefined> {
  const config = client.config as EndpointConfig;
  const configured =
    config.isCustomEndpoint === true || config.ignoreConfiguredEndpointUrls === true
      ? undefined
      : await config.serviceConfiguredEndpoint?.();
  const url = configured ?? (await formatEndpoint(config));
  return url === undefined || isAwsEndpoint(url) ? undefined : url;
}

async function formatEndpoint({ endpoint }: EndpointConfig): Promise<string | undefined> {
  if (endpoint === undefined) return undefined;
  const { protocol, hostname, port, path } = await endpoint();
  return `${protocol}//${hostname}${port === undefined ? "" : `:${port.toString()}`}${path}`;
}
