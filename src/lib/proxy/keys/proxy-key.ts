import { randomBytes } from "node:crypto";

/** A key pair that clients of the proxy sign with, and what it may do. */
export interface ProxyKey {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  /** Buckets that it may touch, by name, or by the beginning of their names followed by `*`. Undefined: all. */
  readonly buckets?: readonly string[] | undefined;
  /** True: it changes nothing. */
  readonly readOnly?: boolean | undefined;
}

/** Whether a key may do less than the proxy itself. */
export function isLimited({ buckets, readOnly }: ProxyKey): boolean {
  return buckets !== undefined || readOnly === true;
}

/** A new pair with the lengths of AWS's own keys, which some clients check, out of letters that no shell minds. */
export function generateProxyKey(limits: Pick<ProxyKey, "buckets" | "readOnly"> = {}): ProxyKey {
  const letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
  const suffix = [...randomBytes(16)].map((byte) => letters.charAt(byte % 32)).join("");
  return {
    accessKeyId: `S3KT${suffix}`,
    secretAccessKey: randomBytes(20).toString("hex"),
    ...(limits.buckets === undefined ? {} : { buckets: limits.buckets }),
    ...(limits.readOnly === true ? { readOnly: true } : {}),
  };
}
