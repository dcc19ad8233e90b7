import type { S3Client } from "@aws-sdk/client-s3";
import pLimit from "p-limit";
import { SAMPLE_BUCKETS, sampleObjects } from "./sample-objects.js";

/**
 * Make the demonstration's buckets and put its objects there, 16 at a time.
 *
 * @returns how many objects were written
 */
export async function fillSampleStore(
  client: S3Client,
  options: { signal?: AbortSignal } = {},
): Promise<number> {
  const { CreateBucketCommand, PutObjectCommand } = await import("@aws-sdk/client-s3");
  const call = options.signal === undefined ? {} : { abortSignal: options.signal };
  for (const bucket of SAMPLE_BUCKETS) await client.send(new CreateBucketCommand({ Bucket: bucket }), call);

  const limit = pLimit(16);
  const writes = [...sampleObjects()].map(({ bucket, key, contentType, content, metadata }) =>
    limit(() =>
      client.send(
        new PutObjectCommand({
          Bucket: bucket,
          Key: key,
          Body: content,
          ContentType: contentType,
          ...(metadata === undefined ? {} : { Metadata: { ...metadata } }),
        }),
        call,
      ),
    ),
  );
  await Promise.all(writes);
  return writes.length;
}
