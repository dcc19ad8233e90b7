import {
  GetBucketAclCommand,
  GetObjectAclCommand,
  PutBucketAclCommand,
  PutObjectAclCommand,
  type AccessControlPolicy,
  type BucketCannedACL,
  type Grant as SdkGrant,
  type ObjectCannedACL,
  type S3Client,
} from "@aws-sdk/client-s3";
import { AccessDeniedError, ConflictError } from "../errors/s3kit-error.js";
import { assertKnown } from "../s3/assert-known.js";
import { toSendOptions, type CallOptions } from "../s3/call-options.js";
import { lackingFeature } from "../s3/lacking-feature.js";
import { translating } from "../s3/translating.js";
import { formatS3Uri } from "../s3/uri.js";
import { isPublicAcl, type AccessControlList, type AclChange, type Grant, type Grantee } from "./grants.js";
import { getPublicAccessBlock } from "./public-access-block.js";

/** A bucket, an object in it, or one version of that. */
export interface AclPlace {
  readonly bucket: string;
  /** "" for the bucket itself. */
  readonly key: string;
  readonly versionId?: string | undefined;
}

/**
 * Who is granted what on a bucket or an object by its ACL.
 *
 * @see https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetObjectAcl.html
 */
export async function getAcl(
  client: S3Client,
  { bucket, key, versionId }: AclPlace,
  options: CallOptions = {},
): Promise<AccessControlList> {
  const send = toSendOptions(options);
  const answer =
    key === ""
      ? await translating({ bucket, operation: "GetBucketAcl" }, () =>
          client.send(new GetBucketAclCommand({ Bucket: bucket }), send),
        )
      : await translating({ bucket, key, operation: "GetObjectAcl" }, () =>
          client.send(new GetObjectAclCommand({ Bucket: bucket, Key: key, VersionId: versionId }), send),
        );
  if (answer.Owner === undefined && answer.Grants === undefined)
    throw lackingFeature(client, `ACLs (${key === "" ? "GetBucketAcl" : "GetObjectAcl"})`);
  return {
    owner: { id: answer.Owner?.ID ?? "", displayName: answer.Owner?.DisplayName },
    grants: (answer.Grants ?? []).map(fromSdk),
  };
}

/**
 * Replace the ACL of a bucket or an object.
 *
 * @throws ConflictError when the bucket's ownership setting switches ACLs off, AccessDeniedError when its public
 * access block refuses; nothing has changed then.
 * @see https://docs.aws.amazon.com/AmazonS3/latest/API/API_PutObjectAcl.html
 */
export async function setAcl(
  client: S3Client,
  place: AclPlace,
  change: AclChange,
  options: CallOptions = {},
): Promise<void> {
  const policy = "grants" in change ? await toPolicy(client, place, change.grants, options) : undefined;
  const canned = "canned" in change ? change.canned : undefined;
  await assertKnown(() => getAcl(client, place, options));
  try {
    await send(client, place, { policy, canned }, options);
  } catch (error) {
    throw (await explainRefusal(client, place, change, error, options)) ?? error;
  }
}

async function send(
  client: S3Client,
  { bucket, key, versionId }: AclPlace,
  {
    policy,
    canned,
  }: { readonly policy: AccessControlPolicy | undefined; readonly canned: string | undefined },
  options: CallOptions,
): Promise<void> {
  const input = { Bucket: bucket, AccessControlPolicy: policy };
  if (key === "") {
    const command = new PutBucketAclCommand({ ...input, ACL: canned as BucketCannedACL | undefined });
    await translating({ bucket, operation: "PutBucketAcl" }, () =>
      client.send(command, toSendOptions(options)),
    );
    return;
  }
  const object = { Key: key, VersionId: versionId, ACL: canned as ObjectCannedACL | undefined };
  await translating({ bucket, key, operation: "PutObjectAcl" }, () =>
    client.send(new PutObjectAclCommand({ ...input, ...object }), toSendOptions(options)),
  );
}

/** S3 API, PutObjectAcl: the document names the owner, who would keep no grant that is not in it. */
async function toPolicy(
  client: S3Client,
  place: AclPlace,
  grants: readonly Grant[],
  options: CallOptions,
): Promise<AccessControlPolicy> {
  const { owner } = await getAcl(client, place, options);
  const own: Grant = { grantee: { type: "user", id: owner.id }, permission: "FULL_CONTROL" };
  return { Owner: { ID: owner.id }, Grants: [own, ...grants].map(toSdk) };
}

/** Two settings of the bucket make stores refuse ACLs; the refusal alone does not say which, nor what to do. */
async function explainRefusal(
  client: S3Client,
  place: AclPlace,
  change: AclChange,
  error: unknown,
  options: CallOptions,
): Promise<Error | undefined> {
  const { bucket } = place;
  if (error instanceof Error && error.name === "AccessControlListNotSupported") {
    return new ConflictError(`s3://${bucket} does not use ACLs: its owner owns all that is in it`, {
      code: "AccessControlListNotSupported",
      hints: [
        `Give access by a policy: s3kit policy set s3://${bucket}`,
        `Or switch ACLs on: s3kit bucket ownership set s3://${bucket} BucketOwnerPreferred`,
      ],
      cause: error,
    });
  }
  if (!(error instanceof AccessDeniedError) || !isPublicAcl(change)) return undefined;
  if (!(await blocksPublicAcls(client, bucket, options))) return undefined;
  return new AccessDeniedError(
    `${formatS3Uri(place)} may not get a public ACL: the public access block of its bucket refuses them`,
    {
      code: "AccessDenied",
      hints: [
        `See it: s3kit bucket public-access status s3://${bucket}`,
        `Let public ACLs be set again: s3kit bucket public-access allow s3://${bucket} --block-public-acls`,
      ],
      cause: error,
    },
  );
}

/** For an explanation only: when the block cannot be read, the refusal stands as it is. */
async function blocksPublicAcls(client: S3Client, bucket: string, options: CallOptions): Promise<boolean> {
  try {
    return (await getPublicAccessBlock(client, bucket, options))?.blockPublicAcls === true;
  } catch (error) {
    if (options.signal?.aborted === true) throw error;
    return false;
  }
}

function fromSdk({ Grantee: grantee, Permission = "READ" }: SdkGrant): Grant {
  return { grantee: granteeFromSdk(grantee ?? {}), permission: Permission };
}

function granteeFromSdk({
  URI,
  EmailAddress,
  ID,
  DisplayName,
}: NonNullable<SdkGrant["Grantee"]> | Record<string, never>): Grantee {
  if (URI !== undefined) return { type: "group", uri: URI };
  if (EmailAddress !== undefined) return { type: "email", email: EmailAddress };
  return { type: "user", id: ID ?? "", displayName: DisplayName };
}

function toSdk({ grantee, permission }: Grant): SdkGrant {
  if (grantee.type === "group")
    return { Grantee: { Type: "Group", URI: grantee.uri }, Permission: permission };
  if (grantee.type === "email") {
    return {
      Grantee: { Type: "AmazonCustomerByEmail", EmailAddress: grantee.email },
      Permission: permission,
    };
  }
  return { Grantee: { Type: "CanonicalUser", ID: grantee.id }, Permission: permission };
}
