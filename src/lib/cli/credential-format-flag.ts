import { Flags } from "@oclif/core";

/** How temporary credentials are printed where `--json` is not given. */
export const credentialFormatFlag = Flags.option({ options: ["env", "credential-process"] as const })({
  default: "env",
  description: "print export lines, or what a credential_process prints",
});
