import { NotFoundError, UsageError } from "../errors/s3kit-error.js";
import { parseAllDocuments } from "yaml";
import type { DatasetBroker } from "./broker/dataset-broker.js";
import { secondsNow, type AdminMetadata } from "./format/admin-metadata.js";
import { pythonFloat } from "./format/python-json.js";

/** What is wrong with a README, and where. */
export interface ReadmeProblem {
  readonly message: string;
  /** From 1. */
  readonly line: number | undefined;
  readonly column: number | undefined;
}

/** The README of a dataset as it is; "" when there is none. */
export async function readReadme(broker: DatasetBroker): Promise<string> {
  return (await broker.readDocument("README.yml"))?.text ?? "";
}

/** @throws NotFoundError `NoSuchReadme` when there is none: dtool makes one with each dataset, if only an empty one. */
export async function requireReadme(broker: DatasetBroker): Promise<string> {
  const found = await broker.readDocument("README.yml");
  if (found !== undefined) return found.text;
  throw new NotFoundError(`${broker.uri} has no README: ${broker.describePlace("README.yml")} is missing`, {
    code: "NoSuchReadme",
    hints: [`Write one: s3kit dataset readme set ${broker.uri} README.yml`],
  });
}

/** Everything that keeps a text from being YAML: nothing for a README that dtool reads. */
export function checkReadme(text: string): readonly ReadmeProblem[] {
  const documents = parseAllDocuments(text, { uniqueKeys: true });
  const list = Array.isArray(documents) ? documents : [];
  const problems = list.flatMap(({ errors }) =>
    errors.map(({ message, linePos }) => ({
      message: message.split(" at line ")[0] ?? message,
      line: linePos?.[0].line,
      column: linePos?.[0].col,
    })),
  );
  const second =
    list.length > 1 ? [{ message: "It has more than one document", line: undefined, column: undefined }] : [];
  return [...problems, ...second];
}

/** @throws UsageError `InvalidReadme` naming the first problem. */
export function assertReadme(text: string, what: string): void {
  const [problem] = checkReadme(text);
  if (problem === undefined) return;
  const place =
    problem.line === undefined ? "" : ` (line ${problem.line.toString()}, column ${String(problem.column)})`;
  throw new UsageError(`${what} is no valid YAML: ${problem.message}${place}`, {
    code: "InvalidReadme",
    hints: ["The README was not changed"],
  });
}

/**
 * Replace the README. Of a frozen dataset the one before is kept beside it, with the time in its name, as dtool does.
 *
 * @throws UsageError when the text is no YAML.
 */
export async function writeReadme(broker: DatasetBroker, admin: AdminMetadata, text: string): Promise<void> {
  assertReadme(text, "The new README");
  const before = await broker.readDocument("README.yml");
  if (before?.text === text) return;
  if (admin.type === "dataset" && before !== undefined) {
    await broker.writeDocument(`README.yml-${pythonFloat(secondsNow())}`, before.text);
  }
  await broker.writeDocument("README.yml", text);
}
