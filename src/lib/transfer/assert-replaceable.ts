import type { Stats } from "node:fs";
import { stat } from "node:fs/promises";
import { UsageError } from "../errors/s3kit-error.js";

/**
 * Look that a file written beside a path and renamed would replace no device, pipe or socket there.
 *
 * @throws UsageError
 */
export async function assertReplaceable(path: string): Promise<void> {
  assertNoDevice(
    path,
    await stat(path).catch(() => undefined), // What is wrong with the path is told when it is written to.
  );
}

/** {@link assertReplaceable} of what was found there already. */
export function assertNoDevice(path: string, found: Stats | undefined): void {
  if (found === undefined || found.isFile() || found.isDirectory()) return;
  throw new UsageError(`${path} is neither a file nor a folder`, {
    hints: [`Write to standard output instead: … - > ${path}`],
  });
}
