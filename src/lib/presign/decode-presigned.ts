import { decodeForm, type DecodedForm } from "./decode-form.js";
import { decodeUrl, type DecodedUrl } from "./decode-url.js";

/**
 * Read what somebody pasted: a presigned URL, a Base64 POST policy, or a whole form (its JSON or HTML).
 * Checks no signature: only the store has the secret.
 *
 * @throws UsageError `NotPresigned` when it is none of them.
 */
export function decodePresigned(text: string, now: Date): DecodedUrl | DecodedForm {
  const trimmed = text.trim();
  return /^https?:\/\//i.test(trimmed) ? decodeUrl(trimmed, now) : decodeForm(trimmed, now);
}
