import { readFile, stat } from "node:fs/promises";
import { dirname, resolve } from "node:path";
import { Ajv, type ErrorObject } from "ajv";
import { readJsonDocument, type JsonDocument, type JsonPath } from "../../document/json-document.js";
import { ConfigurationError } from "../../errors/s3kit-error.js";
import type { EncryptionSettings } from "../encryption/encryption-settings.js";
import type { ClamavConfig } from "../hooks/built-in/clamav.js";
import type { ExecConfig } from "../hooks/built-in/exec.js";
import type { LimitsConfig } from "../hooks/built-in/limits.js";
import type { LogConfig } from "../hooks/built-in/log.js";
import type { MimeConfig } from "../hooks/built-in/mime.js";
import type { WebhookConfig } from "../hooks/built-in/webhook.js";
import type { ProxyKey } from "../keys/proxy-key.js";
import { PROXY_CONFIG_SCHEMA } from "./config-schema.js";

type OneOrMore<Config> = Config | readonly Config[];

/** The built-in hooks of a configuration, by kind. */
export interface BuiltInsConfig {
  readonly clamav?: OneOrMore<ClamavConfig>;
  readonly mime?: OneOrMore<MimeConfig>;
  readonly limits?: OneOrMore<LimitsConfig>;
  readonly webhook?: OneOrMore<WebhookConfig>;
  readonly exec?: OneOrMore<ExecConfig>;
  readonly log?: OneOrMore<LogConfig>;
}

export interface HooksConfig extends BuiltInsConfig {
  readonly folders?: readonly string[];
  readonly multipart?: "parts" | "whole" | "refuse";
}

export interface GatewayConfig {
  /** `s3://BUCKET` */
  readonly control: string;
  /** As `--ring` takes it. */
  readonly ring?: string;
  readonly url?: string;
}

/** How objects are encrypted, and with which keys. */
export interface EncryptionConfig extends EncryptionSettings {
  /** As `--ring` takes it. */
  readonly ring?: string;
}

/** What a configuration file of the proxy may hold; see {@link PROXY_CONFIG_SCHEMA}. */
export interface ProxyConfig {
  readonly host?: string;
  readonly port?: number;
  readonly upstream?: string;
  readonly embedded?: string;
  readonly hostSuffixes?: readonly string[];
  readonly keys?: readonly ProxyKey[];
  readonly anonymous?: "refused" | "public" | "everything";
  readonly gateway?: GatewayConfig;
  readonly encryption?: EncryptionConfig;
  readonly tls?: { readonly cert: string; readonly key: string };
  readonly accessLog?: string;
  readonly workers?: number;
  readonly drainDelaySeconds?: number;
  readonly shutdownSeconds?: number;
  readonly hooks?: HooksConfig;
}

/**
 * Read a proxy's configuration; the paths in it are made absolute.
 *
 * @throws ConfigurationError naming line and column of all that is wrong in it, or the file when it cannot be read;
 * UsageError `InvalidJson` with line and column when it is not JSON.
 */
export async function readProxyConfig(file: string): Promise<ProxyConfig> {
  const document = readJsonDocument(await readText(file), file);
  const validate = new Ajv({ allErrors: true, strictTypes: false }).compile<ProxyConfig>(PROXY_CONFIG_SCHEMA);
  if (!validate(document.value)) throw invalidConfig(file, document, validate.errors ?? []);
  return withAbsolutePaths(document.value, dirname(file));
}

/** Whether secrets in a configuration may be read by other users of this machine. */
export async function exposesSecrets(file: string, { keys, hooks }: ProxyConfig): Promise<boolean> {
  if (keys === undefined && hooks?.webhook === undefined) return false;
  return ((await stat(file)).mode & 0o004) !== 0;
}

