import { isReserved } from "../../access/grants/key-safety.js";
import type { Handler, S3Request, S3Response, Stage } from "../../wire/exchange.js";
import { askForPlainText, readAnswerText, withText } from "../answers/answer-text.js";
import { hideReserved, mayShowReserved } from "../answers/hide-reserved.js";
import { ACCESS_RULES } from "./access-rules.js";
import { COPIES, readCopy } from "./copy-source.js";
import { deleteAllowed } from "./delete-many.js";
import { refuseReserved } from "./required-access.js";

/** Keep s3kit's own objects from everyone: they cannot be named, and listings do not show them. */
export function reservedPrefixStage(): Stage {
  return (next: Handler) => async (asked) => {
    refuseReserved(asked);
    return serveAroundReserved(COPIES.has(asked.operation) ? readCopy(asked).request : asked, next);
  };
}

/** Carry out a request that names no reserved key, without touching or showing one. */
export async function serveAroundReserved(request: S3Request, next: Handler): Promise<S3Response> {
  if (ACCESS_RULES[request.operation] === "list") return listAroundReserved(request, next);
  if (request.operation !== "DeleteObjects") return next(request);
  return deleteAllowed(request, next, (key) => (isReserved(key) ? "The key is s3kit's own." : undefined));
}

/** A listing without s3kit's own objects. */
export async function listAroundReserved(request: S3Request, next: Handler): Promise<S3Response> {
  if (!mayShowReserved(request.query.get("prefix") ?? "")) return next(request);
  const answer = await next(askForPlainText(request));
  if (answer.status !== 200) return answer;
  return withText(answer, hideReserved(await readAnswerText(answer)));
}
