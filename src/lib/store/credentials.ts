import { randomBytes } from "node:crypto";
import { open, readFile } from "node:fs/promises";
import { join } from "node:path";
import { ConfigurationError } from "../errors/s3kit-error.js";

/** A key pair that may sign requests to a store. */
export interface KeyPair {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
}

export interface StoreCredentials {
  readonly keys: readonly KeyPair[];
  /** True when the pair was made just now: the one time that its secret may be shown. */
  readonly generated: boolean;
}

const FILE_NAME = "credentials.json";

/**
 * Find the key pairs of a store: those given, else the pair kept in its folder, else a new pair, which is kept there
 * in a file that only its owner can read. Given pairs are never written to disk.
 *
 * @throws {@link ConfigurationError} if the kept file cannot be understood.
 */
export async function openStoreCredentials(
  dir: string,
  given: readonly KeyPair[],
): Promise<StoreCredentials> {
  if (given.length > 0) return { keys: given, generated: false };
  const path = join(dir, FILE_NAME);
  const kept = await readKeptPair(path);
  if (kept !== undefined) return { keys: [kept], generated: false };
  const made = generateKeyPair();
  await keepPair(path, made);
  return { keys: [made], generated: true };
}

async function readKeptPair(path: string): Promise<KeyPair | undefined> {
  const text = await readFile(path, "utf8").catch((error: unknown) => {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    throw error;
  });
  return text === undefined ? undefined : parseKeptPair(text, path);
}

function parseKeptPair(text: string, path: string): KeyPair {
  const broken = (cause?: unknown) =>
    new ConfigurationError(`${path} does not hold a key pair`, {
      hints: ["Delete the file to have a new pair generated, or give one with --key ID:SECRET"],
      cause,
    });
  try {
    const { accessKeyId, secretAccessKey } = JSON.parse(text) as Partial<KeyPair>;
    if (typeof accessKeyId !== "string" || typeof secretAccessKey !== "string") throw broken();
    return { accessKeyId, secretAccessKey };
  } catch (error) {
    throw error instanceof ConfigurationError ? error : broken(error);
  }
}

/** The lengths of AWS's own keys, which some clients check, out of letters that no shell minds. */
function generateKeyPair(): KeyPair {
  const letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
  const suffix = [...randomBytes(16)].map((byte) => letters.charAt(byte % 32)).join("");
  return { accessKeyId: `S3KT${suffix}`, secretAccessKey: randomBytes(20).toString("hex") };
}

async function keepPair(path: string, pair: KeyPair): Promise<void> {
  const file = await open(path, "wx", 0o600);
  try {
    await file.writeFile(`${JSON.stringify(pair, null, 2)}\n`);
    await file.sync();
  } finally {
    await file.close();
  }
}
