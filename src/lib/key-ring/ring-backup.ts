import { randomBytes, scrypt } from "node:crypto";
import { openMessage, sealMessage } from "../crypto/message.js";
import { KEY_BYTES } from "../crypto/sizes.js";
import { ConfigurationError, IntegrityError } from "../errors/s3kit-error.js";
import { parseRing, type RingDocument } from "./ring-document.js";

const FORMAT = "s3kit.ring-backup.v1";
/** About 128 MiB and a third of a second a guess (RFC 7914 names the parameters). */
const COST = { N: 2 ** 17, r: 8, p: 1 } as const;
/** What a file may ask of this machine before it is refused. */
const MOST_MEMORY_BYTES = 1024 ** 3;
const MOST_PARALLEL = 16;
const SALT_BYTES = 16;

interface Backup {
  readonly format: typeof FORMAT;
  readonly kdf: {
    readonly name: "scrypt";
    readonly N: number;
    readonly r: number;
    readonly p: number;
    readonly salt: string;
  };
  readonly sealed: string;
}

/** A ring as text that opens with a passphrase alone; of local keys it is all that is needed to read every object. */
export async function sealBackup(ring: RingDocument, passphrase: string): Promise<string> {
  const salt = randomBytes(SALT_BYTES).toString("base64");
  const kdf: Backup["kdf"] = { name: "scrypt", ...COST, salt };
  const key = await stretch(passphrase, kdf);
  const sealed = sealMessage(key, contextOf(kdf), Buffer.from(JSON.stringify(ring)));
  const backup: Backup = { format: FORMAT, kdf, sealed: sealed.toString("base64") };
  return `${JSON.stringify(backup, null, 2)}\n`;
}

/** Whether a text is meant to be a backup. */
export function isBackup(text: string): boolean {
  return text.trimStart().startsWith("{") && text.includes(FORMAT);
}

/**
 * Open a backup.
 *
 * @throws IntegrityError `WrongPassphrase`, also when the backup was changed
 * @throws ConfigurationError when it is not a backup
 */
export async function openBackup(text: string, passphrase: string): Promise<RingDocument> {
  const { kdf, sealed } = parseBackup(text);
  const key = await stretch(passphrase, kdf);
  try {
    const opened = openMessage(key, contextOf(kdf), Buffer.from(sealed, "base64"), "The backup");
    return parseRing(opened.toString("utf8"), "in the backup");
  } catch (cause) {
    if (!(cause instanceof IntegrityError)) throw cause;
    throw new IntegrityError("The passphrase is wrong, or the backup was changed", {
      code: "WrongPassphrase",
      cause,
    });
  }
}

async function stretch(passphrase: string, { N, r, p, salt }: Backup["kdf"]): Promise<Buffer> {
  // The same letters can be typed in two ways; NFKC makes them the same bytes.
  const secret = passphrase.normalize("NFKC");
  return new Promise((resolve, reject) => {
    const options = { N, r, p, maxmem: 2 * MOST_MEMORY_BYTES };
    scrypt(secret, Buffer.from(salt, "base64"), KEY_BYTES, options, (error, key) => {
      if (error === null) resolve(key);
      else reject(error);
    });
  });
}

/** What the key was stretched with is sealed along, so that it cannot be changed. */
function contextOf({ name, N, r, p, salt }: Backup["kdf"]): Buffer {
  return Buffer.from(`${FORMAT}\0${JSON.stringify([name, N, r, p, salt])}`);
}

function parseBackup(text: string): Backup {
  const backup = parseJson(text);
  const { format, kdf, sealed } = backup;
  const { name, N = 0, r = 0, p = 0, salt } = kdf ?? {};
  const areNumbers = [N, r, p].every((value) => Number.isInteger(value) && value > 0);
  const isBearable = areNumbers && 128 * N * r <= MOST_MEMORY_BYTES && p <= MOST_PARALLEL;
  const areTexts = typeof sealed === "string" && typeof salt === "string";
  if (format !== FORMAT || name !== "scrypt" || !isBearable || !areTexts) throw notOne();
  return { format, kdf: { name, N, r, p, salt }, sealed };
}

function parseJson(text: string): { format?: string; kdf?: Partial<Backup["kdf"]>; sealed?: unknown } {
  try {
    return JSON.parse(text) as ReturnType<typeof parseJson>;
  } catch (cause) {
    throw new ConfigurationError("This is not a backup of a key ring", { code: "DamagedBackup", cause });
  }
}

function notOne(): ConfigurationError {
  return new ConfigurationError("This is not a backup of a key ring that this s3kit can read", {
    code: "DamagedBackup",
  });
}
