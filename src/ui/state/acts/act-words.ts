import { formatTime } from "../../../lib/cli/format-time.js";
import { formatS3Uri } from "../../../lib/s3/uri.js";
import { displayText } from "../../text/cell-text.js";
import type { CommandWords } from "../../actions/action.js";
import type { StoreAct } from "./store-act.js";

/** The command line that makes the same change; `FILE` stands for the text that was written. */
export function commandOf(act: StoreAct): CommandWords | undefined {
  switch (act.kind) {
    case "restore-version":
      return ["version", "restore", formatS3Uri(act.object), "--version-id", act.object.versionId];
    case "delete-version":
      return ["version", "delete", formatS3Uri(act.object), "--version-id", act.object.versionId];
    case "set-object-tags":
      return Object.keys(act.tags).length === 0
        ? ["tag", "delete", formatS3Uri(act.object)]
        : ["tag", "set", formatS3Uri(act.object), ...pairs(act.tags)];
    case "set-retention":
      return [
        "retention",
        "set",
        formatS3Uri(act.object),
        "--mode",
        act.mode.toLowerCase(),
        "--until",
        act.until.toISOString(),
      ];
    case "set-legal-hold":
      return ["legal-hold", act.on ? "on" : "off", formatS3Uri(act.object)];
    case "set-document":
      return documentCommand(act);
    case "delete-document":
      return [...topic(act.subject.kind), "delete", `s3://${act.subject.bucket}`];
    case "set-versioning":
      return ["bucket", "versioning", act.on ? "enable" : "suspend", `s3://${act.bucket}`];
    case "create-bucket":
      return ["bucket", "create", act.bucket];
    case "make-folder":
      // Commands put files, and have no use for folders that are empty.
      return undefined;
    case "block-public-access":
      return ["bucket", "public-access", "block", `s3://${act.bucket}`];
    case "allow-public-access":
      return ["bucket", "public-access", "allow", `s3://${act.bucket}`];
  }
}

/** What is told once it was made. */
export function doneText(act: StoreAct): string {
  switch (act.kind) {
    case "restore-version":
      return `Restored ${nameOf(act.object.key)}: a copy of that version is the newest now`;
    case "delete-version":
      return act.isMarker
        ? `${nameOf(act.object.key)} is no longer hidden by that delete marker`
        : `Deleted a version of ${nameOf(act.object.key)}`;
    case "set-object-tags":
      return `Set the tags of ${nameOf(act.object.key)}`;
    case "set-retention":
      return `${nameOf(act.object.key)} is locked until ${formatTime(act.until)}`;
    case "set-legal-hold":
      return act.on
        ? `${nameOf(act.object.key)} is held`
        : `The legal hold on ${nameOf(act.object.key)} is lifted`;
    case "set-document":
      return `Set ${DOCUMENTS[act.subject.kind]} of ${act.subject.bucket}`;
    case "delete-document":
      return `Removed ${DOCUMENTS[act.subject.kind]} of ${act.subject.bucket}`;
    case "set-versioning":
      return act.on
        ? `${act.bucket} keeps versions now`
        : `${act.bucket} keeps no new versions; the old ones stay`;
    case "create-bucket":
      return `Made the bucket ${act.bucket}`;
    case "make-folder":
      return `Made ${nameOf(act.object.key)}`;
    case "block-public-access":
      return `Public access to ${act.bucket} is blocked`;
    case "allow-public-access":
      return `Public access to ${act.bucket} is no longer blocked`;
  }
}

export const DOCUMENTS = {
  policy: "the policy",
  cors: "the CORS rules",
  lifecycle: "the lifecycle rules",
  tags: "the tags",
} as const;

function documentCommand({ subject, text }: Extract<StoreAct, { kind: "set-document" }>): CommandWords {
  const bucket = `s3://${subject.bucket}`;
  if (subject.kind !== "tags") return [...topic(subject.kind), "set", bucket, "FILE"];
  return ["bucket", "tags", "set", bucket, ...text.split("\n").filter((line) => line.trim() !== "")];
}

function topic(kind: "policy" | "cors" | "lifecycle" | "tags"): CommandWords {
  return kind === "policy" || kind === "cors" ? [kind] : ["bucket", kind];
}

function pairs(values: Readonly<Record<string, string>>): readonly string[] {
  return Object.entries(values).map(([name, value]) => `${name}=${value}`);
}

function nameOf(key: string): string {
  return displayText(key.slice(key.lastIndexOf("/", key.length - 2) + 1));
}
