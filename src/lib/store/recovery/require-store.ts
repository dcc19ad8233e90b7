import { access } from "node:fs/promises";
import { join } from "node:path";
import { NotFoundError } from "../../errors/s3kit-error.js";

/**
 * Make sure that a folder is a store, where a new one must not be made by mistake.
 * @throws NotFoundError when it is none
 */
export async function requireStore(dir: string): Promise<void> {
  try {
    await access(join(dir, "index.db"));
  } catch (error) {
    throw new NotFoundError(`There is no store in ${dir}`, {
      code: "NoSuchStore",
      hints: ["Name the folder that `s3kit store serve --data` was given."],
      cause: error,
    });
  }
}
