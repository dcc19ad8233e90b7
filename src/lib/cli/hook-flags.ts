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

/** `--config`, as `proxy serve` has it. */
export const proxyConfigFlag = Flags.string({
  helpValue: "FILE",
  description: "configuration file of the proxy, with its built-in hooks and folders",
});

/** `--event`. */
export const eventFlag = Flags.option({ options: HOOK_EVENTS });
