import type { S3Client } from "@aws-sdk/client-s3";
import type { Finding } from "../../config/known-capabilities.js";
import { attempt } from "./finding.js";

/**
 * Find out whether temporary credentials can be had at the store's endpoint: by GetCallerIdentity, or by how
 * AssumeRole refuses a role that does not exist (stores without STS do not know the request at all).
 */
export async function probeSts(client: S3Client): Promise<Finding> {
  const { AssumeRoleCommand, GetCallerIdentityCommand, STSClient } = await import("@aws-sdk/client-sts");
  const endpoint = await client.config.endpoint?.();
  const url = endpoint === undefined ? undefined : urlOf(endpoint);
  const sts = new STSClient({
    region: await client.config.region(),
    credentials: client.config.credentials,
    maxAttempts: 1,
    ...(url === undefined ? {} : { endpoint: url }),
  });
  try {
    const known = await attempt(() => sts.send(new GetCallerIdentityCommand({})));
    if (known.kind === "done") return "yes";
    const role = { RoleArn: "arn:aws:iam::000000000000:role/s3kit-probe", RoleSessionName: "s3kit-probe" };
    const assumed = await attempt(() => sts.send(new AssumeRoleCommand(role)));
    if (assumed.kind !== "refused") return "yes";
    return [403, 404].includes(assumed.status) && assumed.code !== "NoSuchBucket" ? "yes" : "no";
  } finally {
    sts.destroy();
  }
}

function urlOf({
  protocol,
  hostname,
  port,
  path,
}: {
  protocol: string;
  hostname: string;
  port?: number;
  path: string;
}) {
  return `${protocol}//${hostname}${port === undefined ? "" : `:${String(port)}`}${path}`;
}
