import { join } from "node:path";
import { Flags } from "@oclif/core";
import { configFolder } from "../config/config-folder.js";
import { UsageError } from "../errors/s3kit-error.js";
import { parseRingSource, type RingSource } from "../key-ring/ring-source.js";

/** `--ring`, the same on every command that encrypts or decrypts. */
export const ringFlag = Flags.string({
  helpValue: "RING",
  description:
    "key ring: a file, env:VARIABLE or command:PROGRAM (default: S3KIT_RING, else ring.json in s3kit's folder)",
});

/** The ring that the flag, the environment or the default means. */
export function ringSource(
  flag: string | undefined,
  env: Readonly<Record<string, string | undefined>>,
): RingSource {
  const set = env["S3KIT_RING"];
  const given = flag ?? (set === "" ? undefined : set);
  return given === undefined
    ? { kind: "file", path: join(configFolder(env), "ring.json") }
    : parseRingSource(given);
}

/** The path of a ring that is to be changed. @throws UsageError when it is not in a file */
export function ringPath(
  flag: string | undefined,
  env: Readonly<Record<string, string | undefined>>,
): string {
  const source = ringSource(flag, env);
  if (source.kind === "file") return source.path;
  throw new UsageError("Only a key ring in a file can be changed", {
    hints: ["Name the file with --ring, and put it where the ring is read from yourself"],
  });
}
