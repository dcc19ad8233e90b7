import { Flags } from "@oclif/core";

/** The flags that narrow down which keys a command is about, the same wherever there are any. */
export const selectionFlags = {
  include: Flags.string({
    multiple: true,
    multipleNonGreedy: true,
    helpValue: "PATTERN",
    description: "only names that match (may be repeated)",
  }),
  exclude: Flags.string({
    multiple: true,
    multipleNonGreedy: true,
    helpValue: "PATTERN",
    description: "no names that match (may be repeated); wins over --include",
  }),
  raw: Flags.boolean({ description: "take * ? [ ] { } in keys literally" }),
};
