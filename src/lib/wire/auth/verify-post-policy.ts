import { S3Error } from "../s3-error.js";
import { malformedCredential, signatureDoesNotMatch } from "./auth-errors.js";
import type { Authentication } from "./authentication.js";
import { parseCredential } from "./credential-scope.js";
import type { SecretLookup } from "./credentials.js";
import { lookUpSecret } from "./look-up-secret.js";
import { conditionFailed, parsePostPolicy, type PostCondition } from "./post-policy.js";
import { sameText } from "./same-text.js";
import { ALGORITHM, signText } from "./sign-text.js";
import { signTextV2 } from "./sign-text-v2.js";
import { signingKeyFor } from "./signing-key.js";
import { parseAmzDate } from "./timestamps.js";

/**
 * Authorise a browser's form by the policy in it, signed with SigV4 or SigV2. A form without a signature is anonymous.
 * The length that the policy allows is in `contentLengthRange`, for `openRequestBody` to enforce on the file.
 *
 * @param fields the form's fields up to the file, in UTF-8, with `${filename}` replaced: what is checked is what will be stored.
 * @param now compared with the policy's expiration.
 * @param bucket the bucket of the request's URL, which `bucket` conditions are about.
 * @throws S3Error in S3's words: signature, expiration, a condition that fails, a field that no condition covers.
 *
 * Source: S3 API Reference, "Authenticating Requests in Browser-Based Uploads Using POST" and "Creating a POST Policy".
 */
export async function verifyPostPolicy(
  fields: ReadonlyMap<string, string>,
  secrets: SecretLookup,
  now: Date,
  bucket: string,
): Promise<Authentication> {
  const form = new Map([...fields].map(([name, value]) => [name.toLowerCase(), value]));
  const authentication = await authenticateForm(form, secrets, now);
  if (authentication.caller.kind === "anonymous") return authentication;
  const policy = parsePostPolicy(requireField(form, "Policy"));
  if (policy.expiration <= now) throw denied("Policy expired.");
  const checked = new Map(form).set("bucket", bucket);
  for (const condition of policy.conditions) requireMatch(condition, checked);
  requireCovered(checked, policy.conditions);
  return { ...authentication, contentLengthRange: policy.contentLengthRange };
}

type Form = ReadonlyMap<string, string>;

async function authenticateForm(form: Form, secrets: SecretLookup, now: Date): Promise<Authentication> {
  if (V4_FIELDS.some((name) => form.has(name.toLowerCase()))) return authenticateFormV4(form, secrets, now);
  if (V2_FIELDS.some((name) => form.has(name.toLowerCase()))) return authenticateFormV2(form, secrets, now);
  return { caller: { kind: "anonymous" }, payload: { kind: "form" }, hoistedHeaders: {} };
}

const V4_FIELDS = ["X-Amz-Algorithm", "X-Amz-Credential", "X-Amz-Date", "X-Amz-Signature"] as const;
const V2_FIELDS = ["AWSAccessKeyId", "Signature"] as const;

async function authenticateFormV4(form: Form, secrets: SecretLookup, now: Date): Promise<Authentication> {
  const [algorithm, credentialText, amzDate, signature] = V4_FIELDS.map((name) =>
    requireField(form, name),
  ) as [string, string, string, string];
  const policy = requireField(form, "Policy");
  if (algorithm !== ALGORITHM) throw invalidField("X-Amz-Algorithm", algorithm);
  if (parseAmzDate(amzDate) === undefined) throw invalidField("X-Amz-Date", amzDate);
  const credential = parseCredential(credentialText, { place: "form", services: ["s3"] });
  if (amzDate.slice(0, 8) !== credential.day) {
    throw malformedCredential("form", `Invalid credential date "${credential.day}".`);
  }
  const { accessKeyId, region, service } = credential;
  const sessionToken = form.get("x-amz-security-token");
  const secret = await lookUpSecret(secrets, accessKeyId, sessionToken, now);
  const expected = signText(signingKeyFor(secret, credential), policy);
  if (!sameText(expected, signature))
    throw signatureDoesNotMatch({ accessKeyId, stringToSign: policy, signature });
  return { ...formAuthentication(accessKeyId, sessionToken), service, region };
}

async function authenticateFormV2(form: Form, secrets: SecretLookup, now: Date): Promise<Authentication> {
  const accessKeyId = requireField(form, "AWSAccessKeyId");
  const signature = requireField(form, "Signature");
  const policy = requireField(form, "Policy");
  const sessionToken = form.get("x-amz-security-token");
  const secret = await lookUpSecret(secrets, accessKeyId, sessionToken, now);
  if (!sameText(signTextV2(secret, policy), signature)) {
    throw signatureDoesNotMatch({ accessKeyId, stringToSign: policy, signature });
  }
  return formAuthentication(accessKeyId, sessionToken);
}

function formAuthentication(accessKeyId: string, sessionToken: string | undefined): Authentication {
  return {
    caller: { kind: "signed", accessKeyId, sessionToken, scheme: "post-form" },
    payload: { kind: "form" },
    hoistedHeaders: {},
  };
}

/** A field that the form does not have counts as empty: `["starts-with", "$x-amz-meta-tag", ""]` allows it to be left out. */
function requireMatch(condition: PostCondition, form: Form): void {
  const { operator, name, field, value } = condition;
  const sent = field === undefined ? undefined : (form.get(field) ?? "");
  if (sent === undefined || !valuesOf(condition, sent).every((one) => matches(condition, one))) {
    throw conditionFailed([operator, name, value]);
  }
}

/** "Content-Types values for a starts-with condition that include commas are interpreted as lists": each has to match. */
function valuesOf({ operator, field }: PostCondition, sent: string): readonly string[] {
  return operator === "starts-with" && field === "content-type"
    ? sent.split(",").map((type) => type.trim())
    : [sent];
}

function matches({ operator, value }: PostCondition, sent: string): boolean {
  return operator === "eq" ? sent === value : sent.startsWith(value);
}

/** Fields that need no condition; the names of SigV2 among them, which its page exempts. */
const UNCOVERED_FIELDS: ReadonlySet<string> = new Set([
  "awsaccesskeyid",
  "file",
  "policy",
  "signature",
  "x-amz-signature",
]);

/** The bucket of the URL counts as a field: a policy that names none would be good for uploads to any bucket. */
function requireCovered(form: Form, conditions: readonly PostCondition[]): void {
  const covered = new Set(conditions.map(({ field }) => field));
  const extra = [...form.keys()].filter(
    (name) => !covered.has(name) && !UNCOVERED_FIELDS.has(name) && !name.startsWith("x-ignore-"),
  );
  if (extra.length > 0) throw denied(`Extra input fields: ${extra.sort().join(", ")}`);
}

function requireField(form: Form, name: string): string {
  const value = form.get(name.toLowerCase());
  if (value !== undefined && value !== "") return value;
  throw new S3Error(
    "InvalidArgument",
    `Bucket POST must contain a field named '${name}'.  If it is specified, please check the order of the fields.`,
    { details: { ArgumentName: name, ArgumentValue: "" } },
  );
}

function invalidField(name: string, value: string): S3Error {
  return new S3Error("InvalidArgument", `The value of the field ${name} is not valid.`, {
    details: { ArgumentName: name, ArgumentValue: value },
  });
}

function denied(reason: string): S3Error {
  return new S3Error("AccessDenied", `Invalid according to Policy: ${reason}`);
}
