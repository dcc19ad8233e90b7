import type { S3Client } from "@aws-sdk/client-s3";
import { connectionOf } from "../s3/client-connection.js";
import { storeName } from "./store-name.js";

/** Whether the store can copy from what one client reads to what the other writes: one endpoint, one set of credentials. */
export async function isSameStore(one: S3Client, other: S3Client): Promise<boolean> {
  if (one === other) return true;
  if ((await storeName(one)) !== (await storeName(other))) return false;
  return (await accessKeyOf(one)) === (await accessKeyOf(other));
}

async function accessKeyOf(client: S3Client): Promise<string | undefined> {
  const connection = connectionOf(client);
  if (connection !== undefined && connection.settings.credentials === undefined) return undefined;
  return (await client.config.credentials()).accessKeyId;
}
