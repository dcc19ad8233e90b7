import { S3Error } from "../../wire/s3-error.js";

type Parameters = ReadonlyMap<string, string>;

/** STS gives out nothing for less. */
const LEAST_SECONDS = 900;

/** `DurationSeconds` of a call. @throws S3Error ValidationError outside of what the operation allows */
export function durationSeconds(
  parameters: Parameters,
  { most, otherwise }: { readonly most: number; readonly otherwise: number },
): number {
  const given = parameters.get("DurationSeconds");
  if (given === undefined) return otherwise;
  const seconds = /^\d{1,9}$/.test(given) ? Number(given) : Number.NaN;
  if (seconds >= LEAST_SECONDS && seconds <= most) return seconds;
  throw invalid(`DurationSeconds must be a whole number from ${LEAST_SECONDS} to ${most}.`);
}

/** A parameter that must be there. @throws S3Error ValidationError */
export function required(parameters: Parameters, name: string, pattern: RegExp, what: string): string {
  const value = parameters.get(name);
  if (value !== undefined && pattern.test(value)) return value;
  throw invalid(`${name} must be ${what}.`);
}

/** Says that a parameter is not what it must be. */
export function invalid(message: string): S3Error {
  return new S3Error("ValidationError", message);
}
