import type { S3Response } from "../exchange.js";
import { parseHost } from "./host.js";
import type { AnswerSubject, ServerContext } from "./server-options.js";

/**
 * The answer to a request that is not S3's: its path lies under the server's own prefix, and no bucket stands in its
 * host name. Undefined for every other request.
 *
 * @throws S3Error for a foreign host name, as S3 requests are refused.
 */
export async function intercept(
  subject: AnswerSubject,
  { options, hostSuffixes }: ServerContext,
): Promise<S3Response | undefined> {
  const own = options.intercept;
  if (own === undefined || !subject.rawTarget.startsWith(own.pathPrefix)) return undefined;
  if (parseHost(subject.headers["host"], hostSuffixes).bucket !== undefined) return undefined;
  return own.answer(subject);
}
