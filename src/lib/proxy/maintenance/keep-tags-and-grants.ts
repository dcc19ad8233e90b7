import type { S3Client } from "@aws-sdk/client-s3";
import { getAcl, setAcl } from "../../bucket/access-control-list.js";
import type { Grant } from "../../bucket/grants.js";
import { ConflictError, UnsupportedByStoreError } from "../../errors/s3kit-error.js";
import { ensureTags } from "../../transfer/multipart-requests.js";
import { formatTags } from "../../transfer/object-headers.js";
import { readTags } from "../../transfer/read-tags.js";
import type { ObjectPlace } from "../../transfer/transfer-item.js";

/** An object that is about to be written anew, and what its HEAD says. */
export interface RewrittenObject {
  readonly place: ObjectPlace;
  readonly headers: Readonly<Record<string, string>>;
}

/**
 * Write an object anew and see that it has the tags and the ACL that it had. `write` gets the tags to send along, as
 * `x-amz-tagging` has them; some stores forget them all the same.
 *
 * @throws ConflictError `AclLost` when the object was written and then its ACL was refused
 */
export async function keepTagsAndGrants(
  client: S3Client,
  { place, headers }: RewrittenObject,
  signal: AbortSignal,
  write: (tagging: string | undefined) => Promise<void>,
): Promise<void> {
  const [grants, tags] = await Promise.all([
    readGrants(client, place, signal),
    readTags(client, place, headers, signal),
  ]);
  const tagging = tags === undefined ? undefined : formatTags(tags);
  await write(tagging);
  await ensureTags(client, place, tagging, signal);
  if (grants.length > 0) await giveGrants(client, place, grants, signal);
}

/** What others than the owner are granted, whose own grant comes by itself; none on stores without ACLs. */
async function readGrants(
  client: S3Client,
  { bucket, key }: ObjectPlace,
  signal: AbortSignal,
): Promise<readonly Grant[]> {
  try {
    const { owner, grants } = await getAcl(client, { bucket, key }, { signal });
    return grants.filter(({ grantee }) => grantee.type !== "user" || grantee.id !== owner.id);
  } catch (error) {
    if (error instanceof UnsupportedByStoreError) return [];
    throw error;
  }
}

async function giveGrants(
  client: S3Client,
  { bucket, key }: ObjectPlace,
  grants: readonly Grant[],
  signal: AbortSignal,
): Promise<void> {
  try {
    await setAcl(client, { bucket, key }, { grants }, { signal });
  } catch (cause) {
    throw new ConflictError(`s3://${bucket}/${key} was written anew, but lost its ACL`, {
      code: "AclLost",
      hints: [`Give it again: s3kit acl set s3://${bucket}/${key}`],
      cause,
    });
  }
}
