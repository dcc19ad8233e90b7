import type { S3Client } from "@aws-sdk/client-s3";
import { UsageError } from "../errors/s3kit-error.js";
import { ALGORITHM, signText } from "../wire/auth/sign-text.js";
import { scopeText, signingKeyFor } from "../wire/auth/signing-key.js";
import { formatAmzDate } from "../wire/auth/timestamps.js";
import { assertExpiry, expiryWarnings, signingContext, type SigningContext } from "./signing-context.js";

export interface PresignFormInput {
  readonly bucket: string;
  /** The one key to write; or a prefix, when `anyKeyBelow` is set. `${filename}` stands for the file's own name. */
  readonly key: string;
  /** The form's user chooses the key, below this prefix. */
  readonly anyKeyBelow?: boolean | undefined;
  readonly expiresInSeconds: number;
  readonly contentLength?: { readonly minBytes: number; readonly maxBytes: number } | undefined;
  /** `image/png`, or `image/*` for any that begin so. */
  readonly contentType?: string | undefined;
  /** User metadata by name without `x-amz-meta-`. */
  readonly metadata?: Readonly<Record<string, string>> | undefined;
  readonly successStatus?: 200 | 201 | 204 | undefined;
  readonly successRedirect?: string | undefined;
  /** Further form fields, such as `acl` or `Cache-Control`; each gets its exact condition. */
  readonly fields?: Readonly<Record<string, string>> | undefined;
  /** Fields that the form's user fills in, with what each must begin with; "" for anything. */
  readonly fieldPrefixes?: Readonly<Record<string, string>> | undefined;
}

/** A condition of a POST policy. Source: S3 API Reference, "Creating a POST policy". */
export type PostCondition =
  | Readonly<Record<string, string>>
  | readonly ["starts-with", field: string, prefix: string]
  | readonly ["content-length-range", minBytes: number, maxBytes: number];

export interface PresignedForm {
  /** Where the form is posted to, as multipart/form-data. */
  readonly url: string;
  readonly method: "POST";
  /** Fields to send before the file, which must come last under the name `file`. */
  readonly fields: Readonly<Record<string, string>>;
  /** Fields that must be sent besides, filled in by whoever posts it: the type of the file, for instance. */
  readonly openFields: readonly string[];
  readonly conditions: readonly PostCondition[];
  readonly expiresAt: Date;
  readonly warnings: readonly string[];
}

/**
 * Sign a form with which a browser uploads straight to the store, within the limits given. Every field has its
 * condition, since a store refuses a form with a field that the policy does not name. Sends nothing.
 *
 * @throws UsageError when the expiry or the size range is out of range, or no key is named and none may be chosen.
 * @throws AccessDeniedError when the client does not sign.
 * @see S3 API Reference, "Authenticating Requests: Browser-Based Uploads Using POST (AWS Signature Version 4)"
 */
export async function presignForm(client: S3Client, input: PresignFormInput): Promise<PresignedForm> {
  assertExpiry(input.expiresInSeconds);
  assertSizes(input.contentLength);
  if (input.key === "" && input.anyKeyBelow !== true) {
    throw new UsageError(`No key in s3://${input.bucket}`, {
      code: "InvalidUri",
      hints: ["Name a key, or a prefix with --starts-with"],
    });
  }
  const { bucket, key } = input;
  const context = await signingContext(client, bucket, { method: "PUT", bucket, key });
  const signedAt = new Date();
  const expiresAt = new Date(signedAt.getTime() + input.expiresInSeconds * 1000);
  const wanted = { ...objectFields(input), ...signatureFields(context, signedAt) };
  const conditions = [{ bucket: input.bucket }, ...conditionsOf(input, wanted)];
  const policy = Buffer.from(JSON.stringify({ expiration: expiresAt.toISOString(), conditions })).toString(
    "base64",
  );
  return {
    url: `${context.origin}${context.basePath}/`,
    method: "POST",
    fields: { ...wanted, policy, "x-amz-signature": sign(policy, context, signedAt) },
    openFields: Object.keys(prefixesOf(input)),
    conditions,
    expiresAt,
    warnings: expiryWarnings(expiresAt, context.credentialsExpireAt),
  };
}

/** Source: S3 User Guide, "Uploading objects": 5 GB in one operation. */
const LARGEST_BYTES = 5 * 1024 ** 3;

/** @throws UsageError when no form can take files of such sizes. */
export function assertSizes(range: PresignFormInput["contentLength"]): void {
  if (range === undefined || (range.minBytes <= range.maxBytes && range.maxBytes <= LARGEST_BYTES)) return;
  const { minBytes, maxBytes } = range;
  throw new UsageError(`No file has ${minBytes.toString()} to ${maxBytes.toString()} bytes`, {
    code: "InvalidSize",
    hints: ["A form takes 5 GiB at most, and the smallest size must not exceed the largest"],
  });
}

/** What the form's user fills in, with what it must begin with. */
function prefixesOf({ contentType, fieldPrefixes }: PresignFormInput): Readonly<Record<string, string>> {
  const type = contentType?.endsWith("*") === true ? { "Content-Type": contentType.slice(0, -1) } : {};
  return { ...type, ...fieldPrefixes };
}

function objectFields(input: PresignFormInput): Record<string, string> {
  const metadata = Object.entries(input.metadata ?? {}).map(
    ([name, value]) => [`x-amz-meta-${name}`, value] as const,
  );
  return {
    key: input.anyKeyBelow === true ? `${input.key}\${filename}` : input.key,
    ...(input.contentType === undefined || input.contentType.endsWith("*")
      ? {}
      : { "Content-Type": input.contentType }),
    ...Object.fromEntries(metadata),
    ...(input.successStatus === undefined ? {} : { success_action_status: input.successStatus.toString() }),
    ...(input.successRedirect === undefined ? {} : { success_action_redirect: input.successRedirect }),
    ...input.fields,
  };
}

function signatureFields(
  { credentials, region, service }: SigningContext,
  signedAt: Date,
): Record<string, string> {
  const amzDate = formatAmzDate(signedAt);
  const scope = scopeText({ day: amzDate.slice(0, 8), region, service });
  return {
    "x-amz-algorithm": ALGORITHM,
    "x-amz-credential": `${credentials.accessKeyId}/${scope}`,
    "x-amz-date": amzDate,
    ...(credentials.sessionToken === undefined ? {} : { "x-amz-security-token": credentials.sessionToken }),
  };
}

function* conditionsOf(
  input: PresignFormInput,
  fields: Readonly<Record<string, string>>,
): Generator<PostCondition> {
  for (const [name, value] of Object.entries(fields)) {
    if (name === "key" && value.endsWith("${filename}"))
      yield ["starts-with", "$key", value.slice(0, -"${filename}".length)];
    else yield { [name]: value };
  }
  for (const [name, prefix] of Object.entries(prefixesOf(input))) yield ["starts-with", `$${name}`, prefix];
  if (input.contentLength !== undefined) {
    yield ["content-length-range", input.contentLength.minBytes, input.contentLength.maxBytes];
  }
}

function sign(policy: string, { credentials, region, service }: SigningContext, signedAt: Date): string {
  const day = formatAmzDate(signedAt).slice(0, 8);
  return signText(signingKeyFor(credentials.secretAccessKey, { day, region, service }), policy);
}
