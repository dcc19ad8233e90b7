import { join } from "node:path";
import { homeFolder } from "./config-folder.js";
import { firstSet, type Environment } from "./environment.js";

/** What a profile of `~/.aws` says, besides how to get credentials. */
export interface AwsProfile {
  readonly region: string | undefined;
  readonly endpoint: string | undefined;
  readonly pathStyle: boolean | undefined;
  readonly caFile: string | undefined;
  readonly maxAttempts: number | undefined;
  readonly checksums: "when_supported" | "when_required" | undefined;
}

type Sections = Readonly<Record<string, Readonly<Record<string, string | undefined>>>>;

/**
 * Read a profile of `~/.aws/config` and `~/.aws/credentials` as the AWS CLI does, `AWS_CONFIG_FILE` and
 * `AWS_SHARED_CREDENTIALS_FILE` included; undefined when neither file has it.
 *
 * @see https://docs.aws.amazon.com/sdkref/latest/guide/file-format.html
 */
export async function readAwsProfile(name: string, env: Environment): Promise<AwsProfile | undefined> {
  const { config, credentials } = await readSections(env);
  if (config[name] === undefined && credentials[name] === undefined) return undefined;
  const section = { ...credentials[name], ...config[name] };
  const services = config[`services.${section["services"] ?? ""}`] ?? {};
  const attempts = Number(section["max_attempts"]);
  return {
    region: section["region"],
    endpoint: ignoresEndpoints(section, env)
      ? undefined
      : (services["s3.endpoint_url"] ?? section["endpoint_url"]),
    pathStyle: toPathStyle(section["s3.addressing_style"]),
    caFile: section["ca_bundle"],
    maxAttempts: Number.isInteger(attempts) && attempts > 0 ? attempts : undefined,
    checksums: toChecksums(section["request_checksum_calculation"]),
  };
}

/** Names of all profiles in `~/.aws`, sorted. */
export async function listAwsProfiles(env: Environment): Promise<readonly string[]> {
  const { config, credentials } = await readSections(env);
  const names = [...Object.keys(config), ...Object.keys(credentials)];
  return [...new Set(names.filter((name) => !/^(sso-session|services)\./.test(name)))].sort();
}

/** `when_supported` or `when_required`, in any case, as in AWS's files and variables; undefined for anything else. */
export function toChecksums(text: string | undefined): AwsProfile["checksums"] {
  const word = text?.toLowerCase();
  return word === "when_supported" || word === "when_required" ? word : undefined;
}

async function readSections(env: Environment): Promise<{ config: Sections; credentials: Sections }> {
  const { loadSharedConfigFiles } = await import("@smithy/core/config");
  const folder = join(homeFolder(env), ".aws");
  const files = await loadSharedConfigFiles({
    configFilepath: firstSet(env, "AWS_CONFIG_FILE") ?? join(folder, "config"),
    filepath: firstSet(env, "AWS_SHARED_CREDENTIALS_FILE") ?? join(folder, "credentials"),
  });
  return { config: files.configFile, credentials: files.credentialsFile };
}

function ignoresEndpoints(section: Readonly<Record<string, string | undefined>>, env: Environment): boolean {
  const said =
    firstSet(env, "AWS_IGNORE_CONFIGURED_ENDPOINT_URLS") ?? section["ignore_configured_endpoint_urls"];
  return said?.toLowerCase() === "true";
}

function toPathStyle(style: string | undefined): boolean | undefined {
  if (style === "path") return true;
  return style === "virtual" ? false : undefined;
}
