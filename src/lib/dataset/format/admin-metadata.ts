import { IntegrityError } from "../../errors/s3kit-error.js";
import { JsonNumber, parseJson, pythonFloat, pythonJson, type JsonValue } from "./python-json.js";

/** The version of dtoolcore whose format is written. */
export const DTOOLCORE_VERSION = "3.20.0";

/** What identifies a dataset and says how far it is. Times are seconds since 1970, UTC. */
export interface AdminMetadata {
  readonly uuid: string;
  readonly dtoolcoreVersion: string;
  readonly name: string;
  readonly type: "protodataset" | "dataset";
  readonly creatorUsername: string | undefined;
  readonly createdAt: number | undefined;
  readonly frozenAt: number | undefined;
}

/** The document `dtool`: one line, in the order in which dtool writes it. `claim` is noted by who freezes it now. */
export function formatAdminMetadata(admin: AdminMetadata, claim?: string): string {
  const claimed = claim === undefined ? {} : { freeze_claim: claim };
  return pythonJson({ ...toFields(admin), ...claimed });
}

/** The same as user metadata, which dtool reads rather than the body. */
export function adminHeaders(admin: AdminMetadata): Record<string, string> {
  const fields = Object.entries(toFields(admin));
  return Object.fromEntries(
    fields.map(([name, value]) => [name, value instanceof JsonNumber ? value.text : value]),
  );
}

/**
 * Read the document `dtool`: its body first; what the body lacks, from the user metadata. Front ends that drop headers
 * with a `_` lose some of those, and dtool-s3 before 0.4 wrote nothing else.
 *
 * @returns undefined when neither says what dataset it is.
 * @throws IntegrityError when it says something that no dtool writes.
 */
export function parseAdminMetadata(
  body: string,
  headers: Readonly<Record<string, string>>,
): AdminMetadata | undefined {
  const fields: Readonly<Record<string, JsonValue>> = { ...headers, ...parseBody(body) };
  const { uuid, name, type } = fields;
  if (typeof uuid !== "string" || typeof name !== "string" || typeof type !== "string") return undefined;
  if (type !== "dataset" && type !== "protodataset") {
    throw new IntegrityError(`Dataset ${uuid} is of the unknown type ${JSON.stringify(type)}`, {
      code: "UnknownDatasetType",
    });
  }
  return {
    uuid,
    dtoolcoreVersion: textOf(fields["dtoolcore_version"]) ?? "unknown",
    name,
    type,
    creatorUsername: textOf(fields["creator_username"]),
    createdAt: secondsOf(fields["created_at"]),
    frozenAt: secondsOf(fields["frozen_at"]),
  };
}

/** Seconds since 1970, to the microsecond as far as the clock has them. */
export function secondsNow(): number {
  return Number(((performance.timeOrigin + performance.now()) / 1000).toFixed(6));
}

function toFields(admin: AdminMetadata): Record<string, string | JsonNumber> {
  const { creatorUsername, createdAt, frozenAt } = admin;
  return {
    uuid: admin.uuid,
    dtoolcore_version: admin.dtoolcoreVersion,
    name: admin.name,
    type: admin.type,
    ...(creatorUsername === undefined ? {} : { creator_username: creatorUsername }),
    ...(createdAt === undefined ? {} : { created_at: new JsonNumber(pythonFloat(createdAt)) }),
    ...(frozenAt === undefined ? {} : { frozen_at: new JsonNumber(pythonFloat(frozenAt)) }),
  };
}

function parseBody(body: string): Readonly<Record<string, JsonValue>> {
  try {
    const value = parseJson(body);
    return isRecord(value) ? value : {};
  } catch (error) {
    // dtool-s3 before 0.4 wrote the word `dtoolfile`.
    if (error instanceof SyntaxError) return {};
    throw error;
  }
}

function isRecord(value: JsonValue): value is Readonly<Record<string, JsonValue>> {
  return (
    typeof value === "object" && value !== null && !Array.isArray(value) && !(value instanceof JsonNumber)
  );
}

function textOf(value: JsonValue | undefined): string | undefined {
  return typeof value === "string" ? value : undefined;
}

function secondsOf(value: JsonValue | undefined): number | undefined {
  const seconds = value instanceof JsonNumber ? Number(value.text) : Number(value);
  return value === undefined || value === null || value === "" || !Number.isFinite(seconds)
    ? undefined
    : seconds;
}
