import { UsageError } from "../../errors/s3kit-error.js";

/** Source: dtoolcore, `name_is_valid`; its own expression also takes a line feed at the end. */
const NAME = /^[0-9A-Za-z\-_.]{1,80}$/;

/**
 * Check the name of a dataset. dtool's rule, but for `.` and `..`, which name no folder of their own.
 *
 * @throws UsageError `InvalidDatasetName`
 */
export function assertDatasetName(name: string): void {
  if (NAME.test(name) && name !== "." && name !== "..") return;
  throw invalid("InvalidDatasetName", "dataset name", name, "such as field-trial-scores-T8.3");
}

/**
 * Check the name of an overlay, an annotation or a key of item metadata. dtool writes names with dots, but cannot list
 * them any more: they are refused.
 *
 * @throws UsageError `InvalidName`
 */
export function assertRecordName(kind: "overlay" | "annotation" | "item metadata", name: string): void {
  if (!NAME.test(name)) throw invalid("InvalidName", `name of an ${kind}`.replace("an item", "item"), name);
  if (name.includes(".")) {
    throw new UsageError(`${quoted(name)} has a dot: dtool could list no ${kind} of the dataset any more`, {
      code: "InvalidName",
      hints: [`Use - or _ instead: ${name.replaceAll(".", "_")}`],
    });
  }
}

/** @throws UsageError `InvalidTag` */
export function assertTag(tag: string): void {
  if (!NAME.test(tag) || tag === "." || tag === "..") throw invalid("InvalidTag", "tag", tag);
}

/** Whether a text can be the UUID of a dataset: dtool writes version 4 in lower case. */
export function isUuid(text: string): boolean {
  return /^[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}$/.test(text);
}

function invalid(code: string, what: string, name: string, example = "such as first-class"): UsageError {
  return new UsageError(`${quoted(name)} is no ${what}`, {
    code,
    hints: [`Use 1 to 80 of the characters 0-9 a-z A-Z - _ . ${example}`],
  });
}

function quoted(name: string): string {
  return JSON.stringify(name);
}
