import type { IAMClient } from "@aws-sdk/client-iam";
import { NotFoundError, UnsupportedByStoreError } from "../errors/s3kit-error.js";
import { toSendOptions, type CallOptions } from "../s3/call-options.js";
import { named } from "../s3/service-client.js";
import { translateError } from "../s3/translate-error.js";

/** A policy that exists by itself and is attached to users. */
export interface AttachedPolicy {
  readonly name: string;
  readonly arn: string;
}

/** What gives a user rights, besides its groups. */
export interface UserPolicies {
  readonly user: string;
  /** Names of the policies that are part of the user. */
  readonly inline: readonly string[];
  /** Undefined: the store has no attached policies (Ceph knows only inline ones). */
  readonly attached: readonly AttachedPolicy[] | undefined;
}

/**
 * List the policies of a user.
 *
 * @throws NotFoundError when there is no such user; UnsupportedByStoreError when the store has no IAM.
 * @see IAM API Reference, ListUserPolicies and ListAttachedUserPolicies
 */
export async function listUserPolicies(
  client: IAMClient,
  user: string,
  options: CallOptions = {},
): Promise<UserPolicies> {
  const inline = await listInline(client, user, options);
  return { user, inline, attached: await unlessLacking(listAttached(client, user, options)) };
}

/** A policy of a user, with its text. */
export interface UserPolicy {
  readonly user: string;
  readonly policy: string;
  readonly kind: "inline" | "attached";
  /** The policy's JSON, as a value. */
  readonly document: unknown;
}

/**
 * Read one policy of a user: an inline one by name, or an attached one by name or ARN (its default version).
 *
 * @throws NotFoundError when the user has no such policy; UnsupportedByStoreError when the store has no IAM.
 * @see IAM API Reference, GetUserPolicy, GetPolicy and GetPolicyVersion
 */
export async function getUserPolicy(
  client: IAMClient,
  user: string,
  policy: string,
  options: CallOptions = {},
): Promise<UserPolicy> {
  const inline = policy.startsWith("arn:") ? undefined : await getInline(client, user, policy, options);
  if (inline !== undefined) return { user, policy, kind: "inline", document: readDocument(inline) };
  const attached = (await unlessLacking(listAttached(client, user, options))) ?? [];
  const found = attached.find(({ name, arn }) => name === policy || arn === policy);
  if (found === undefined) throw noSuchPolicy(user, policy);
  const document = readDocument(await getAttached(client, found.arn, options));
  return { user, policy, kind: "attached", document };
}

async function listInline(client: IAMClient, user: string, options: CallOptions): Promise<readonly string[]> {
  const { ListUserPoliciesCommand } = await import("@aws-sdk/client-iam");
  const pages = collect((Marker) =>
    named(
      "ListUserPolicies (IAM)",
      client.send(new ListUserPoliciesCommand({ UserName: user, Marker }), toSendOptions(options)),
    ),
  );
  const answers = await pages.catch((error: unknown) => {
    if (isWithoutIam(error)) throw noIam(error);
    throw isMissing(error) ? noSuchUser(user, error) : error;
  });
  return answers.flatMap(({ PolicyNames = [] }) => PolicyNames);
}

async function listAttached(
  client: IAMClient,
  user: string,
  options: CallOptions,
): Promise<readonly AttachedPolicy[]> {
  const { ListAttachedUserPoliciesCommand } = await import("@aws-sdk/client-iam");
  const answers = await collect((Marker) =>
    named(
      "ListAttachedUserPolicies (IAM)",
      client.send(new ListAttachedUserPoliciesCommand({ UserName: user, Marker }), toSendOptions(options)),
    ),
  );
  return answers
    .flatMap(({ AttachedPolicies = [] }) => AttachedPolicies)
    .map(({ PolicyName = "", PolicyArn = "" }) => ({ name: PolicyName, arn: PolicyArn }));
}

/** Users have a handful of policies: pages are few. */
async function collect<Answer extends { IsTruncated?: boolean | undefined; Marker?: string | undefined }>(
  ask: (marker: string | undefined) => Promise<Answer>,
): Promise<readonly Answer[]> {
  const answers = [await ask(undefined)];
  for (let last = answers[0]; last?.IsTruncated === true && last.Marker !== undefined; last = answers.at(-1))
    answers.push(await ask(last.Marker));
  return answers;
}

async function getInline(
  client: IAMClient,
  user: string,
  policy: string,
  options: CallOptions,
): Promise<string | undefined> {
  const { GetUserPolicyCommand } = await import("@aws-sdk/client-iam");
  const command = new GetUserPolicyCommand({ UserName: user, PolicyName: policy });
  try {
    const answer = await named("GetUserPolicy (IAM)", client.send(command, toSendOptions(options)));
    return answer.PolicyDocument;
  } catch (error) {
    if (isMissing(error)) return undefined;
    throw isWithoutIam(error) ? noIam(error) : error;
  }
}

async function getAttached(client: IAMClient, arn: string, options: CallOptions): Promise<string> {
  const { GetPolicyCommand, GetPolicyVersionCommand } = await import("@aws-sdk/client-iam");
  const sendOptions = toSendOptions(options);
  const { Policy } = await named(
    "GetPolicy (IAM)",
    client.send(new GetPolicyCommand({ PolicyArn: arn }), sendOptions),
  );
  const version = new GetPolicyVersionCommand({ PolicyArn: arn, VersionId: Policy?.DefaultVersionId });
  const { PolicyVersion } = await named("GetPolicyVersion (IAM)", client.send(version, sendOptions));
  return PolicyVersion?.Document ?? "";
}

/** AWS escapes documents as in URLs (RFC 3986); Ceph sends the JSON as it is. */
function readDocument(text: string): unknown {
  return JSON.parse(text.trimStart().startsWith("{") ? text : decodeURIComponent(text));
}

/** The answer, or undefined when the store does not know the operation at all. */
async function unlessLacking<Answer>(answer: Promise<Answer>): Promise<Answer | undefined> {
  try {
    return await answer;
  } catch (error) {
    if (translateError(error) instanceof UnsupportedByStoreError) return undefined;
    throw error;
  }
}

function isMissing(error: unknown): boolean {
  const { name, $metadata } = error as { name?: string; $metadata?: { httpStatusCode?: number } };
  return name?.startsWith("NoSuch") === true || $metadata?.httpStatusCode === 404;
}

/** Stores without IAM take its request for a broken one of S3; IAM itself never refuses without a code. */
function isWithoutIam(error: unknown): boolean {
  const { name, $metadata } = error as { name?: string; $metadata?: { httpStatusCode?: number } };
  return $metadata?.httpStatusCode === 400 && /^(Error|Unknown|UnknownError|BadRequest)$/.test(name ?? "");
}

function noIam(cause: unknown): UnsupportedByStoreError {
  return new UnsupportedByStoreError("This store does not answer IAM: it has no policies of users", {
    code: "NotImplemented",
    hints: ["Policies of buckets: s3kit policy get s3://BUCKET"],
    cause,
  });
}

function noSuchUser(user: string, cause: unknown): NotFoundError {
  return new NotFoundError(`There is no user ${user}`, { code: "NoSuchEntity", cause });
}

function noSuchPolicy(user: string, policy: string): NotFoundError {
  return new NotFoundError(`The user ${user} has no policy ${policy}`, {
    code: "NoSuchEntity",
    hints: [`See which it has: s3kit policy user-list ${user}`],
  });
}
