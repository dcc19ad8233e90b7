import type { AwsCredentialIdentity } from "@aws-sdk/types";
import { ConfigurationError } from "../errors/s3kit-error.js";
import { listAwsProfiles, readAwsProfile, toChecksums } from "./aws-profiles.js";
import type { ConnectionSettings } from "./connection-settings.js";
import { isAwsEndpoint, parseEndpoint, regionOfEndpoint } from "./endpoint.js";
import { firstSet, type Environment } from "./environment.js";
import { noSuchProfile, readProfiles, type Profile } from "./profiles.js";
import { knownCapabilities } from "./known-capabilities.js";

/** What the user asked for in flags; undefined: not said. */
export interface ConnectionRequest {
  readonly profile?: string | undefined;
  readonly endpoint?: string | undefined;
  readonly region?: string | undefined;
  readonly pathStyle?: boolean | undefined;
  /** False: send requests without credentials. */
  readonly sign?: boolean | undefined;
  readonly accessGrants?: boolean | undefined;
}

/** What one source says; undefined: nothing. `null` is an answer: AWS itself, or unsigned requests. */
interface ConnectionSource {
  readonly endpoint?: string | null | undefined;
  readonly region?: string | undefined;
  readonly pathStyle?: boolean | undefined;
  readonly credentials?: NonNullable<ConnectionSettings["credentials"]> | null | undefined;
  readonly caFile?: string | undefined;
  readonly maxAttempts?: number | undefined;
  readonly checksums?: ConnectionSettings["checksums"] | undefined;
  readonly accessGrants?: boolean | undefined;
}

/**
 * Work out which store to talk to and as whom. Each setting comes from the first of these that says something:
 *
 * 1. flags (`--endpoint`, `--region`, `--path-style`, `--no-sign-request`);
 * 2. the profile named by `--profile` or `S3KIT_PROFILE`: s3kit's own, else that of `~/.aws`;
 * 3. `AWS_*` variables (`AWS_ENDPOINT_URL_S3` before `AWS_ENDPOINT_URL`, `AWS_REGION` before `AWS_DEFAULT_REGION`);
 * 4. the s3kit profile in use, unless `AWS_PROFILE` names one of `~/.aws`;
 * 5. `~/.aws` (`AWS_PROFILE`, else `default`) and the rest of the AWS credential chain: SSO, assumed roles,
 *    `credential_process`, web identity, containers, EC2.
 *
 * A profile of s3kit is a whole store: without an endpoint it means AWS, whatever comes after it. Path style is on
 * for any endpoint but AWS's own, the region is us-east-1, and checksums that older stores refuse are sent only
 * where the store is AWS or was found to verify them.
 *
 * @throws NotFoundError for an unknown profile; UsageError for an endpoint that is no URL; ConfigurationError for
 *   damaged settings or half a key pair.
 */
export async function resolveConnection(
  request: ConnectionRequest,
  env: Environment,
): Promise<ConnectionSettings> {
  const { sources, profile } = await sourcesOf(request, env);
  const endpoint = parseEndpoint(first(sources, "endpoint") ?? undefined);
  const isAws = endpoint === undefined || isAwsEndpoint(endpoint);
  const known = isAws ? undefined : await knownCapabilities(endpoint, env);
  const caFile = first(sources, "caFile");
  const maxAttempts = first(sources, "maxAttempts");
  return {
    profile,
    endpoint,
    region: first(sources, "region") ?? regionOfEndpoint(endpoint) ?? "us-east-1",
    pathStyle: first(sources, "pathStyle") ?? !isAws,
    credentials: first(sources, "credentials") ?? undefined,
    checksums:
      first(sources, "checksums") ??
      (isAws || known?.checksumTrailer === "yes" ? "when_supported" : "when_required"),
    ...(first(sources, "accessGrants") === true ? { accessGrants: true } : {}),
    ...(caFile === undefined ? {} : { caFile }),
    ...(maxAttempts === undefined ? {} : { maxAttempts }),
    ...(known === undefined ? {} : { capabilities: known }),
  };
}

async function sourcesOf(
  request: ConnectionRequest,
  env: Environment,
): Promise<{ sources: readonly ConnectionSource[]; profile: string | undefined }> {
  const flags = fromFlags(request);
  const variables = fromVariables(env);
  const named = request.profile ?? firstSet(env, "S3KIT_PROFILE");
  const { byName, inUse } = await readProfiles(env);
  if (named !== undefined && Object.hasOwn(byName, named)) {
    const own = await fromProfile(byName[named] ?? {}, env);
    return { profile: named, sources: [flags, own, variables, await fromAws(undefined, env)] };
  }
  if (named !== undefined) {
    if (!(await listAwsProfiles(env)).includes(named)) throw noSuchProfile(named);
    return { profile: named, sources: [flags, await fromAws(named, env), variables] };
  }
  const awsProfile = firstSet(env, "AWS_PROFILE");
  if (awsProfile !== undefined || inUse === undefined) {
    return { profile: awsProfile, sources: [flags, variables, await fromAws(undefined, env)] };
  }
  if (!Object.hasOwn(byName, inUse)) throw noSuchProfile(inUse);
  const own = await fromProfile(byName[inUse] ?? {}, env);
  return { profile: inUse, sources: [flags, variables, own, await fromAws(undefined, env)] };
}

