import { NotFoundError } from "../errors/s3kit-error.js";
import { formatKey } from "./format-key.js";

export interface NothingFoundAdvice {
  /** Whether the command looked at folders or could have been told to. */
  readonly recursive?: boolean;
  /** Whether wildcards were taken literally already. */
  readonly raw?: boolean;
}

const WILDCARDS = /[*?[{]/u;

/** The error for a key, prefix or pattern that nothing answers to: said, never passed over. */
export function nothingFound(uris: readonly string[], advice: NothingFoundAdvice = {}): NotFoundError {
  const hasWildcards = advice.raw !== true && uris.some((uri) => WILDCARDS.test(uri));
  return new NotFoundError(`Nothing found at ${uris.map(formatKey).join(", ")}`, {
    code: "NothingFound",
    hints: [
      ...(advice.recursive === false ? ["Add --recursive to take in what is below a folder"] : []),
      ...(hasWildcards ? ["* stops at a slash, ** does not; --raw takes wildcards literally"] : []),
      `See what there is: s3kit ls ${bucketOf(uris[0] ?? "")}`,
    ],
  });
}

const bucketOf = (uri: string): string => /^s3:\/\/[^/]*/u.exec(uri)?.[0] ?? "";
