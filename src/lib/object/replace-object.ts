import type { S3Client } from "@aws-sdk/client-s3";
import { ConflictError } from "../errors/s3kit-error.js";
import type { CallOptions } from "../s3/call-options.js";
import { connectionContext } from "../s3/client-connection.js";
import { directRequest } from "../s3/direct/direct-request.js";
import { DirectServiceError } from "../s3/direct/service-error.js";
import { headObject, type ObjectDetails } from "../s3/head-object.js";
import { translating } from "../s3/translating.js";
import { formatS3Uri } from "../s3/uri.js";
import { readObjectTags } from "./read-object-tags.js";

/**
 * Write an object anew, with the headers, metadata and tags that it had, unless somebody else has written it meanwhile.
 * Some stores ignore `If-Match`: therefore the object is also looked at right before.
 *
 * @param known what the object was when its content was read.
 * @throws ConflictError `ObjectChanged` when it is not what it was.
 */
export async function replaceObject(
  client: S3Client,
  known: ObjectDetails,
  content: Buffer,
  options: CallOptions = {},
): Promise<void> {
  const { bucket, key, etag } = known;
  await assertUnchanged(client, known, options);
  const tags = (await readObjectTags(client, { bucket, key }, options)) ?? {};
  const headers = { ...headersOf(known), "x-amz-tagging": taggingOf(tags) };
  const put = async (ifMatch: string): Promise<boolean> => {
    const request = {
      method: "PUT",
      bucket,
      key,
      headers: { ...headers, "if-match": ifMatch },
      body: content,
    } as const;
    try {
      await directRequest(client, request, options);
      return true;
    } catch (error) {
      if (error instanceof DirectServiceError && error.$metadata.httpStatusCode === 412) return false;
      throw error;
    }
  };
  await translating({ ...connectionContext(client), bucket, key }, async () => {
    if (await put(`"${etag}"`)) return;
    await assertUnchanged(client, known, options);
    // Older Ceph compares the header, quotes and all, with an ETag that has none.
    if (!(await put(etag))) throw changed(known);
  });
}

async function assertUnchanged(client: S3Client, known: ObjectDetails, options: CallOptions): Promise<void> {
  const { bucket, key, etag } = known;
  if ((await headObject(client, { bucket, key }, options)).etag !== etag) throw changed(known);
}

function headersOf(known: ObjectDetails): Record<string, string | undefined> {
  const metadata = Object.entries(known.metadata).map(
    ([name, value]) => [`x-amz-meta-${name}`, Buffer.from(value).toString("latin1")] as const,
  );
  return {
    "content-type": known.contentType,
    "content-encoding": known.contentEncoding,
    "content-language": known.contentLanguage,
    "content-disposition": known.contentDisposition,
    "cache-control": known.cacheControl,
    expires: known.expires,
    "x-amz-storage-class": known.storageClass === "STANDARD" ? undefined : known.storageClass,
    ...Object.fromEntries(metadata),
  };
}

function taggingOf(tags: Readonly<Record<string, string>>): string | undefined {
  const text = new URLSearchParams(tags).toString();
  return text === "" ? undefined : text;
}

function changed({ bucket, key }: ObjectDetails): ConflictError {
  return new ConflictError(`${formatS3Uri({ bucket, key })} was changed by somebody else meanwhile`, {
    code: "ObjectChanged",
    hints: ["Look at what is there now, and edit it again"],
  });
}
