import type { EditorSubject } from "./editor-screen.js";

/** What is being written, for titles. */
export function subjectTitle({ kind }: EditorSubject): string {
  return { policy: "policy", cors: "CORS", lifecycle: "lifecycle", tags: "tags", "object-tags": "tags" }[
    kind
  ];
}
