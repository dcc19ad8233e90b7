import type { S3Client } from "@aws-sdk/client-s3";

/** What tells one store from another in journals: host and port of the endpoint, or AWS and the region. */
export async function storeName({ config }: S3Client): Promise<string> {
  const endpoint = await config.endpoint?.();
  if (endpoint === undefined) return `aws:${await config.region()}`;
  return `${endpoint.hostname}:${String(endpoint.port ?? endpoint.protocol)}${endpoint.path}`;
}
