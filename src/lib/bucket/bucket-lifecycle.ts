import { isDeepStrictEqual } from "node:util";
import {
  DeleteBucketLifecycleCommand,
  GetBucketLifecycleConfigurationCommand,
  PutBucketLifecycleConfigurationCommand,
  type S3Client,
} from "@aws-sdk/client-s3";
import { ConflictError, UnsupportedByStoreError } from "../errors/s3kit-error.js";
import { toSendOptions, type CallOptions } from "../s3/call-options.js";
import { connectionContext } from "../s3/client-connection.js";
import { lackingFeature } from "../s3/lacking-feature.js";
import { translating } from "../s3/translating.js";
import { unlessUnset } from "../s3/unless-unset.js";
import {
  comparableRules,
  fromSdkRules,
  scopeOf,
  toSdkRules,
  type LifecycleDocument,
  type LifecycleRule,
} from "./lifecycle-rules.js";

/**
 * A bucket's lifecycle rules; undefined when it has none.
 *
 * @throws UnsupportedByStoreError for a store without them.
 * @see https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetBucketLifecycleConfiguration.html
 */
export async function getLifecycle(
  client: S3Client,
  bucket: string,
  options: CallOptions = {},
): Promise<LifecycleDocument | undefined> {
  const answer = await unlessUnset({ bucket, operation: "GetBucketLifecycleConfiguration" }, () =>
    client.send(new GetBucketLifecycleConfigurationCommand({ Bucket: bucket }), toSendOptions(options)),
  );
  if (answer === undefined) return undefined;
  // S3 API, PutBucketLifecycleConfiguration: there is at least one rule; a store that gives none gave something else.
  if (answer.Rules === undefined)
    throw lackingFeature(client, "lifecycle rules (GetBucketLifecycleConfiguration)");
  return answer.Rules.length === 0 ? undefined : fromSdkRules(answer.Rules);
}

/**
 * Replace a bucket's lifecycle rules by these, and read back what the store has made of them.
 *
 * Some stores drop conditions that they do not know, by which a rule for large objects becomes one for all objects. So
 * rules with more than a prefix are tried first while they are switched off; if the store widens one, what was there
 * before is put back.
 *
 * @throws UnsupportedByStoreError when the store would apply a rule to more than it says, UsageError when it takes a
 * rule for wrong; the rules are as before then.
 * @see https://docs.aws.amazon.com/AmazonS3/latest/API/API_PutBucketLifecycleConfiguration.html
 */
export async function setLifecycle(
  client: S3Client,
  bucket: string,
  document: LifecycleDocument,
  options: CallOptions = {},
): Promise<LifecycleDocument | undefined> {
  if (document.Rules.some(hasMoreThanPrefix)) await setAfterTrial(client, bucket, document, options);
  else await putRules(client, bucket, document, options);
  return getLifecycle(client, bucket, options);
}

async function setAfterTrial(
  client: S3Client,
  bucket: string,
  document: LifecycleDocument,
  options: CallOptions,
): Promise<void> {
  const before = await getLifecycle(client, bucket, options);
  try {
    await tryOut(client, bucket, { document, before }, options);
    await putRules(client, bucket, document, options);
  } catch (error) {
    await putBack(client, bucket, before);
    throw error;
  }
}

/** Not bound to the caller's signal: an interruption must not leave the rules switched off. */
async function putBack(
  client: S3Client,
  bucket: string,
  before: LifecycleDocument | undefined,
): Promise<void> {
  try {
    if (before === undefined) await removeRules(client, bucket, {});
    else await putRules(client, bucket, before, {});
  } catch (cause) {
    throw new ConflictError(
      `The lifecycle rules of s3://${bucket} may be switched off: neither could the new ones be set nor the old ones put back`,
      { code: "LifecycleSwitchedOff", hints: [`See them: s3kit bucket lifecycle get s3://${bucket}`], cause },
    );
  }
}

function hasMoreThanPrefix(rule: LifecycleRule): boolean {
  return Object.keys(scopeOf(rule)).some((condition) => condition !== "Prefix");
}

async function tryOut(
  client: S3Client,
  bucket: string,
  {
    document,
    before,
  }: { readonly document: LifecycleDocument; readonly before: LifecycleDocument | undefined },
  options: CallOptions,
): Promise<void> {
  const off = { Rules: document.Rules.map((rule): LifecycleRule => ({ ...rule, Status: "Disabled" })) };
  await putRules(client, bucket, off, options);
  const kept = await getLifecycle(client, bucket, options);
  // S3 may go on showing the old rules for a moment.
  const isOld = kept !== undefined && before !== undefined && isDeepStrictEqual(kept, before);
  const widened = isOld ? undefined : findWidened(document, kept);
  if (widened === undefined) return;
  const store = connectionContext(client).endpoint ?? "This store";
  throw new UnsupportedByStoreError(
    `${store} does not support all conditions of these rules: it would apply ${nameOf(widened)} to more objects than it says`,
    {
      code: "NotImplemented",
      hints: ["Use Prefix alone, which all stores know", "The rules are as they were before"],
    },
  );
}

/** A rule as the store keeps it, that is about objects which no rule it was given is about. */
function findWidened(
  given: LifecycleDocument,
  kept: LifecycleDocument | undefined,
): LifecycleRule | undefined {
  const scopes = comparableRules(given).Rules.map(scopeOf);
  const rules = kept === undefined ? [] : comparableRules(kept).Rules;
  return rules.find((rule) => !scopes.some((scope) => isDeepStrictEqual(scope, scopeOf(rule))));
}

function nameOf({ ID }: LifecycleRule): string {
  return ID === undefined ? "one" : `the rule ${ID}`;
}

async function putRules(
  client: S3Client,
  bucket: string,
  document: LifecycleDocument,
  options: CallOptions,
): Promise<void> {
  const LifecycleConfiguration = { Rules: toSdkRules(document) };
  await translating({ bucket, operation: "PutBucketLifecycleConfiguration" }, () =>
    client.send(
      new PutBucketLifecycleConfigurationCommand({ Bucket: bucket, LifecycleConfiguration }),
      toSendOptions(options),
    ),
  );
}

/**
 * Remove a bucket's lifecycle rules. Returns whether there were any.
 *
 * They are read first: where a store does not know the request, deleting them would delete the bucket.
 */
export async function deleteLifecycle(
  client: S3Client,
  bucket: string,
  options: CallOptions = {},
): Promise<boolean> {
  if ((await getLifecycle(client, bucket, options)) === undefined) return false;
  await removeRules(client, bucket, options);
  return true;
}

async function removeRules(client: S3Client, bucket: string, options: CallOptions): Promise<void> {
  await translating({ bucket, operation: "DeleteBucketLifecycle" }, () =>
    client.send(new DeleteBucketLifecycleCommand({ Bucket: bucket }), toSendOptions(options)),
  );
}
