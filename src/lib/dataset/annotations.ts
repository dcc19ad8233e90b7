import { IntegrityError, NotFoundError, UsageError } from "../errors/s3kit-error.js";
import type { DatasetBroker } from "./broker/dataset-broker.js";
import { listNames } from "./describe-dataset.js";
import { assertRecordName } from "./format/dataset-names.js";
import { JsonNumber, parseJson, pythonFloat, pythonJson, type JsonValue } from "./format/python-json.js";

/** How the text of an annotation is to be understood, as dtool names it. */
export const ANNOTATION_TYPES = ["str", "int", "float", "bool", "json"] as const;
export type AnnotationType = (typeof ANNOTATION_TYPES)[number];

/** Annotate a dataset, frozen or not; an annotation of that name is replaced. @throws UsageError for a bad name */
export async function setAnnotation(broker: DatasetBroker, name: string, value: JsonValue): Promise<void> {
  assertRecordName("annotation", name);
  await broker.writeDocument(`annotations/${name}.json`, pythonJson(value, { indent: 2 }));
}

/** @throws NotFoundError `NoSuchAnnotation`; IntegrityError when it is no JSON. */
export async function getAnnotation(broker: DatasetBroker, name: string): Promise<JsonValue> {
  const document = `annotations/${name}.json`;
  const found = await broker.readDocument(document);
  if (found === undefined)
    throw new NotFoundError(`${broker.uri} has no annotation ${JSON.stringify(name)}`, {
      code: "NoSuchAnnotation",
    });
  try {
    return parseJson(found.text);
  } catch (error) {
    throw new IntegrityError(`${broker.describePlace(document)} is no JSON`, {
      code: "DamagedAnnotation",
      cause: error,
    });
  }
}

/** Take an annotation away. @returns false when there was none. */
export async function deleteAnnotation(broker: DatasetBroker, name: string): Promise<boolean> {
  if (!(await listNames(broker, "annotations")).includes(name)) return false;
  await broker.deleteDocuments([`annotations/${name}.json`]);
  return true;
}

/**
 * Read a text as a value of a type.
 *
 * @throws UsageError `InvalidValue`
 */
export function parseAnnotation(text: string, type: AnnotationType): JsonValue {
  switch (type) {
    case "str":
      return text;
    case "int":
      if (/^[+-]?\d+$/.test(text.trim()))
        return new JsonNumber(BigInt(text.trim().replace(/^\+/, "")).toString());
      throw invalid(text, "a whole number");
    case "float":
      if (text.trim() !== "" && Number.isFinite(Number(text)))
        return new JsonNumber(pythonFloat(Number(text)));
      throw invalid(text, "a number");
    case "bool":
      return parseBoolean(text);
    case "json":
      try {
        return parseJson(text);
      } catch (error) {
        if (error instanceof SyntaxError) throw invalid(text, "JSON");
        throw error;
      }
  }
}

function parseBoolean(text: string): boolean {
  const word = text.trim().toLowerCase();
  if (["1", "true", "t", "yes", "y", "on"].includes(word)) return true;
  if (["0", "false", "f", "no", "n", "off"].includes(word)) return false;
  throw invalid(text, "true or false");
}

function invalid(text: string, what: string): UsageError {
  return new UsageError(`${JSON.stringify(text)} is not ${what}`, { code: "InvalidValue" });
}
