import type { S3Client } from "@aws-sdk/client-s3";
import type { CallOptions } from "../s3/call-options.js";
import { connectionContext } from "../s3/client-connection.js";
import { directRequest } from "../s3/direct/direct-request.js";
import { translating } from "../s3/translating.js";

/**
 * Put an empty object whose key ends in a slash: what consoles and file managers take for a folder.
 *
 * @throws NotFoundError when there is no such bucket.
 */
export async function makeFolder(
  client: S3Client,
  { bucket, key }: { readonly bucket: string; readonly key: string },
  options: CallOptions = {},
): Promise<void> {
  const headers = { "content-type": "application/x-directory" };
  await translating({ ...connectionContext(client), bucket, key }, async () => {
    await directRequest(client, { method: "PUT", bucket, key, headers, body: Buffer.alloc(0) }, options);
  });
}
