import type { HookContent } from "../../../../src/lib/proxy/hooks/hook-api.js";

/** All that a hook is given to read. */
export async function contentOf(content: HookContent): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of content) chunks.push(chunk);
  return Buffer.concat(chunks);
}
