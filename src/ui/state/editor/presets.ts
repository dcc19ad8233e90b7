import { corsPreset, CORS_PRESETS } from "../../../lib/cors/cors-presets.js";
import { toCorsDocument } from "../../../lib/cors/cors-rules.js";
import { policyPreset, POLICY_PRESETS } from "../../../lib/policy/policy-presets.js";
import { openPick, type PickItem } from "../dialog/pick-dialog.js";
import { noting, settled, type ExplorerState, type Transition } from "../explorer-state.js";
import { withBuffer, type EditorScreen, type EditorSubject } from "./editor-screen.js";
import { replaceText } from "./text-buffer.js";

/** Let one of the usual cases be chosen; it takes the place of what is written. */
export function askPreset(state: ExplorerState, screen: EditorScreen): Transition {
  const items = presetsFor(screen.subject);
  if (items.length === 0) return settled(noting(state, "warning", "There are no usual cases for this"));
  const options = { title: "Begin with", placeholder: "type to search", nothing: "No such case", items };
  return settled({ ...state, dialog: openPick(options) });
}

function presetsFor(subject: EditorSubject): readonly PickItem[] {
  if (subject.kind === "cors") {
    return CORS_PRESETS.map((preset) =>
      presetItem(
        preset,
        JSON.stringify(toCorsDocument(corsPreset(preset, ["https://example.com"])), null, 2),
      ),
    );
  }
  if (subject.kind === "policy") {
    const example = {
      prefix: "public/",
      principals: ["arn:aws:iam:::user/NAME"],
      name: "NAME",
      networks: ["192.0.2.0/24"],
    };
    return POLICY_PRESETS.map((preset) =>
      presetItem(
        preset,
        JSON.stringify(policyPreset(preset, { bucket: subject.bucket, ...example }), null, 2),
      ),
    );
  }
  return subject.kind === "lifecycle"
    ? Object.entries(LIFECYCLE_CASES).map(([name, rule]) =>
        presetItem(name, JSON.stringify({ Rules: [rule] }, null, 2)),
      )
    : [];
}

const LIFECYCLE_CASES = {
  "expire-after-30-days": {
    ID: "expire",
    Status: "Enabled",
    Filter: { Prefix: "tmp/" },
    Expiration: { Days: 30 },
  },
  "drop-old-versions": {
    ID: "old-versions",
    Status: "Enabled",
    Filter: { Prefix: "" },
    NoncurrentVersionExpiration: { NoncurrentDays: 90 },
  },
  "drop-unfinished-uploads": {
    ID: "uploads",
    Status: "Enabled",
    Filter: { Prefix: "" },
    AbortIncompleteMultipartUpload: { DaysAfterInitiation: 7 },
  },
};

function presetItem(name: string, text: string): PickItem {
  const choose = (state: ExplorerState) =>
    state.screen.kind === "editor"
      ? settled({ ...state, screen: withBuffer(state.screen, replaceText(state.screen.buffer, text)) })
      : settled(state);
  return { text: name, choose };
}
