import type { ObjectLayout } from "../../../crypto/object-layout.js";
import { FOOTER_BYTES } from "../../../crypto/sizes.js";
import type { S3Request, S3Response } from "../../../wire/exchange.js";
import { discardAnswer, orDiscarded, readAnswer } from "../answers.js";
import { nameOf, type EncryptionContext } from "../encryption-context.js";
import { bareRequest } from "./ask-store.js";
import { layoutFromTail } from "./read-layout.js";
import { describeStored, type StoredObject } from "./stored-object.js";

/** What HeadObject answered. */
export interface StoredHead {
  readonly answer: S3Response;
  /** Undefined: refused, or stored in clear. */
  readonly stored: StoredObject | undefined;
  /** When the end of the object was read. */
  readonly layout?: ObjectLayout | undefined;
}

/** Ask the store for what it has under a name, whatever range or part of it the client asks for. */
export async function headOf(request: S3Request, context: EncryptionContext): Promise<StoredHead> {
  const answer = await context.next(bareRequest(request, "HEAD", undefined));
  discardAnswer(answer);
  if (answer.status !== 200) return { answer, stored: undefined };
  return { answer, stored: await describeStored(answer, nameOf(request, context), context) };
}

/** As {@link headOf}, with the object's last bytes by the same request; a store that does not give them is asked without. */
export async function headWithFooter(request: S3Request, context: EncryptionContext): Promise<StoredHead> {
  const answer = await context.next(bareRequest(request, "GET", `bytes=-${FOOTER_BYTES.toString()}`));
  const isFooter = answer.status === 206;
  return orDiscarded(answer, async () => {
    const stored = isFooter ? await describeStored(answer, nameOf(request, context), context) : undefined;
    const footer = await readAnswer(answer);
    if (stored === undefined) return headOf(request, context);
    return { answer, stored, layout: await layoutFromTail(request, stored, footer, context) };
  });
}
