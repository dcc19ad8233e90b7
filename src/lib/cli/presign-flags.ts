import { Flags } from "@oclif/core";

/** How long, on every presign command. */
export const expiresFlag = Flags.string({
  default: "1h",
  helpValue: "15m|12h|7d",
  description: "how long it is valid, 7d at most",
});

/** What to print: the bare URL, or something to paste. */
export const urlFormatFlag = Flags.option({ options: ["url", "curl", "fetch"] as const })({
  default: "url",
  description: "print the URL, a curl line, or JavaScript",
});
