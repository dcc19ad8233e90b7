import type { S3Client } from "@aws-sdk/client-s3";
import type { ObjectPlace } from "./transfer-item.js";

/** The tags of an object, asked for only when its headers say that there are some; undefined when there are none. */
export async function readTags(
  client: S3Client,
  { bucket, key }: ObjectPlace,
  headers: Readonly<Record<string, string>>,
  signal: AbortSignal,
): Promise<Readonly<Record<string, string>> | undefined> {
  if (Number(headers["x-amz-tagging-count"] ?? 0) === 0) return undefined;
  const { GetObjectTaggingCommand } = await import("@aws-sdk/client-s3");
  const command = new GetObjectTaggingCommand({ Bucket: bucket, Key: key });
  const { TagSet = [] } = await client.send(command, { abortSignal: signal });
  return Object.fromEntries(TagSet.map(({ Key = "", Value = "" }) => [Key, Value]));
}
