import { IntegrityError } from "../../errors/s3kit-error.js";
import { parseJson, pythonJson, JsonNumber, type JsonValue } from "../format/python-json.js";
import type { OverlayValues } from "./item-metadata.js";

/** An overlay's text, byte for byte as dtool writes it. */
export function formatOverlay(values: OverlayValues): string {
  return pythonJson(Object.fromEntries(values), { indent: 2 });
}

/** @throws IntegrityError when it is no JSON object. */
export function parseOverlay(text: string, place: string): OverlayValues {
  try {
    const value = parseJson(text);
    if (isObject(value)) return new Map(Object.entries(value));
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
  }
  throw new IntegrityError(`${place} is no JSON object`, { code: "DamagedOverlay" });
}

function isObject(value: JsonValue): value is Readonly<Record<string, JsonValue>> {
  return (
    typeof value === "object" && value !== null && !Array.isArray(value) && !(value instanceof JsonNumber)
  );
}
