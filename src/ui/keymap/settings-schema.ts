import type { Keymap } from "../actions/action.js";
import { THEME_NAMES } from "../theme/theme.js";
import { KEY_SEQUENCE_PATTERN } from "./key-name.js";

/** The JSON schema of `explorer.json`: editors complete and explain every action from it. */
export function settingsSchema(keymap: Keymap): object {
  const actions = Object.values(keymap).flatMap((layer) =>
    layer.actions.map(({ id, title, keys }) => [
      id,
      { $ref: "#/$defs/keys", title: `${title} (${layer.title})`, default: keys },
    ]),
  );
  return {
    $schema: "https://json-schema.org/draft/2020-12/schema",
    title: "Settings of the s3kit explorer",
    description: "explorer.json in s3kit's folder of settings: ~/.config/s3kit, or S3KIT_CONFIG_DIR.",
    type: "object",
    additionalProperties: false,
    properties: {
      $schema: { type: "string" },
      theme: { enum: THEME_NAMES, description: "Colours; without it, by what the terminal tells." },
      mouse: { type: "boolean", default: true, description: "Take clicks and the wheel." },
      readOnly: {
        type: "boolean",
        default: false,
        description: "Refuse whatever changes something in a store.",
      },
      keys: {
        type: "object",
        description: "Keys by action; an empty list takes an action's keys away.",
        additionalProperties: false,
        properties: Object.fromEntries(actions),
      },
    },
    $defs: {
      keys: {
        type: "array",
        items: {
          type: "string",
          pattern: KEY_SEQUENCE_PATTERN,
          description: "j, G, ctrl+f, alt+left, enter; a sequence with blanks between: g g",
        },
      },
    },
  };
}