async function readText(file: string): Promise<string> {
  try {
    return await readFile(file, "utf8");
  } catch (cause) {
    const { code = "" } = cause as NodeJS.ErrnoException;
    throw new ConfigurationError(`The configuration ${file} cannot be read (${code})`, {
      code: "ConfigUnreadable",
      hints: ["Check --config"],
      cause,
    });
  }
}

function invalidConfig(
  file: string,
  document: JsonDocument,
  errors: readonly ErrorObject[],
): ConfigurationError {
  const findings = errors
    .filter(({ keyword }) => keyword !== "if")
    .map((error) => describe(error, file, document));
  return new ConfigurationError(findings.join("\n"), {
    code: "InvalidConfig",
    hints: ["docs/proxy.md and docs/proxy-config.schema.json say what may stand in it"],
  });
}

function describe(error: ErrorObject, file: string, document: JsonDocument): string {
  const path = pathOf(error);
  const { line, column } = document.locate(path);
  const what = path.length === 0 ? "" : `${path.join(".")}: `;
  return `${file}:${line.toString()}:${column.toString()}: ${what}${messageOf(error)}`;
}

function pathOf({ instancePath, keyword, params }: ErrorObject): JsonPath {
  const path = instancePath
    .split("/")
    .slice(1)
    .map((segment) => segment.replaceAll("~1", "/").replaceAll("~0", "~"))
    .map((segment) => (/^\d+$/.test(segment) ? Number(segment) : segment));
  return keyword === "additionalProperties" ? [...path, String(params["additionalProperty"])] : path;
}

function messageOf({ keyword, params, message = "is wrong" }: ErrorObject): string {
  if (keyword === "additionalProperties") return "there is no such setting";
  if (keyword === "enum") return `must be one of ${(params["allowedValues"] as unknown[]).join(", ")}`;
  return message;
}

function withAbsolutePaths(config: ProxyConfig, folder: string): ProxyConfig {
  const absolute = (path: string): string => resolve(folder, path);
  const ring = <Part extends { readonly ring?: string }>(part: Part): Part =>
    part.ring === undefined || /^(env|command):/.test(part.ring)
      ? part
      : { ...part, ring: absolute(part.ring) };
  const { embedded, tls, accessLog, hooks, encryption, gateway } = config;
  return {
    ...config,
    ...(embedded === undefined ? {} : { embedded: absolute(embedded) }),
    ...(tls === undefined ? {} : { tls: { cert: absolute(tls.cert), key: absolute(tls.key) } }),
    ...(accessLog === undefined || isWord(accessLog) ? {} : { accessLog: absolute(accessLog) }),
    ...(hooks === undefined ? {} : { hooks: withAbsoluteHookPaths(hooks, absolute) }),
    ...(encryption === undefined ? {} : { encryption: ring(encryption) }),
    ...(gateway === undefined ? {} : { gateway: ring(gateway) }),
  };
}

/** What stands in place of an access log's file. */
function isWord(accessLog: string): boolean {
  return accessLog === "-" || accessLog === "none";
}

function withAbsoluteHookPaths(hooks: HooksConfig, absolute: (path: string) => string): HooksConfig {
  const { folders, webhook, log } = hooks;
  return {
    ...hooks,
    ...(folders === undefined ? {} : { folders: folders.map(absolute) }),
    ...(webhook === undefined
      ? {}
      : { webhook: each(webhook, (one) => ({ ...one, deadLetters: absolute(one.deadLetters) })) }),
    ...(log === undefined
      ? {}
      : { log: each(log, (one) => (one.file === undefined ? one : { ...one, file: absolute(one.file) })) }),
  };
}

function each<Config extends object>(
  configs: OneOrMore<Config>,
  change: (config: Config) => Config,
): readonly Config[] {
  return listOf(configs).map(change);
}

/** One, or several, as a list. */
export function listOf<Config extends object>(configs: OneOrMore<Config> | undefined): readonly Config[] {
  if (configs === undefined) return [];
  return Array.isArray(configs) ? (configs as readonly Config[]) : [configs as Config];
}
