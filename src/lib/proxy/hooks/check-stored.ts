import type { Readable } from "node:stream";
import { finished } from "node:stream/promises";
import { CheckedContent } from "./checked-content.js";
import type { UploadHooks } from "./check-upload.js";
import { ContentCheck, type HookSurroundings } from "./content-check.js";
import { spoolContent, type ContentSpool } from "./content-spool.js";
import { checkSpool, SpooledUpload } from "./spooled-upload.js";

/**
 * Let hooks check content that lies in quarantine. Where all of them run together it only streams by; where one has to wait
 * for another, it is put aside first, as an upload's would be. `content` is read to its end, or destroyed.
 *
 * @returns undefined: it may be released as it is; otherwise what hooks made of it, to be closed by the caller.
 * @throws S3Error of the first hook that does not pass, and what the content fails with.
 */
export async function checkStored(
  content: Readable,
  hooks: UploadHooks,
  surroundings: HookSurroundings,
): Promise<ContentSpool | undefined> {
  const { beforeCheck, unsafe } = hooks;
  const check = new ContentCheck(beforeCheck.together, surroundings);
  const checked = new CheckedContent(content, check);
  const mustWait = beforeCheck.inOrder.length + unsafe.together.length + unsafe.inOrder.length > 0;
  if (!mustWait) {
    await finished(checked.resume());
    return undefined;
  }
  const upload = new SpooledUpload(await spoolContent(checked));
  try {
    await upload.runInOrder(beforeCheck.inOrder, surroundings);
    await checkSpool(upload.spool, unsafe.together, surroundings);
    await upload.runInOrder(unsafe.inOrder, surroundings);
  } catch (error) {
    await upload.close();
    throw error;
  }
  if (upload.isChanged) return upload.spool;
  await upload.close();
  return undefined;
}
