import { UsageError } from "../errors/s3kit-error.js";

/** Both ends included; `last`: that many bytes from the end. */
export type ParsedRange =
  | { readonly startByte: number; readonly endByte?: number | undefined }
  | { readonly last: number };

/**
 * Read a range of bytes as in HTTP (RFC 9110, 14.1.2), with or without `bytes=`: `0-99`, `100-`, `-100`.
 *
 * @throws UsageError on anything else, and when it ends before it starts.
 */
export function parseRange(text: string): ParsedRange {
  const found = /^(?:bytes=)?(?<start>\d*)-(?<end>\d*)$/u.exec(text.trim());
  const { start = "", end = "" } = found?.groups ?? {};
  const isEmpty = start === "" && end === "";
  const isBackward = start !== "" && end !== "" && Number(end) < Number(start);
  if (found === null || isEmpty || isBackward) {
    throw new UsageError(`Not a range of bytes: ${text}`, {
      code: "InvalidRange",
      hints: ["Write it as 0-99 for the first hundred bytes, 100- for the rest, -100 for the last hundred"],
    });
  }
  if (start === "") return { last: Number(end) };
  return { startByte: Number(start), endByte: end === "" ? undefined : Number(end) };
}
