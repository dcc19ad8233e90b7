import { Flags } from "@oclif/core";

/** The flags that narrow down names, the same wherever there are any. */
export const nameFlags = {
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
};

/** The flags that say which keys a command is about. */
export const selectionFlags = {
  ...nameFlags,
  raw: Flags.boolean({ description: "take * ? [ ] { } in keys literally" }),
};
