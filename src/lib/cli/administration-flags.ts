import { Flags } from "@oclif/core";
import type { ParsedConnectionFlags } from "./connection-flags.js";
import { ringFlag } from "./ring-flags.js";

/** Which registry of users and workspaces a command is about; the same on all of them. */
export const administrationFlags = {
  control: Flags.string({
    helpGroup: "CONNECTION",
    helpValue: "s3://BUCKET",
    description: "act on the registry in this bucket, as its administrator (also S3KIT_CONTROL)",
  }),
  ring: ringFlag,
};

/** {@link administrationFlags} and the connection's, as oclif parsed them. */
export interface ParsedAdministrationFlags extends ParsedConnectionFlags {
  readonly control?: string | undefined;
  readonly ring?: string | undefined;
}
