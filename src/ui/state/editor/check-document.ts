import { S3kitError } from "../../../lib/errors/s3kit-error.js";
import { readLifecycleDocument } from "../../../lib/bucket/read-lifecycle-document.js";
import { readCorsDocument } from "../../../lib/cors/read-cors-document.js";
import { explainPolicy } from "../../../lib/policy/explain-policy.js";
import { lintPolicy } from "../../../lib/policy/lint-policy.js";
import { explainCorsRule, explainLifecycleRule } from "./explain-rules.js";
import type { EditorSubject } from "./editor-screen.js";

/** Something wrong, or worth a second look, in a text. */
export interface TextFinding {
  readonly severity: "error" | "warning";
  /** From 1; undefined for what is about all of it. */
  readonly line: number | undefined;
  readonly message: string;
  readonly hint: string | undefined;
  /** The whole world could write. */
  readonly isPublicWrite: boolean;
}

/** What a text means, and what is wrong with it. */
export interface DocumentCheck {
  readonly findings: readonly TextFinding[];
  /** In plain words, a sentence or two each. */
  readonly meaning: readonly string[];
}

/** Source: S3 User Guide, "Categorizing your storage using tags", and "Using cost allocation tags for buckets". */
const MOST_OBJECT_TAGS = 10;
const MOST_BUCKET_TAGS = 50;
const LONGEST_TAG_NAME = 128;
const LONGEST_TAG_VALUE = 256;

/** Check a text as it is being written: quick, and whatever it holds, it never throws. */
export function checkDocument(subject: EditorSubject, text: string): DocumentCheck {
  if (text.trim() === "") return { findings: [], meaning: [emptyMeaning(subject)] };
  switch (subject.kind) {
    case "policy":
      return checkPolicy(text, subject.bucket);
    case "cors":
      return checked(() => readCorsDocument(text, "").map(explainCorsRule));
    case "lifecycle":
      return checked(() => readLifecycleDocument(text, "").Rules.map(explainLifecycleRule));
    case "tags":
      return checkTags(text, MOST_BUCKET_TAGS);
    case "object-tags":
      return checkTags(text, MOST_OBJECT_TAGS);
  }
}

function emptyMeaning({ kind }: EditorSubject): string {
  switch (kind) {
    case "policy":
      return "No policy: what the bucket's owner and ACLs allow, and nothing else.";
    case "cors":
      return "No rules: pages of other origins cannot use the bucket.";
    case "lifecycle":
      return "No rules: nothing expires or moves by itself.";
    case "tags":
    case "object-tags":
      return "No tags.";
  }
}

function checkPolicy(text: string, bucket: string): DocumentCheck {
  return checked(() => {
    const findings = lintPolicy(text, "", { bucket }).findings.map(
      ({ severity, message, position, hint, rule }): TextFinding => ({
        severity,
        message,
        hint,
        line: position.line,
        isPublicWrite: rule === "public-write",
      }),
    );
    const isSound = !findings.some(({ severity }) => severity === "error");
    return {
      findings,
      meaning: isSound
        ? explainPolicy(text, bucket)
            .filter(isSummary)
            .map(({ meaning }) => meaning)
        : [],
    };
  });
}

function isSummary({ field }: { readonly field: string }): boolean {
  return field.startsWith("Statement ");
}

function checkTags(text: string, most: number): DocumentCheck {
  const names = new Set<string>();
  const lines = text.split("\n");
  const findings = lines.flatMap((line, i): readonly TextFinding[] => {
    const message = line.trim() === "" ? undefined : tagFault(line, names);
    return message === undefined ? [] : [fault(i + 1, message)];
  });
  const count = lines.filter((line) => line.trim() !== "").length;
  const tooMany =
    count > most ? [fault(undefined, `At most ${most.toString()} tags, these are ${count.toString()}`)] : [];
  return {
    findings: [...findings, ...tooMany],
    meaning: [`${count.toString()} of at most ${most.toString()} tags, one NAME=VALUE a line.`],
  };
}

function tagFault(line: string, names: Set<string>): string | undefined {
  const equals = line.indexOf("=");
  if (equals < 1) return "not NAME=VALUE";
  const name = line.slice(0, equals);
  if (names.has(name)) return `there is a tag ${name} already`;
  names.add(name);
  if (name.length > LONGEST_TAG_NAME)
    return `the name is longer than ${LONGEST_TAG_NAME.toString()} characters`;
  const isLong = line.length - equals - 1 > LONGEST_TAG_VALUE;
  return isLong ? `the value is longer than ${LONGEST_TAG_VALUE.toString()} characters` : undefined;
}

function checked(read: () => DocumentCheck | readonly string[]): DocumentCheck {
  try {
    const result = read();
    return "findings" in result ? result : { findings: [], meaning: result };
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    return { findings: [placed(error)], meaning: [] };
  }
}

/** Readers name line and column before what is wrong: `:3:5: not valid JSON`. */
function placed(error: Error): TextFinding {
  const [, line, message] = /^:(\d+):\d+: (.*)$/su.exec(error.message) ?? [];
  const hint = error instanceof S3kitError ? error.hints[0] : undefined;
  const place = line === undefined ? undefined : Number(line);
  return { ...fault(place, message ?? error.message), hint };
}

function fault(line: number | undefined, message: string): TextFinding {
  return { severity: "error", line, message, hint: undefined, isPublicWrite: false };
}
