import { readFile } from "node:fs/promises";
import { ConfigurationError } from "../errors/s3kit-error.js";

/**
 * Read the certificate authorities that a connection's settings name; undefined when they name none.
 *
 * @throws ConfigurationError when the file cannot be read.
 */
export async function readAuthorities(path: string | undefined): Promise<string | undefined> {
  if (path === undefined) return undefined;
  try {
    return await readFile(path, "utf8");
  } catch (error) {
    throw new ConfigurationError(`Cannot read the certificate file ${path}`, {
      hints: ["Set AWS_CA_BUNDLE to a readable file of PEM certificates, or unset it"],
      cause: error,
    });
  }
}
