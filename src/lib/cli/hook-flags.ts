import { Flags } from "@oclif/core";

/** The events of hooks, in the order in which a request meets them. */
const HOOK_EVENTS = [
  "preRequest",
  "preUploadBeforeCheck",
  "preUploadUnsafe",
  "postUpload",
  "postRetrieve",
] as const;

/** `--hooks`, as `proxy serve` has it. */
export const hooksFlag = Flags.string({
  multiple: true,
  multipleNonGreedy: true,
  default: [],
  helpValue: "DIR",
  description: "folder of hook files, besides `hooks` in s3kit's own folder; repeatable",
});

/** `--event`. */
export const eventFlag = Flags.option({ options: HOOK_EVENTS });