function first<Name extends keyof ConnectionSource>(
  sources: readonly ConnectionSource[],
  name: Name,
): ConnectionSource[Name] {
  return sources.map((source) => source[name]).find((value) => value !== undefined);
}

function fromFlags({ sign, ...request }: ConnectionRequest): ConnectionSource {
  const { endpoint, region, pathStyle, accessGrants } = request;
  return { endpoint, region, pathStyle, accessGrants, credentials: sign === false ? null : undefined };
}

function fromVariables(env: Environment): ConnectionSource {
  const attempts = Number(firstSet(env, "AWS_MAX_ATTEMPTS"));
  const ignored = firstSet(env, "AWS_IGNORE_CONFIGURED_ENDPOINT_URLS")?.toLowerCase() === "true";
  return {
    endpoint: ignored ? undefined : firstSet(env, "AWS_ENDPOINT_URL_S3", "AWS_ENDPOINT_URL"),
    region: firstSet(env, "AWS_REGION", "AWS_DEFAULT_REGION"),
    credentials: keysFrom(env),
    caFile: firstSet(env, "AWS_CA_BUNDLE"),
    maxAttempts: Number.isInteger(attempts) && attempts > 0 ? attempts : undefined,
    checksums: toChecksums(firstSet(env, "AWS_REQUEST_CHECKSUM_CALCULATION")),
  };
}

function keysFrom(env: Environment): AwsCredentialIdentity | undefined {
  const accessKeyId = firstSet(env, "AWS_ACCESS_KEY_ID");
  const secretAccessKey = firstSet(env, "AWS_SECRET_ACCESS_KEY");
  const sessionToken = firstSet(env, "AWS_SESSION_TOKEN");
  if (accessKeyId === undefined && secretAccessKey === undefined) return undefined;
  if (accessKeyId === undefined || secretAccessKey === undefined) {
    const missing = accessKeyId === undefined ? "AWS_ACCESS_KEY_ID" : "AWS_SECRET_ACCESS_KEY";
    throw new ConfigurationError(`Half a key pair is set: ${missing} is missing`, {
      code: "NoCredentials",
      hints: [`Set ${missing} too, or unset the other`],
    });
  }
  const expiration = new Date(firstSet(env, "AWS_CREDENTIAL_EXPIRATION") ?? Number.NaN);
  return {
    accessKeyId,
    secretAccessKey,
    ...(sessionToken === undefined ? {} : { sessionToken }),
    ...(Number.isNaN(expiration.getTime()) ? {} : { expiration }),
  };
}

async function fromProfile(profile: Profile, env: Environment): Promise<ConnectionSource> {
  const { endpoint = null, region, pathStyle, caFile, checksums, accessGrants } = profile;
  const aws = profile.awsProfile === undefined ? undefined : await fromAws(profile.awsProfile, env);
  const credentials = profile.anonymous === true ? null : (keysOf(profile) ?? aws?.credentials);
  return { endpoint, region: region ?? aws?.region, pathStyle, caFile, checksums, accessGrants, credentials };
}

function keysOf({ accessKeyId, secretAccessKey, sessionToken }: Profile): AwsCredentialIdentity | undefined {
  if (accessKeyId === undefined || secretAccessKey === undefined) return undefined;
  return { accessKeyId, secretAccessKey, ...(sessionToken === undefined ? {} : { sessionToken }) };
}

/** A profile of `~/.aws`; without a name, the whole chain of the AWS SDKs. */
async function fromAws(name: string | undefined, env: Environment): Promise<ConnectionSource> {
  const profile = await readAwsProfile(name ?? firstSet(env, "AWS_PROFILE") ?? "default", env);
  return { ...profile, credentials: chain(name) };
}

/** Asked for credentials only when a request needs them. */
function chain(profile: string | undefined): NonNullable<ConnectionSettings["credentials"]> {
  let provider: Promise<() => Promise<AwsCredentialIdentity>> | undefined;
  const open = async () => {
    const { fromIni, fromNodeProviderChain } = await import("@aws-sdk/credential-providers");
    return profile === undefined ? fromNodeProviderChain() : fromIni({ profile });
  };
  return async () => {
    provider ??= open();
    return (await provider)();
  };
}
