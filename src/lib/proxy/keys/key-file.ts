import { link, mkdir, unlink, writeFile } from "node:fs/promises";
import { randomUUID } from "node:crypto";
import { join } from "node:path";
import type { Environment } from "../../config/environment.js";
import { readSettings, settingsFile, writeSettings, type SettingsFile } from "../../config/settings-file.js";
import { ConfigurationError, ConflictError, NotFoundError } from "../../errors/s3kit-error.js";
import { generateProxyKey, type ProxyKey } from "./proxy-key.js";

const NAME = "proxy-keys";

/**
 * The proxy's kept key pairs, in the order added: `proxy-keys.json` in s3kit's folder, readable by its owner alone.
 *
 * @throws ConfigurationError when the file cannot be understood.
 */
export async function readProxyKeys(env: Environment): Promise<readonly ProxyKey[]> {
  const file = settingsFile(NAME, env);
  const content = await readSettings(file);
  return Object.entries(content).map(([accessKeyId, value]) => parseKey(file, accessKeyId, value));
}

/** Keep another key pair. @throws ConflictError when there is one of its id. */
export async function addProxyKey(key: ProxyKey, env: Environment): Promise<void> {
  const keys = await readProxyKeys(env);
  if (keys.some(({ accessKeyId }) => accessKeyId === key.accessKeyId)) {
    throw new ConflictError(`There is a key ${key.accessKeyId} already`, {
      code: "KeyExists",
      hints: [`Remove it first: s3kit proxy key remove ${key.accessKeyId}`],
    });
  }
  await writeSettings(settingsFile(NAME, env), { [key.accessKeyId]: contentOf(key) });
}

/** Forget a key pair: clients that sign with it are refused once the proxy has read its keys again. @throws NotFoundError */
export async function removeProxyKey(accessKeyId: string, env: Environment): Promise<void> {
  const keys = await readProxyKeys(env);
  if (!keys.some((key) => key.accessKeyId === accessKeyId)) {
    throw new NotFoundError(`There is no key ${accessKeyId}`, {
      code: "NoSuchKey",
      hints: ["See which there are: s3kit proxy key list"],
    });
  }
  await writeSettings(settingsFile(NAME, env), { [accessKeyId]: undefined });
}

export interface OpenedProxyKeys {
  readonly keys: readonly ProxyKey[];
  /** A pair made just now: the one time that its secret may be shown. */
  readonly generated: ProxyKey | undefined;
}

/** The kept key pairs; when there never were any, a new one without limits, which is kept. */
export async function openProxyKeys(env: Environment): Promise<OpenedProxyKeys> {
  const kept = await readProxyKeys(env);
  if (kept.length > 0) return { keys: kept, generated: undefined };
  const made = generateProxyKey();
  const file = settingsFile(NAME, env);
  if (await createFile(file, { [made.accessKeyId]: contentOf(made) }))
    return { keys: [made], generated: made };
  const others = await readProxyKeys(env);
  if (others.length > 0) return { keys: others, generated: undefined };
  await addProxyKey(made, env);
  return { keys: [made], generated: made };
}

/** Two proxies that start at once must end up with the same key: a file appears whole, or not at all if there is one. */
async function createFile({ folder, name }: SettingsFile, content: object): Promise<boolean> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const temporary = join(folder, `.${name}-${randomUUID()}`);
  await writeFile(temporary, `${JSON.stringify(content, null, 2)}\n`, { mode: 0o600 });
  try {
    await link(temporary, join(folder, `${name}.json`));
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "EEXIST") return false;
    throw error;
  } finally {
    await unlink(temporary);
  }
}

function contentOf({ secretAccessKey, buckets, readOnly }: ProxyKey): object {
  return {
    secretAccessKey,
    ...(buckets === undefined ? {} : { buckets }),
    ...(readOnly === true ? { readOnly } : {}),
  };
}

function parseKey({ folder, name }: SettingsFile, accessKeyId: string, value: unknown): ProxyKey {
  const { secretAccessKey, buckets, readOnly } = (value ?? {}) as Partial<Record<keyof ProxyKey, unknown>>;
  const areBuckets = buckets === undefined || (Array.isArray(buckets) && buckets.every(isText));
  if (!isText(secretAccessKey) || !areBuckets || (readOnly !== undefined && typeof readOnly !== "boolean")) {
    throw new ConfigurationError(
      `${join(folder, `${name}.json`)} is damaged: key ${accessKeyId} is not one`,
      {
        hints: ["Mend it, or remove the key from it and add it again with s3kit proxy key add"],
      },
    );
  }
  return {
    accessKeyId,
    secretAccessKey,
    ...(buckets === undefined ? {} : { buckets }),
    ...(readOnly === true ? { readOnly } : {}),
  };
}

function isText(value: unknown): value is string {
  return typeof value === "string" && value !== "";
}
