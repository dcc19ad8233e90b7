import { toCorsDocument } from "../lib/cors/cors-rules.js";
import type { EditorSubject } from "../ui/state/editor/editor-screen.js";
import { toProblem } from "../ui/state/problem.js";
import type { Client, ExplorerServices } from "./explorer-services.js";
import type { Send } from "./send.js";

/** Read a setting that is a text. Never rejects. */
export async function readDocument(
  services: ExplorerServices,
  { requestId, subject }: { readonly requestId: number; readonly subject: EditorSubject },
  signal: AbortSignal,
  send: Send,
): Promise<void> {
  try {
    const value = await services.readDocument(subject, signal);
    send({ type: "document", requestId, text: { state: "ready", value } });
  } catch (error) {
    if (!signal.aborted)
      send({ type: "document", requestId, text: { state: "failed", problem: toProblem(error) } });
  }
}

/** A setting as it is written down; "" when there is none. */
export async function fetchDocument(
  client: Client,
  subject: EditorSubject,
  signal: AbortSignal,
): Promise<string> {
  const options = { signal };
  switch (subject.kind) {
    case "policy": {
      const { getPolicy } = await import("../lib/policy/bucket-policy.js");
      const policy = await getPolicy(client, subject.bucket, options);
      return policy === undefined ? "" : indented(JSON.parse(policy));
    }
    case "cors": {
      const { getCors } = await import("../lib/cors/bucket-cors.js");
      const rules = await getCors(client, subject.bucket, options);
      return rules === undefined ? "" : indented(toCorsDocument(rules));
    }
    case "lifecycle": {
      const { getLifecycle } = await import("../lib/bucket/bucket-lifecycle.js");
      const document = await getLifecycle(client, subject.bucket, options);
      return document === undefined ? "" : indented(document);
    }
    case "tags": {
      const { getBucketTags } = await import("../lib/bucket/bucket-tags.js");
      return toLines((await getBucketTags(client, subject.bucket, options)) ?? {});
    }
    case "object-tags": {
      const { getObjectTags } = await import("../lib/object/object-tags.js");
      return toLines(await getObjectTags(client, subject.object, options));
    }
  }
}

function indented(document: unknown): string {
  return JSON.stringify(document, null, 2);
}

function toLines(tags: Readonly<Record<string, string>>): string {
  return Object.entries(tags)
    .map(([name, value]) => `${name}=${value}`)
    .join("\n");
}
