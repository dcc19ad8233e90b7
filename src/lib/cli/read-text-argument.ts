import { readFile } from "node:fs/promises";
import { text } from "node:stream/consumers";
import { ConfigurationError } from "../errors/s3kit-error.js";

/** Documents are small; what is larger was named by mistake. */
const MOST_BYTES = 4 * 1024 * 1024;

/**
 * The text of a file named on the command line, or of standard input for `-`.
 *
 * @throws ConfigurationError when it is larger than 4 MiB.
 */
export async function readTextArgument(file: string, signal: AbortSignal): Promise<string> {
  const content =
    file === "-" ? await text(process.stdin) : await readFile(file, { encoding: "utf8", signal });
  if (content.length > MOST_BYTES) throw new ConfigurationError(`${file} is too large for a document`);
  return content;
}
