import { UsageError } from "../errors/s3kit-error.js";

/**
 * Read an `ACCESSKEYID:SECRET` word; the secret may hold further colons.
 *
 * @throws UsageError, without the secret in its message.
 */
export function parseKeyPair(word: string): {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
} {
  const colon = word.indexOf(":");
  const accessKeyId = word.slice(0, Math.max(colon, 0));
  const secretAccessKey = word.slice(colon + 1);
  if (/^[\w.@-]{1,128}$/.test(accessKeyId) && secretAccessKey !== "") return { accessKeyId, secretAccessKey };
  throw new UsageError("--key is not an access key id and a secret with a colon between them", {
    code: "InvalidKeyPair",
    hints: ["Write --key ACCESSKEYID:SECRET"],
  });
}
