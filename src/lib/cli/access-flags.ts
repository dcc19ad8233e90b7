import { Flags } from "@oclif/core";
import type { AccessInput } from "../grants/caller-access.js";
import { grantPermissionFlag } from "./grants-command.js";
import { parseDuration } from "./parse-time.js";

/** The flags of commands that ask for credentials of a grant. */
export const accessFlags = {
  permission: grantPermissionFlag({ default: "READ", description: "what they are to be good for" }),
  privilege: Flags.option({ options: ["default", "minimal"] as const })({
    default: "default",
    description: "for all that the matching grant covers, or for what is asked for alone",
  }),
  duration: Flags.string({ helpValue: "15m|1h|12h", description: "how long they last (default: 1h)" }),
  object: Flags.boolean({ default: false, description: "the target is one object, also if it ends in *" }),
  "audit-context": Flags.string({
    helpValue: "TEXT",
    description: "what the service's log is to say about it",
  }),
};

interface ParsedAccessFlags {
  readonly permission: AccessInput["permission"];
  readonly privilege: "default" | "minimal";
  readonly duration?: string | undefined;
  readonly object: boolean;
  readonly "audit-context"?: string | undefined;
}

/** Flags in the words of the service. @throws UsageError for what is no length of time. */
export function toAccessInput(target: string, flags: ParsedAccessFlags): AccessInput {
  return {
    target,
    permission: flags.permission,
    privilege: flags.privilege === "minimal" ? "Minimal" : "Default",
    durationSeconds: flags.duration === undefined ? undefined : parseDuration(flags.duration) / 1000,
    ...(flags.object ? { isObject: true } : {}),
    auditContext: flags["audit-context"],
  };
}
