import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";

/** A stored object written by another implementation. */
export interface Vector {
  readonly name: string;
  /** Undefined for uploads in parts, whose bodies are given by rule and hash. */
  readonly body: Buffer | undefined;
  readonly kek: Buffer;
  readonly kid: string;
  readonly namespace: string;
  readonly key: string;
  readonly header: string;
  readonly parts: readonly { readonly number: number; readonly size: number; readonly salt: Buffer }[];
  readonly indexSalt: Buffer | undefined;
  readonly summarySalt: Buffer;
  readonly plaintext: Buffer;
  readonly storedBytes: number;
  readonly storedSha256: string;
}

interface RawCase {
  readonly name: string;
  readonly file: string | null;
  readonly kid: string;
  readonly namespace: string;
  readonly key: string;
  readonly header: string;
  readonly parts?: readonly { number: number; size: number; salt: string }[];
  readonly index_salt?: string;
  readonly summary_salt?: string;
  readonly plaintext_size: number;
  readonly plaintext_sha256: string;
  readonly stored_size: number;
  readonly stored_sha256: string;
}

const FOLDER = new URL("../../vectors/enc-v1/", import.meta.url);

/** The golden objects of `test/vectors/enc-v1`. */
export function readVectors(): readonly Vector[] {
  const document = JSON.parse(readFileSync(new URL("vectors.json", FOLDER), "utf8")) as {
    keks: Readonly<Record<string, string>>;
    cases: readonly RawCase[];
  };
  return document.cases.map((raw) => toVector(raw, Buffer.from(document.keks[raw.kid] ?? "", "hex")));
}

function toVector(raw: RawCase, kek: Buffer): Vector {
  const body = raw.file === null ? undefined : readFileSync(new URL(raw.file, FOLDER));
  const plaintext = plaintextOf(raw.name, raw.plaintext_size);
  if (createHash("sha256").update(plaintext).digest("hex") !== raw.plaintext_sha256) {
    throw new Error(`The rule of ${raw.name} gives another plaintext`);
  }
  return {
    name: raw.name,
    body,
    kek,
    kid: raw.kid,
    namespace: raw.namespace,
    key: raw.key,
    header: raw.header,
    parts: (raw.parts ?? []).map(({ number, size, salt }) => ({
      number,
      size,
      salt: Buffer.from(salt, "hex"),
    })),
    indexSalt: raw.index_salt === undefined ? undefined : Buffer.from(raw.index_salt, "hex"),
    summarySalt:
      raw.summary_salt === undefined
        ? (body?.subarray(-184, -160) ?? Buffer.alloc(0))
        : Buffer.from(raw.summary_salt, "hex"),
    plaintext,
    storedBytes: raw.stored_size,
    storedSha256: raw.stored_sha256,
  };
}

/** sha256("name:0") || sha256("name:1") || … */
function plaintextOf(name: string, sizeBytes: number): Buffer {
  const out = Buffer.alloc(Math.ceil(sizeBytes / 32) * 32);
  for (let at = 0; at < sizeBytes; at += 32) {
    createHash("sha256")
      .update(`${name}:${(at / 32).toString()}`)
      .digest()
      .copy(out, at);
  }
  return out.subarray(0, sizeBytes);
}
